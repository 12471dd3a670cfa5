// The live document: everything accepted so far, published or not. The gate judges against it; nobody reads it.
import { Doc, applyUpdate, getState } from 'yjs';
import { mapOf, readCell, writeCells, type CellWrite } from '#board/cells.ts';
import { addressOf, parseAddress, parseKey, type CellRef } from '#domain/cells.ts';
import { KIND_NAMES, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import { isObservation, newerOf, standingAfter } from '#domain/observations.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import type { CellChange } from '#domain/protocol.ts';
import { sameValue } from '#domain/same-value.ts';
import type { BoardChange } from './board-entry.ts';
import type { ClientOwners } from './client-owners.ts';
import type { ClientRange, JudgedCell, JudgedRoom, Verdict } from './gate/verdict.ts';
import type { RoomLimits } from './options.ts';
import type { ViewDocument } from './view-document.ts';

/** Who moves the live document; no change without one. */
export type Origin =
  | { readonly by: 'member'; readonly user: string; readonly membership: string }
  | { readonly by: 'server' }
  | { readonly by: 'journal' };

type Accepted = Extract<Verdict, { verdict: 'accepted' }>;

/** Owner of the server's own client id; no user has this id. */
export const SERVER = 'server';

export class LiveBoard {
  readonly doc = new Doc();
  readonly owners: ClientOwners;
  readonly #serverId: number;
  #records: number | undefined;

  constructor(owners: ClientOwners, serverId: number) {
    this.owners = owners;
    this.#serverId = serverId;
    for (const kind of KIND_NAMES) mapOf(this.doc, kind);
    owners.bind(serverId, SERVER);
  }

  /** Reads any cell, naming cells above all; undefined for kinds that are not declared. */
  readonly look: Look = (kind, id, field) =>
    kindOf(kind) ? readCell(this.doc, kind as Kind, id, field) : undefined;

  /** How many records there are, closed ones included: they stay in the document. */
  get records(): number {
    return (this.#records ??= countRecords(this.doc));
  }

  /** Next clock of a client id. */
  clockOf(clientId: number): number {
    return getState(this.doc.store, clientId);
  }

  /** What the gate sees. @param observed the observers' document, when it is one of theirs whose frame is judged */
  judged(
    observed: ViewDocument | undefined,
    now: number,
    limits: RoomLimits['gate'],
    mayConflict: boolean,
  ): JudgedRoom {
    const { owners } = this;
    return {
      ...{ doc: observed?.doc ?? this.doc, now, limits, mayConflict },
      ownerOf: (id) => owners.ownerOf(id),
      isOfEndedEpoch: (id) => owners.isOfEndedEpoch(id) || observed?.isFormer(id) === true,
    };
  }

  /** Applies what the gate accepted: its encoding, never the client's bytes. Throws when the document is unsound after. */
  accept(verdict: Accepted, member: Member, now: number, lostBy: (cell: JudgedCell) => string): BoardChange {
    const origin: Origin = { by: 'member', user: member.user, membership: member.membership };
    this.#apply(verdict.update, origin);
    for (const { clientId } of verdict.clients) this.owners.bind(clientId, member.user, now);
    this.#count(recordsCreated(verdict.cells));
    const cells = verdict.cells.map((cell): CellChange => {
      const change = { cell: addressOf(cell.ref), from: cell.from, to: cell.to };
      return cell.lost ? { ...change, lost: { value: cell.lost.value, by: lostBy(cell) } } : change;
    });
    return { update: verdict.update, cells, clients: verdict.clients, restores: false };
  }

  #count(created: number): void {
    if (this.#records !== undefined) this.#records += created;
  }

  /** Applies an entry of the journal. */
  replay(change: BoardChange, actor: string): void {
    this.#records = undefined;
    this.#apply(change.update, { by: 'journal' });
    for (const { clientId } of change.clients) this.owners.bind(clientId, actor);
  }

  load(state: Uint8Array): void {
    this.#records = undefined;
    this.#apply(state, { by: 'journal' });
  }

  /** Newer observations that an accepted update overwrote, set again in the same tick; undefined when there are none. */
  restoreNewer(cells: readonly JudgedCell[]): BoardChange | undefined {
    const writes = cells.flatMap(({ ref, from, to, values, lost }): CellWrite[] => {
      if (!isObservation(ref)) return [];
      const value = standingAfter({ from, values, concurrent: lost !== undefined });
      return sameValue(value, to) ? [] : [{ ref, value }];
    });
    return this.#set(writes, true);
  }

  /** The server's own write under its own client id; cells that hold the value already are left alone. */
  write(writes: readonly CellWrite[]): BoardChange | undefined {
    return this.#set(writes, false);
  }

  /** After the server's own write of an older observation: the newer one again. */
  restoreAfterWrite(change: BoardChange): BoardChange | undefined {
    const back = change.cells.flatMap(({ cell, from, to }): CellWrite[] => {
      const ref = parseAddress(cell);
      if (!ref || !isObservation(ref)) return [];
      const value = newerOf(from, to);
      return sameValue(value, to) ? [] : [{ ref, value }];
    });
    return this.#set(back, true);
  }

  #set(writes: readonly CellWrite[], restores: boolean): BoardChange | undefined {
    const cells: CellChange[] = [];
    let created = 0;
    const effective = new Map<string, CellWrite>(); // a cell named twice is set once, to the last value
    for (const write of writes) effective.set(addressOf(write.ref), write);
    for (const [cell, { ref, value }] of effective) {
      const from = this.look(ref.kind, ref.id, ref.field);
      if (sameValue(from, value)) effective.delete(cell);
      else {
        cells.push({ cell, from: from ?? null, to: value });
        if (from === undefined && opensRecord(ref)) created += 1;
      }
    }
    if (cells.length === 0) return undefined;
    this.doc.clientID = this.#serverId; // only now: Yjs takes another id when it meets its own while loading
    const before = this.clockOf(this.#serverId);
    const update = captured(this.doc, () =>
      writeCells(this.doc, [...effective.values()], { by: 'server' } satisfies Origin),
    );
    this.#count(created);
    const clients: ClientRange[] = [
      { clientId: this.#serverId, from: before, to: this.clockOf(this.#serverId) },
    ];
    return { update, cells, clients, restores };
  }

  #apply(update: Uint8Array, origin: Origin): void {
    applyUpdate(this.doc, update, origin);
    // INVARIANT: nothing pending. A struct that waits would be published as a change that nobody can see.
    if (this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null) {
      throw new Error('An update left something pending in the live document.');
    }
  }
}

/** How many records these changes bring into being. */
export function recordsCreated(
  cells: readonly { readonly ref: CellRef; readonly from: CellValue }[],
): number {
  return cells.filter(({ ref, from }) => from === null && opensRecord(ref)).length;
}

/** Every record has its first required cell from its creation on, and never loses it. */
function opensRecord({ kind, field }: CellRef): boolean {
  return requiredFields(kind as Kind)[0] === field;
}

function countRecords(doc: Doc): number {
  let count = 0;
  for (const kind of KIND_NAMES) {
    for (const key of mapOf(doc, kind).keys()) {
      const cell = parseKey(key);
      if (cell && opensRecord({ kind, ...cell })) count += 1;
    }
  }
  return count;
}

/** The one update that `change` makes in a document. */
export function captured(doc: Doc, change: () => void): Uint8Array {
  let update: Uint8Array | undefined;
  const take = (bytes: Uint8Array): void => {
    update = bytes;
  };
  doc.on('update', take);
  try {
    change();
  } finally {
    doc.off('update', take);
  }
  if (!update) throw new Error('A write changed nothing in the document.');
  return update;
}
