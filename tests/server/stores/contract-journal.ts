// What every store promises about the journal: all or nothing, in order, one writer, the same bytes back.
import { describe, expect, it } from 'vitest';
import type { Store, StoreFault } from '#server/journal/store.ts';
import { verifyRoom } from '#server/journal/verify.ts';
import { chain, plain } from '../journal/chains.ts';
import { NOTHING, type Places, refused, ROOM, type WholeStore } from './places.ts';

export function journalContract(name: string, places: Places): void {
  describe(`${name}: the journal`, () => {
    it('gives back the same bytes in order, in pages and after opening again', async () => {
      const { store, fence, reopen } = await places.withRoom();
      const entries = chain(ROOM, 7, { payload: (seq) => ({ text: `Brücke ${seq} شاحنة 🚚` }) });
      await store.append(ROOM, 0, fence, entries.slice(0, 3));
      await store.append(ROOM, 3, fence, entries.slice(3));
      const check = async (from: WholeStore): Promise<void> => {
        expect(plain(await from.read(ROOM, { after: 0, limit: 100 }))).toEqual(entries);
        expect(plain(await from.read(ROOM, { after: 2, limit: 3 }))).toEqual(entries.slice(2, 5));
        expect(await from.read(ROOM, { after: 7, limit: 3 })).toEqual([]);
        expect(await from.head(ROOM)).toEqual({ seq: 7, hash: entries[6]?.hash });
        expect(await verifyRoom(from, ROOM)).toMatchObject({ state: 'sound', head: { seq: 7 } });
      };
      await check(store);
      await store.close();
      await check(await reopen());
    });

    it('keeps what was handed in, not what its buffers hold later', async () => {
      const { store, fence } = await places.withRoom();
      const entries = chain(ROOM, 1);
      const before = plain(entries);
      const appended = store.append(ROOM, 0, fence, entries);
      for (const part of [entries[0]?.header, entries[0]?.payload]) part?.fill(0);
      await appended;
      expect(plain(await store.read(ROOM, { after: 0, limit: 1 }))).toEqual(before);
    });

    it('takes several entries as one: with a gap inside nothing of them is there', async () => {
      const { store, fence } = await places.withRoom();
      const [one, , three] = chain(ROOM, 3);
      await refused(
        store.append(
          ROOM,
          0,
          fence,
          [one, three].filter((entry) => entry !== undefined),
        ),
        'conflict',
      );
      expect(await store.head(ROOM)).toEqual(NOTHING);
      expect(await store.read(ROOM, { after: 0, limit: 9 })).toEqual([]);
    });

    it('refuses an append that expects another seq, and goes on', async () => {
      const { store, fence } = await places.withRoom();
      const entries = chain(ROOM, 3);
      await store.append(ROOM, 0, fence, entries.slice(0, 2));
      await refused(store.append(ROOM, 0, fence, entries.slice(0, 1)), 'conflict');
      await refused(store.append(ROOM, 3, fence, entries.slice(2)), 'conflict');
      await store.append(ROOM, 2, fence, entries.slice(2));
      expect(plain(await store.read(ROOM, { after: 0, limit: 9 }))).toEqual(entries);
    });

    it('refuses a writer that was overtaken, also by the writer of a new room of that name', async () => {
      const { store, fence } = await places.withRoom(true);
      const entries = chain(ROOM, 2);
      const newer = await store.claim(ROOM);
      expect(newer).toBeGreaterThan(fence);
      await refused(store.append(ROOM, 0, fence, entries.slice(0, 1)), 'conflict');
      await store.append(ROOM, 0, newer, entries.slice(0, 1));
      await store.dropRoom(ROOM);
      await store.createRoom({ room: ROOM, createdAt: 3, exercise: true });
      expect(await store.claim(ROOM)).toBeGreaterThan(newer);
      await refused(store.append(ROOM, 0, newer, entries.slice(0, 1)), 'conflict');
    });

    it('checks every append of a queue by itself and answers in order', async () => {
      const { store, fence } = await places.withRoom();
      const entries = chain(ROOM, 300);
      const answers: string[] = [];
      const queue = entries.flatMap((entry, index) => [
        note(store.append(ROOM, index, fence, [entry]), `${entry.seq}`),
        note(store.append(ROOM, index, fence, [entry]), `${entry.seq} again`),
        note(store.append(ROOM, index + 1, fence - 1, [entry]), `${entry.seq} stale`),
      ]);
      await Promise.all(queue);
      expect(answers).toEqual(
        entries.flatMap(({ seq }) => [`${seq} ok`, `${seq} again conflict`, `${seq} stale conflict`]),
      );
      expect(plain(await store.read(ROOM, { after: 0, limit: 1000 }))).toEqual(entries);

      function note(append: Promise<void>, what: string): Promise<void> {
        return append.then(
          () => void answers.push(`${what} ok`),
          (error: unknown) => void answers.push(`${what} ${(error as { fault: StoreFault }).fault}`),
        );
      }
    });

    it('holds an entry of three megabytes, and one that was redacted', async () => {
      const { store, fence } = await places.withRoom();
      const big = chain(ROOM, 2, { payload: (seq) => ({ line: 'é'.repeat(1_500_000 * (2 - seq)) }) });
      const entries = big.map((entry) => (entry.seq === 2 ? { ...entry, salt: null, payload: null } : entry));
      await store.append(ROOM, 0, fence, entries);
      expect(plain(await store.read(ROOM, { after: 0, limit: 9 }))).toEqual(entries);
      expect(await verifyRoom(store, ROOM)).toMatchObject({ state: 'sound' });
    });

    it('reads thousands of entries whole, and by the beginning of their kinds', async () => {
      const { store, fence } = await places.withRoom();
      const kinds = ['board.update', 'board.update', 'alert.raised', 'member.joined', 'alert.ended'] as const;
      const entries = chain(ROOM, 5000, { kinds });
      await store.append(ROOM, 0, fence, entries);
      await store.createRoom({ room: 'other', createdAt: 2, exercise: false });
      const other = chain('other', 3, { kinds: ['alert.raised'] });
      await store.append('other', 0, await store.claim('other'), other);

      expect(plain(await store.read(ROOM, { after: 0, limit: 1e9 }))).toEqual(entries);
      const seqs = async (range: Parameters<Store['read']>[1]): Promise<number[]> =>
        (await store.read(ROOM, range)).map(({ seq }) => seq);
      const of = (...wanted: string[]): number[] =>
        entries.filter(({ kind }) => wanted.some((word) => kind.startsWith(word))).map(({ seq }) => seq);
      const all = { after: 0, limit: 1e9 };
      expect(await seqs({ ...all, kinds: ['alert.'] })).toEqual(of('alert.'));
      expect(await seqs({ ...all, kinds: ['alert.raised', 'member.'] })).toEqual(
        of('alert.raised', 'member.'),
      );
      expect(await seqs({ ...all, kinds: ['board.', 'member.'] })).toEqual(of('board.', 'member.'));
      expect(await seqs({ ...all, kinds: [''] })).toHaveLength(5000);
      expect(await seqs({ ...all, kinds: ['ALERT.', 'ale%'] })).toEqual([]);
      expect(await seqs({ ...all, kinds: [] })).toEqual([]);
      expect(await seqs({ after: 3, limit: 2, kinds: ['alert.'] })).toEqual([5, 8]);
      expect(await seqs({ after: 5000, limit: 2, kinds: ['alert.'] })).toEqual([]);
      expect(await seqs({ after: 10, limit: 0 })).toEqual([]);
      expect(plain(await store.read('other', all))).toEqual(other);
    });

    it('shows a read what was handed in before it, though nobody waited', async () => {
      const { store, fence } = await places.withRoom();
      const entries = chain(ROOM, 2);
      const first = store.append(ROOM, 0, fence, entries.slice(0, 1));
      const between = store.read(ROOM, { after: 0, limit: 9 });
      const second = store.append(ROOM, 1, fence, entries.slice(1));
      await Promise.all([first, second]);
      expect((await between).map(({ seq }) => seq)).toEqual([1]);
    });
  });
}
