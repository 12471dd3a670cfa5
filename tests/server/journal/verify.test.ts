// A record that was edited, cut, shuffled or rewritten names the first entry that does not fit.
import { describe, expect, it } from 'vitest';
import { entryHash, parseHeader, readEntry, seal } from '#server/journal/entry.ts';
import { memoryStore } from '#server/journal/memory-store.ts';
import type { StoredEntry } from '#server/journal/store.ts';
import { type ChainFault, verifyChain, verifyRoom } from '#server/journal/verify.ts';
import { chain, draft, plain, saltOf, SCHEMA } from './chains.ts';

const ROOM = 'room-a';
const entries = chain(ROOM, 6, { payload: (seq) => ({ text: `Brücke ${seq}` }) });
const at = (seq: number): StoredEntry => {
  const entry = entries[seq - 1];
  if (!entry) throw new Error(`no entry ${seq}`);
  return entry;
};
const head = { seq: 6, hash: at(6).hash };
const verdict = (of: readonly StoredEntry[], known = [head]) => verifyChain(of, { room: ROOM, known });

function replace(text: string, from: string, to: string): Uint8Array {
  expect(text).toContain(from);
  return new TextEncoder().encode(text.replace(from, to));
}
const text = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? new Uint8Array());
const edited = (seq: number, change: Partial<StoredEntry>): StoredEntry[] =>
  entries.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));

describe('a chain', () => {
  it('is sound as it was sealed, in parts too, and when payloads were redacted', () => {
    expect(verdict(entries)).toEqual({ state: 'sound', head });
    expect(verdict([])).toMatchObject({ state: 'broken', seq: 1, why: 'truncated' });
    expect(verifyChain([], { room: ROOM })).toMatchObject({ state: 'sound', head: { seq: 0 } });
    const after = { seq: 2, hash: at(2).hash };
    expect(verifyChain(entries.slice(2), { room: ROOM, after })).toEqual({ state: 'sound', head });
    expect(verdict(edited(3, { salt: null, payload: null }))).toEqual({ state: 'sound', head });
    const redacted = readEntry(ROOM, { ...at(3), salt: null, payload: null });
    expect(redacted).toMatchObject({ seq: 3, kind: 'board.update', payload: null });
  });

  const newer = chain(ROOM, 6, { payload: () => 'another history' });
  it.each<[string, readonly StoredEntry[], number, ChainFault]>([
    ['an edited header', edited(3, { header: replace(text(at(3).header), 'u-maya', 'u-mara') }), 3, 'header'],
    [
      'a header with a key more',
      edited(3, { header: replace(text(at(3).header), '{', '{"x":1,') }),
      3,
      'header',
    ],
    ['a header in another order', edited(3, reordered(at(3))), 3, 'header'],
    ['a column that contradicts its header', edited(3, { kind: 'alert.raised' }), 3, 'header'],
    ['a header whose hash was made to fit', edited(3, rehashed(at(2), at(3))), 4, 'header'],
    ['an edited payload', edited(2, { payload: replace(text(at(2).payload), '2', '3') }), 2, 'payload'],
    ['another salt', edited(2, { salt: saltOf(99) }), 2, 'payload'],
    ['a payload taken away without its salt', edited(2, { payload: null }), 2, 'payload'],
    ['an entry taken out', entries.filter(({ seq }) => seq !== 4), 4, 'missing'],
    ['the first entry taken out', entries.slice(1), 1, 'missing'],
    ['two entries in each other’s place', [at(1), at(3), at(2), at(4), at(5), at(6)], 3, 'order'],
    ['an entry twice', [at(1), at(1), ...entries.slice(1)], 1, 'order'],
    ['the contents of two entries exchanged', swapped(), 2, 'order'],
    ['the end cut off', entries.slice(0, 4), 5, 'truncated'],
    ['another room’s entry', edited(2, chain('room-b', 2)[1] ?? {}), 2, 'header'],
    ['a whole history sealed anew', newer, 6, 'history'],
  ])('%s', (_what, of, seq, why) => {
    expect(verdict(of)).toMatchObject({ state: 'broken', seq, why, head: { seq: before(of, seq, why) } });
  });

  it('names the entry for every single byte that is changed', () => {
    const three = chain(ROOM, 3);
    const known = [{ seq: 3, hash: three[2]?.hash ?? new Uint8Array() }];
    let tried = 0;
    for (const [index, entry] of three.entries()) {
      for (const part of ['header', 'payload', 'salt', 'hash'] as const) {
        for (let byte = 0; byte < (entry[part]?.length ?? 0); byte++) {
          const copy = plain(three);
          const bytes = copy[index]?.[part];
          if (!bytes) throw new Error('chain() makes whole entries');
          bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (byte % 8));
          const found = verifyChain(copy, { room: ROOM, known });
          expect(found, `${part} ${byte} of ${entry.seq}`).toMatchObject({ state: 'broken', seq: entry.seq });
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });
});

describe('sealing', () => {
  const place = {
    room: ROOM,
    epoch: 1,
    schema: SCHEMA,
    after: { seq: 0, hash: new Uint8Array(32) },
    salt: saltOf(1),
  };

  it('refuses what could not be read back', () => {
    expect(() => seal({ ...draft(), payload: undefined }, place)).toThrow(TypeError);
    expect(() => seal({ ...draft(), at: 1.5 }, place)).toThrow(TypeError);
    expect(() => seal({ ...draft(), at: Number.NaN }, place)).toThrow(TypeError);
    expect(() => seal({ ...draft(), actor: '' }, place)).toThrow(TypeError);
    expect(() => seal(draft(), { ...place, salt: new Uint8Array(15) })).toThrow(TypeError);
  });

  it('reads back whatever text people write, lone surrogates and control characters included', () => {
    for (const actor of ['Zoë "Z" \\ \u0000\u2028', '\ud800', '__proto__', '🚚شاحنة']) {
      const { entry } = seal({ ...draft(), actor }, place);
      expect(parseHeader(entry.header)?.actor).toBe(actor);
    }
  });
});

describe('a room’s record in a store', () => {
  it('is verified page by page, and named where it breaks on any page', async () => {
    const store = memoryStore();
    await store.createRoom({ room: ROOM, createdAt: 1, exercise: false });
    expect(await verifyRoom(store, ROOM)).toMatchObject({ state: 'sound', head: { seq: 0 } });
    await store.append(ROOM, 0, await store.claim(ROOM), entries);
    for (const page of [1, 2, 3, 4, 6, 100]) {
      expect(await verifyRoom(store, ROOM, [], page)).toEqual({ state: 'sound', head });
    }
    const later = { seq: 9, hash: at(1).hash };
    expect(await verifyRoom(store, ROOM, [later], 2)).toMatchObject({ seq: 7, why: 'truncated' });
    const other = { seq: 3, hash: at(1).hash };
    expect(await verifyRoom(store, ROOM, [other], 2)).toMatchObject({ seq: 3, why: 'history' });
    const kept = store.disk.rooms.get(ROOM)?.entries ?? [];
    kept.splice(3, 1);
    for (const page of [1, 2, 3, 4, 6, 100]) {
      expect(await verifyRoom(store, ROOM, [], page)).toMatchObject({
        state: 'broken',
        seq: 4,
        why: 'missing',
      });
    }
  });
});

function reordered(entry: StoredEntry): Partial<StoredEntry> {
  const { v, room, ...rest } = JSON.parse(text(entry.header)) as { v: 1; room: string };
  return { header: new TextEncoder().encode(JSON.stringify({ room, v, ...rest })) };
}

function rehashed(before: StoredEntry, entry: StoredEntry): Partial<StoredEntry> {
  const header = replace(text(entry.header), 'u-maya', 'u-mara');
  return { header, hash: entryHash(before.hash, header) };
}

function swapped(): StoredEntry[] {
  const [two, three] = [at(2), at(3)];
  return entries.map((entry) => {
    if (entry.seq === 2) return { ...three, seq: 2 };
    return entry.seq === 3 ? { ...two, seq: 3 } : entry;
  });
}

/** The last entry that still fits in front of a fault. */
function before(of: readonly StoredEntry[], seq: number, why: ChainFault): number {
  const index = of.findIndex((entry) => entry.seq === seq);
  if (why === 'missing' || why === 'truncated') return seq - 1;
  return why === 'order' && seq === 1 ? 1 : (of[index - 1]?.seq ?? 0);
}
