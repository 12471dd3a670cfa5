// What the record says was accepted, and whether boards, readers and people's own windows agree with it.
import { fromBase64 } from 'lib0/buffer';
import { isDeepStrictEqual } from 'node:util';
import {
  ContentAny,
  ContentDeleted,
  Doc,
  Item,
  applyUpdate,
  createID,
  encodeStateVector,
  equalSnapshots,
  getItem,
  mergeUpdates,
  snapshot,
} from 'yjs';
import { boardJson, type BoardJson } from '#board/cells.ts';
import { serverIdOf } from '#server/rooms/beginning.ts';
import type { Chance } from '../server/gate/chance.ts';
import type { Typed, Window } from './window.ts';

interface Entry {
  readonly seq: number;
  readonly epoch: number;
  readonly kind: string;
  readonly payload: unknown;
}

/** One document after the other: what was accepted in each epoch, merged by Yjs alone. */
interface Epoch {
  readonly epoch: number;
  /** keeps what was overwritten, so that every value ever accepted can be looked at */
  readonly doc: Doc;
  /** updates that the server itself made */
  readonly ofServer: Uint8Array[];
}

export class Record {
  readonly #epochs: Epoch[] = [];

  /** @param lines NDJSON of the whole record */
  constructor(room: string, lines: string) {
    for (const line of lines.split('\n')) {
      if (line === '') continue;
      this.#take(room, JSON.parse(line) as Entry);
    }
  }

  get epochs(): number {
    return this.#epochs.length;
  }

  /** The document of the epoch in force. */
  get last(): Epoch {
    const last = this.#epochs.at(-1);
    if (!last) throw new Error('The record has no change of the board.');
    return last;
  }

  get board(): BoardJson {
    return boardJson(this.last.doc);
  }

  /** Everything that a window was told is saved is in the record, word for word. */
  holds(window: Window): void {
    const { clientID } = window.doc;
    const epoch = this.#epochs.find(({ doc }) => doc.store.clients.has(clientID));
    const clock = epoch ? clockOf(epoch.doc, clientID) : 0;
    if (window.saved > clock)
      throw new Error(`up to clock ${window.saved} was called saved, the record has ${clock}`);
    for (const typed of window.typed) {
      if (!epoch || typed.to > clock) continue;
      typed.cells.forEach(({ cell, write }, nth) => {
        const found = valueAt(epoch.doc, typed.clientId, typed.from + nth);
        // Lost to another value before it was saved: only its place came, and something else stands there.
        if (found === LOST) return;
        if (!isDeepStrictEqual(found, write.value))
          throw new Error(`${cell}: the record has another value than was typed`);
      });
    }
  }

  /** Merged by Yjs alone from what people's own documents made, in any order, it is the same board. */
  isMergeOf(typed: readonly Typed[], chance: Chance): void {
    const { doc, ofServer } = this.last;
    const accepted = typed.filter(({ clientId, to }) => to <= clockOf(doc, clientId));
    const updates = shuffled([...ofServer, ...accepted.map(({ update }) => update)], chance);
    const plain = new Doc();
    if (updates.length > 0) applyUpdate(plain, mergeUpdates(updates));
    if (plain.store.pendingStructs ?? plain.store.pendingDs)
      throw new Error('the plain merge lacks something that was accepted');
    same('the plain merge of what was accepted', boardJson(plain), this.board);
    const [vector, ours] = [plain, doc].map((one) => Buffer.from(encodeStateVector(one)).toString('hex'));
    if (vector !== ours) throw new Error('the plain merge has other edits than the record');
  }

  /** A reader who sees everything has this very document, down to what was deleted. */
  isDocumentOf(who: string, reader: Doc): void {
    if (reader.store.pendingStructs ?? reader.store.pendingDs)
      throw new Error(`something is pending with ${who}`);
    same(who, boardJson(reader), this.board);
    if (!equalSnapshots(snapshot(reader), snapshot(this.last.doc)))
      throw new Error(`${who} has another document than the record`);
  }

  #take(room: string, { seq, epoch, kind, payload }: Entry): void {
    if (kind !== 'board.update' && kind !== 'epoch.started') return;
    const { update: text, clients } = payload as { update: string; clients?: [number, number, number][] };
    const update = fromBase64(text);
    let at = this.#epochs.at(-1);
    if (at?.epoch !== epoch) {
      const next: Epoch = { epoch, doc: new Doc({ gc: false }), ofServer: [] };
      if (kind === 'epoch.started') {
        applyUpdate(next.doc, update);
        if (at) same(`the beginning of epoch ${epoch}`, boardJson(next.doc), boardJson(at.doc));
        next.ofServer.push(update);
        this.#epochs.push(next);
        return;
      }
      if (at) throw new Error(`Entry ${seq} is of epoch ${epoch}, which never began.`);
      this.#epochs.push((at = next));
    }
    applyUpdate(at.doc, update);
    if (clients?.every(([clientId]) => clientId === serverIdOf(room, epoch))) at.ofServer.push(update);
  }
}

/** Both boards say the same; else which cell does not. */
export function same(who: string, board: BoardJson, expected: BoardJson): void {
  if (isDeepStrictEqual(board, expected)) return;
  for (const kind of new Set([...Object.keys(board), ...Object.keys(expected)])) {
    const [one, two] = [board[kind] ?? {}, expected[kind] ?? {}];
    for (const id of new Set([...Object.keys(one), ...Object.keys(two)])) {
      const [mine, theirs] = [JSON.stringify(one[id]), JSON.stringify(two[id])];
      if (!isDeepStrictEqual(one[id], two[id]))
        throw new Error(`${who} differs in ${kind}/${id}: ${mine}, not ${theirs}`);
    }
  }
}

function clockOf(doc: Doc, clientId: number): number {
  const last = doc.store.clients.get(clientId)?.at(-1);
  return last ? last.id.clock + last.length : 0;
}

const LOST = Symbol('overwritten before it was accepted');

/** The value accepted under this clock. */
function valueAt(doc: Doc, clientId: number, clock: number): unknown {
  const item = getItem(doc.store, createID(clientId, clock));
  if (!(item instanceof Item)) return undefined;
  if (item.content instanceof ContentDeleted) return LOST;
  if (!(item.content instanceof ContentAny)) return undefined;
  return item.content.arr[clock - item.id.clock] as unknown;
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = chance.whole(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
