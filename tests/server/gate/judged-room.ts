// A room as small as it can be: it judges, applies what was accepted, binds client ids, and checks itself on the way.
import { strict as assert } from 'node:assert';
import { Doc, applyUpdate, encodeStateAsUpdate, getState } from 'yjs';
import { mapOf, writeCells, type CellWrite } from '#board/cells.ts';
import { KIND_NAMES } from '#domain/kinds/registry.ts';
import { GATE_LIMITS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import type { GateLimits, JudgedRoom, Verdict } from '#server/rooms/gate/verdict.ts';
import { NOW, SERVER_ID, furnish } from './cast.ts';

export type Accepted = Extract<Verdict, { verdict: 'accepted' }>;

export class TestRoom implements JudgedRoom {
  readonly doc: Doc;
  readonly limits: GateLimits;
  now = NOW;
  mayConflict = true;
  readonly owners = new Map<number, string>([[SERVER_ID, 'server']]);
  readonly ended = new Set<number>();
  /** what was published, in order */
  readonly published: Uint8Array[] = [];

  constructor(options: { limits?: Partial<GateLimits>; bare?: boolean } = {}) {
    this.limits = { ...GATE_LIMITS, ...options.limits };
    this.doc = new Doc();
    this.doc.clientID = SERVER_ID;
    for (const kind of KIND_NAMES) mapOf(this.doc, kind);
    this.doc.on('update', (update: Uint8Array) => this.published.push(update));
    if (!options.bare) furnish(this.doc);
  }

  ownerOf(clientId: number): string | undefined {
    return this.owners.get(clientId);
  }

  isOfEndedEpoch(clientId: number): boolean {
    return this.ended.has(clientId);
  }

  /** Judges and, when accepted, applies. P5 and P7 hold in every test that goes through here. */
  receive(member: Member, bytes: Uint8Array): Verdict {
    const before = encodeStateAsUpdate(this.doc);
    const roots = [...this.doc.share.keys()];
    const verdict = judge(this, member, bytes);
    assert(Buffer.compare(encodeStateAsUpdate(this.doc), before) === 0, 'judging changes nothing');
    assert.deepEqual([...this.doc.share.keys()], roots);
    if (verdict.verdict === 'accepted') this.accept(member, verdict);
    return verdict;
  }

  accept(member: Member, verdict: Accepted): void {
    for (const { clientId, from } of verdict.clients) {
      assert.equal(getState(this.doc.store, clientId), from, 'claimed clocks begin where known ones end');
      const owner = this.owners.get(clientId) ?? member.user;
      assert.equal(owner, member.user, 'every clock has one owner');
      this.owners.set(clientId, owner);
    }
    applyUpdate(this.doc, verdict.update, 'gate');
    assert.equal(this.doc.clientID, SERVER_ID, 'Yjs found no double of the server');
    for (const { clientId, to } of verdict.clients) assert.equal(getState(this.doc.store, clientId), to);
    assert(!this.doc.store.pendingStructs && !this.doc.store.pendingDs, 'nothing is pending');
  }

  /** The server's own write. */
  write(writes: readonly CellWrite[]): void {
    writeCells(this.doc, writes, 'server');
  }

  /** A client's document with everything the room holds. */
  copy(clientId: number, options: { gc?: boolean } = {}): Doc {
    const doc = new Doc({ guid: 'copy', ...options }); // a random one costs as much as the rest
    applyUpdate(doc, encodeStateAsUpdate(this.doc), 'remote');
    doc.clientID = clientId; // after applying: Yjs takes another id when it meets its own
    return doc;
  }
}

/** A verdict in two words: `accepted`, `refused role`. */
export function said(verdict: Verdict): string {
  return 'refusal' in verdict ? `${verdict.verdict} ${verdict.refusal.code}` : verdict.verdict;
}

/** Bytes of the one update that `change` makes. */
export function updateOf(doc: Doc, change: () => void): Uint8Array {
  const made: Uint8Array[] = [];
  const take = (update: Uint8Array): void => {
    made.push(update);
  };
  doc.on('update', take);
  doc.transact(change);
  doc.off('update', take);
  if (made.length !== 1 || !made[0]) throw new Error(`Expected one update, got ${made.length}.`);
  return made[0];
}

/** A client that sets cells of the furnished board, `{'convoy/convoykilo/vehicles': 9}`; gives the update's bytes. */
export function edit(doc: Doc, cells: { readonly [address: string]: unknown }): Uint8Array {
  return updateOf(doc, () => {
    for (const [address, value] of Object.entries(cells)) {
      const [kind = '', id, field] = address.split('/');
      doc.getMap(kind).set(`${id}.${field}`, value);
    }
  });
}

/** All cells that hold something, emptied ones included: `kind/id.field` → value. */
export function cellsOf(doc: Doc): Map<string, unknown> {
  const cells = new Map<string, unknown>();
  for (const [root, type] of doc.share) {
    for (const [key, item] of type._map) {
      if (!item.deleted) cells.set(`${root}/${key}`, item.content.getContent()[item.length - 1]);
    }
  }
  return cells;
}
