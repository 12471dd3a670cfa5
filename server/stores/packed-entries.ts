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
  const parts = entries.flatMap(({ header, hash, salt, payload }) => [header, hash, salt, payload]);
  const lengths = Float64Array.from(parts, (part) => part?.length ?? GONE);
  // INVARIANT: a buffer of its own. A small view of a shared pool would move, or copy, the whole pool.
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    bytes.set(part, at);
    at += part.length;
  }
  return {
    kinds: entries.map(({ kind }) => kind),
    seqs: Float64Array.from(entries, ({ seq }) => seq),
    lengths,
    bytes,
  };
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
