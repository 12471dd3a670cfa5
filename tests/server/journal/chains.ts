// Sealed entries for tests: chains of any length with salts counted instead of random, so that runs are alike.
import { BEGINNING, seal } from '#server/journal/entry.ts';
import type { Draft, EntryKind } from '#server/journal/ledger.ts';
import type { Ids } from '#server/journal/ports.ts';
import type { Head, StoredEntry } from '#server/journal/store.ts';

export const SCHEMA = '5c'.repeat(32);

export function draft(kind: EntryKind = 'board.update', payload: unknown = { update: 'AAA=' }): Draft {
  return {
    at: 1_795_000_000_000,
    actor: 'u-maya',
    party: 'p-relief',
    role: 'coordinator',
    via: 'sync',
    kind,
    payload,
  };
}

/** `count` entries behind `after`; kinds go round. */
export function chain(
  room: string,
  count: number,
  options: { after?: Head; kinds?: readonly EntryKind[]; payload?: (seq: number) => unknown } = {},
): StoredEntry[] {
  const { kinds = ['board.update'], payload = (seq: number) => ({ update: 'AAA=', seq }) } = options;
  let after = options.after ?? BEGINNING;
  const entries: StoredEntry[] = [];
  for (let index = 0; index < count; index++) {
    const seq = after.seq + 1;
    const { entry } = seal(draft(kinds[index % kinds.length], payload(seq)), {
      room,
      epoch: 1,
      schema: SCHEMA,
      after,
      salt: saltOf(seq),
    });
    entries.push(entry);
    after = entry;
  }
  return entries;
}

export function saltOf(seq: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, index) => (seq * 31 + index) & 0xff);
}

/** Ids that count: never the same twice, always the same in each run. */
export function countingIds(): Ids {
  let next = 0;
  return { bytes: (count) => Uint8Array.from({ length: count }, () => next++ & 0xff) };
}

/** Plain copies, so that a view of a bigger buffer equals its bytes. */
export function plain(entries: readonly StoredEntry[]): StoredEntry[] {
  return entries.map(({ seq, kind, header, hash, salt, payload }) => ({
    seq,
    kind,
    header: new Uint8Array(header),
    hash: new Uint8Array(hash),
    salt: salt && new Uint8Array(salt),
    payload: payload && new Uint8Array(payload),
  }));
}
