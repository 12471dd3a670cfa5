// What Yjs's own reader finds in an update that no honest document holds: seen without reading a byte ourselves.
import { ContentAny, ContentDeleted, GC, Skip, decodeUpdate, type Item } from 'yjs';
import { Buffer } from 'node:buffer';
import { GATE_LIMITS } from '#domain/limits.ts';
import { read, write } from './raw-update.ts';

export interface Form {
  /** reasons to refuse it whatever it does */
  readonly wrong: readonly string[];
  /** reasons to ask for the whole again */
  readonly missing: readonly string[];
  /** client ids with structs */
  readonly clients: number;
  /** structs that the room does not know */
  readonly fresh: boolean;
}

type Decoded = ReturnType<typeof decodeUpdate>;
const { clientId: MAX_ID, clock: MAX_CLOCK, keyBytes } = GATE_LIMITS;

/** @param known next clock of a client id in the room. Throws where Yjs cannot read the bytes. */
export function formOf(bytes: Uint8Array, known: (client: number) => number): Form {
  const { structs, ds } = decodeUpdate(bytes);
  const wrong = new Set<string>();
  const missing = new Set<string>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const end = clock + struct.length;
    if (struct instanceof Skip) {
      if (end > known(client)) missing.add('a gap that is marked');
      continue;
    }
    if (client > MAX_ID || end > MAX_CLOCK || struct.length === 0) wrong.add('numbers beyond all limits');
    if (struct instanceof GC) wrong.add('a struct of nothing');
    else for (const reason of itemProblems(struct, known(client), ds)) wrong.add(reason);
  }
  for (const [client, ranges] of ds.clients) {
    let last = -1;
    for (const { clock, len } of ranges) {
      if (clock < last || len === 0) wrong.add('deletes out of order');
      last = clock + len;
    }
    if (client > MAX_ID || last > MAX_CLOCK) wrong.add('numbers beyond all limits');
  }
  const clients = new Set(structs.map(({ id }) => id.client)).size;
  const fresh = structs.some(
    (struct) => !(struct instanceof Skip) && struct.id.clock + struct.length > known(struct.id.client),
  );
  return { wrong: [...wrong], missing: [...missing], clients, fresh };
}

function itemProblems(item: Item, known: number, ds: Decoded['ds']): string[] {
  const { content, origin, rightOrigin, parent, parentSub, length } = item;
  const { client, clock } = item.id;
  const found: string[] = [];
  if (rightOrigin) found.push('a right origin');
  if (!(content instanceof ContentAny || content instanceof ContentDeleted)) found.push('strange content');
  if (origin && (origin.client > MAX_ID || origin.clock > MAX_CLOCK)) found.push('numbers beyond all limits');
  if (!origin && !rightOrigin) {
    if (typeof parent !== 'string' || parentSub === null) found.push('no cell');
    else if ([parent, parentSub].some((name) => Buffer.byteLength(name) > keyBytes)) found.push('no cell');
  }
  const from = Math.max(clock, known);
  const inner = clock + length - 1;
  if (content instanceof ContentAny && from < inner && !deletes(ds, client, from, inner))
    found.push('an inner value that lives');
  return found;
}

function deletes(ds: Decoded['ds'], client: number, from: number, to: number): boolean {
  let at = from;
  for (const { clock, len } of ds.clients.get(client) ?? [])
    if (clock <= at && clock + len > at) at = clock + len;
  return at >= to;
}

/** Written as Yjs writes: no padded number, no empty or repeated block. Only such bytes does an honest client send. */
export function isCanonical(bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(write(read(bytes)), bytes) === 0;
  } catch {
    return false; // not even readable, or holding what honest updates do not
  }
}
