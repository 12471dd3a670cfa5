// Verifies a room's chain and names the first seq that does not fit, with the reason. Trusts nothing but the bytes.
import { BEGINNING, entryHash, payloadFits, parseHeader, sameBytes } from './entry.ts';
import type { Head, Store, StoredEntry } from './store.ts';

/**
 * `header`: its bytes, its room or the hash before it were changed · `payload`: it is not what was hashed ·
 * `missing`: not there although a later one is · `order`: it stands in another one's place ·
 * `truncated`: the record ends before it, though a known head says it existed ·
 * `history`: the chain is sound in itself but is not the one a known head came from.
 */
export type ChainFault = 'header' | 'payload' | 'missing' | 'order' | 'truncated' | 'history';

export type ChainVerdict =
  | { readonly state: 'sound'; readonly head: Head }
  /** `head` is the last entry that still fits */
  | { readonly state: 'broken'; readonly seq: number; readonly why: ChainFault; readonly head: Head };

export interface ChainContext {
  readonly room: string;
  /** the entry in front of the first one; by default the beginning of the room */
  readonly after?: Head;
  /** heads noted elsewhere earlier: the only proof against a record that was cut or rewritten as a whole */
  readonly known?: readonly Head[];
}

export function verifyChain(entries: readonly StoredEntry[], context: ChainContext): ChainVerdict {
  const known = context.known ?? [];
  let head = context.after ?? BEGINNING;
  for (const entry of entries) {
    const why = faultOf(entry, head, context.room, entries);
    if (why) return broken(why, why === 'missing' ? head.seq + 1 : entry.seq, head);
    if (known.some((other) => other.seq === entry.seq && !sameBytes(other.hash, entry.hash))) {
      return broken('history', entry.seq, head);
    }
    head = { seq: entry.seq, hash: entry.hash };
  }
  const end = head.seq;
  if (known.some((other) => other.seq > end)) return broken('truncated', end + 1, head);
  return { state: 'sound', head };
}

/** Verifies all that a store holds of a room, page by page. */
export async function verifyRoom(
  store: Store,
  room: string,
  known: readonly Head[] = [],
  page = 2000,
): Promise<ChainVerdict> {
  // What is appended while we read is not ours to judge.
  const last = await store.head(room);
  const heads = [...known, last];
  let after = BEGINNING;
  while (after.seq < last.seq) {
    const limit = Math.min(page, last.seq - after.seq);
    const entries = await store.read(room, { after: after.seq, limit });
    const upTo = entries.at(-1)?.seq ?? after.seq;
    const whole = entries.length < limit;
    const verdict = verifyChain(entries, {
      room,
      after,
      known: whole ? heads : heads.filter(({ seq }) => seq <= upTo),
    });
    if (verdict.state === 'broken' || whole) return verdict;
    after = verdict.head;
  }
  return verifyChain([], { room, after, known: heads });
}

function faultOf(
  entry: StoredEntry,
  before: Head,
  room: string,
  all: readonly StoredEntry[],
): ChainFault | undefined {
  const expected = before.seq + 1;
  if (entry.seq < expected) return 'order';
  if (entry.seq > expected) return all.some(({ seq }) => seq === expected) ? 'order' : 'missing';
  const header = parseHeader(entry.header);
  if (!header) return 'header';
  if (header.seq !== entry.seq) return 'order';
  if (header.room !== room || header.kind !== entry.kind) return 'header';
  if (!sameBytes(entryHash(before.hash, entry.header), entry.hash)) return 'header';
  return payloadFits(header, entry) ? undefined : 'payload';
}

function broken(why: ChainFault, seq: number, head: Head): ChainVerdict {
  return { state: 'broken', seq, why, head };
}
