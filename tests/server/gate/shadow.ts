// A second judge that knows nothing of the gate: lets Yjs apply the client's own bytes to a copy, and looks at what became of it.
import * as decoding from 'lib0/decoding';
import { ContentAny, Doc, Item, applyUpdate, findIndexSS, getItem, getState, readUpdate, type GC, type Transaction } from 'yjs'; // prettier-ignore
import { KIND_NAMES, KINDS } from '#domain/kinds/registry.ts';
import type { Member } from '#domain/people.ts';
import { formOf } from './forms.ts';
import type { TestRoom } from './judged-room.ts';
import { UNSET, cellProblems, type TouchedCell } from './shadow-cells.ts';

/** What the shadow saw. Neither `wrong` nor `missing`: the update has to be accepted, or to be nothing. */
export interface Sighting {
  readonly wrong: readonly string[];
  readonly missing: readonly string[];
  /** cells that the update touches, with all values it sets, by `kind/key` */
  readonly cells: ReadonlyMap<string, TouchedCell>;
  readonly changed: boolean;
  /** how many client ids the update names in its blocks */
  readonly clients: number;
  /** it names structs that the room does not know */
  readonly fresh: boolean;
  /** why the client's own bytes would have spoilt the document; undefined when they would not */
  readonly spoilt: string | undefined;
  /** the copy after the client's bytes */
  readonly doc: Doc;
}

export const THROWS = 'Yjs throws';
export const WAITS = 'structs wait';

interface Seen {
  readonly wrong: Set<string>;
  readonly missing: Set<string>;
  readonly cells: Map<string, TouchedCell>;
  changed: boolean;
  clients: number;
  fresh: boolean;
}

export class Shadow {
  readonly #room: TestRoom;
  #state: Uint8Array;
  #copy: Doc | undefined;

  /** @param state the room's document, encoded */
  constructor(room: TestRoom, state: Uint8Array) {
    this.#room = room;
    this.#state = state;
  }

  /** The room has moved on. `copy` is a document equal to it. */
  renew(state: Uint8Array, copy?: Doc): void {
    this.#state = state;
    this.#copy = copy;
  }

  look(member: Member, bytes: Uint8Array): Sighting {
    const doc = (this.#copy ??= copyOf(this.#state));
    const seen: Seen = {
      wrong: new Set(),
      missing: new Set(),
      cells: new Map(),
      changed: false,
      clients: 0,
      fresh: false,
    };
    const roots = doc.share.size;
    let spoilt: string | undefined;
    const watch = (transaction: Transaction): void => this.#watch(transaction, member, seen);
    doc.on('afterTransaction', watch);
    try {
      // Lazily first: what Yjs cannot read must not make it allocate an announced number.
      for (const reason of this.#form(bytes, seen)) seen.wrong.add(reason);
      const decoder = decoding.createDecoder(bytes);
      readUpdate(decoder, doc, 'shadow');
      if (decoding.hasContent(decoder)) seen.wrong.add('trailing bytes');
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      spoilt = THROWS;
      seen.wrong.add(spoilt);
    } finally {
      doc.off('afterTransaction', watch);
    }
    if (doc.store.pendingStructs) {
      seen.missing.add(WAITS);
      // The set that goes with a delete may be among what waits.
      for (const reason of seen.wrong) if (reason.startsWith(UNSET)) seen.wrong.delete(reason);
      spoilt ??= WAITS;
    }
    if (doc.store.pendingDs) spoilt ??= 'deletes wait';
    if (doc.share.size > roots) spoilt ??= 'decoding made a root';
    // Kept only where nothing was seen at all: a run of no length stands in the copy without moving a clock.
    if (seen.changed || seen.wrong.size > 0 || spoilt !== undefined) this.#copy = undefined;
    const { wrong, missing, cells, changed, clients, fresh } = seen;
    return { wrong: [...wrong], missing: [...missing], cells, changed, clients, fresh, spoilt, doc };
  }

  #form(bytes: Uint8Array, seen: Seen): readonly string[] {
    const form = formOf(bytes, (client) => getState(this.#room.doc.store, client));
    for (const reason of form.missing) seen.missing.add(reason);
    seen.clients = form.clients;
    seen.fresh = form.fresh;
    return form.wrong;
  }

  /** Before Yjs merges and collects: every new struct still stands there as it came. */
  #watch(transaction: Transaction, member: Member, seen: Seen): void {
    if (transaction.origin !== 'shadow') return;
    const { doc, beforeState, afterState, deleteSet } = transaction;
    const wrong = (reason: string): void => void seen.wrong.add(reason);
    for (const [client, to] of afterState) {
      const from = beforeState.get(client) ?? 0;
      if (to <= from) continue;
      seen.changed = true;
      const owner = this.#room.owners.get(client);
      const free = owner === undefined && from === 0 && client !== this.#room.doc.clientID;
      if (this.#room.ended.has(client) || (!free && owner !== member.user)) wrong('another’s client id');
      const structs: (Item | GC)[] = doc.store.clients.get(client) ?? [];
      for (let i = findIndexSS(structs, from); i < structs.length; i++)
        this.#newStruct(doc, structs[i], seen);
    }
    for (const [client, ranges] of deleteSet.clients) {
      const known = beforeState.get(client) ?? 0;
      const structs: (Item | GC)[] = doc.store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) {
        const to = Math.min(clock + len, known);
        for (let i = clock < to ? findIndexSS(structs, clock) : structs.length; i < structs.length; i++) {
          const struct = structs[i];
          if (!struct || struct.id.clock >= to) break;
          seen.changed = true;
          if (!(struct instanceof Item && touch(doc, struct, seen))) wrong('a delete of what is no cell');
        }
      }
    }
    if (seen.changed && member.role === 'observer') return wrong('an observer changed something');
    for (const cell of seen.cells.values()) cellProblems(this.#room, doc, member, cell, seen);
  }

  #newStruct(doc: Doc, struct: Item | GC | undefined, seen: Seen): void {
    const cell = struct instanceof Item ? touch(doc, struct, seen) : undefined;
    if (!cell || !(struct instanceof Item)) return void seen.wrong.add('a struct that belongs to no cell');
    const origin = struct.origin && getItem(doc.store, struct.origin);
    if (origin && (origin.parent !== struct.parent || origin.parentSub !== struct.parentSub))
      seen.wrong.add('a run torn from what it goes on from');
    cell.units += struct.length;
    if (struct.content instanceof ContentAny) cell.values.push(...(struct.content.arr as unknown[]));
    const tip = struct.parent && '_map' in struct.parent && struct.parent._map.get(struct.parentSub ?? '');
    if (!struct.deleted && (struct !== tip || struct.length > 1)) seen.wrong.add('more than the tip lives');
  }
}

/** The cell an applied struct belongs to, as Yjs placed it. */
function touch(doc: Doc, { parent, parentSub }: Item, seen: Seen): TouchedCell | undefined {
  if (!parent || !('_map' in parent) || parentSub === null) return undefined;
  for (const [root, type] of doc.share) {
    if (type !== parent) continue;
    const address = `${root}/${parentSub}`;
    const cell = seen.cells.get(address) ?? { root, key: parentSub, units: 0, values: [] };
    seen.cells.set(address, cell);
    return cell;
  }
  return undefined;
}

/** A document with everything of another one, and nothing forgotten of what comes next. */
export function copyOf(state: Uint8Array): Doc {
  const doc = new Doc({ gc: false, guid: 'copy' }); // a random one costs as much as the rest
  for (const kind of KIND_NAMES) doc.getMap(kind);
  applyUpdate(doc, state, 'copy');
  return doc;
}

/** Roots that no kind has. */
export function strangeRoots(doc: Doc): string[] {
  return [...doc.share.keys()].filter((root) => !Object.hasOwn(KINDS, root));
}
