// Packs journal entries into one buffer, so that a thousand of them cross between threads as a handful of transfers.
import type { StoredEntry } from '../journal/store.ts';

/** `lengths` has four numbers per entry: header, hash, salt, payload; `bytes` holds them one after the other. */
export interface PackedEntries {
  readonly kinds: readonly string[];
  readonly seqs: Float64Array<ArrayBuffer>;
  readonly lengths: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** length of what is not there */
const GONE = -1;

export function pack(entries: readonly StoredEntry[]): PackedEntries {
  const lengths = new Float64Array(4 * entries.length);
  let total = 0;
  for (const [index, { header, hash, salt, payload }] of entries.entries()) {
    const parts = [header.length, hash.length, salt?.length ?? GONE, payload?.length ?? GONE];
    lengths.set(parts, 4 * index);
    total += header.length + hash.length + (salt?.length ?? 0) + (payload?.length ?? 0);
  }
  // INVARIANT: a buffer of its own. A small view of a shared pool would move, or copy, the whole pool.
  const bytes = new Uint8Array(total);
  let at = 0;
  const put = (part: Uint8Array): void => {
    bytes.set(part, at);
    at += part.length;
  };
  for (const { header, hash, salt, payload } of entries) {
    put(header);
    put(hash);
    if (salt) put(salt);
    if (payload) put(payload);
  }
  const kinds = entries.map(({ kind }) => kind);
  return { kinds, seqs: Float64Array.from(entries, ({ seq }) => seq), lengths, bytes };
}

/** A row as SQLite already joined it: header, hash, salt and payload in one value. */
export interface JoinedEntry {
  readonly seq: number;
  readonly kind: string;
  /** of the four parts; null when the last two are gone */
  readonly lengths: readonly [number, number, number | null, number | null];
  readonly joined: Uint8Array;
}

export function packJoined(rows: readonly JoinedEntry[]): PackedEntries {
  const lengths = new Float64Array(4 * rows.length);
  const bytes = new Uint8Array(rows.reduce((sum, { joined }) => sum + joined.length, 0));
  let at = 0;
  for (const [index, row] of rows.entries()) {
    for (const [nth, length] of row.lengths.entries()) lengths[4 * index + nth] = length ?? GONE;
    bytes.set(row.joined, at);
    at += row.joined.length;
  }
  const kinds = rows.map(({ kind }) => kind);
  return { kinds, seqs: Float64Array.from(rows, ({ seq }) => seq), lengths, bytes };
}

/** Entries whose bytes are views of the packed buffer. */
export function unpack({ kinds, seqs, lengths, bytes }: PackedEntries): StoredEntry[] {
  let at = 0;
  const next = (index: number): Uint8Array | null => {
    const length = lengths[index] ?? GONE;
    if (length === GONE) return null;
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  return kinds.map((kind, index) => {
    const header = next(4 * index) ?? new Uint8Array();
    const hash = next(4 * index + 1) ?? new Uint8Array();
    const salt = next(4 * index + 2);
    const payload = next(4 * index + 3);
    return { seq: seqs[index] ?? 0, kind, header, hash, salt, payload };
  });
}

/** What to move instead of copying when posting these. */
export function transfers({ seqs, lengths, bytes }: PackedEntries): ArrayBuffer[] {
  return [seqs.buffer, lengths.buffer, bytes.buffer];
}
