// A room's ledger: numbered, sealed and committed in the order of handing in, or not at all.
import { describe, expect, it } from 'vitest';
import { KINDS } from '#domain/kinds/registry.ts';
import { hash } from 'node:crypto';
import { memoryDisk, memoryStore } from '#server/journal/memory-store.ts';
import { schemaChange, type SchemaChanged, schemaHash } from '#server/journal/schema.ts';
import { openLedger, type SealedLedger } from '#server/journal/sealed-ledger.ts';
import { verifyRoom } from '#server/journal/verify.ts';
import { countingIds, draft, SCHEMA } from './chains.ts';

const ROOM = 'room-a';

async function room(schema = SCHEMA) {
  const disk = memoryDisk();
  const store = memoryStore(disk);
  await store.createRoom({ room: ROOM, createdAt: 1, exercise: false });
  const ids = countingIds();
  const open = (under = schema): Promise<SealedLedger> =>
    openLedger({ store, room: ROOM, ids, schema: under });
  return { disk, store, open, ledger: await open() };
}

describe('a ledger', () => {
  it('numbers what is handed in at once and answers in order, after commit', async () => {
    const { store, ledger } = await room();
    expect(ledger).toMatchObject({ room: ROOM, epoch: 0, seq: 0, lastSchema: undefined, failed: undefined });
    ledger.startEpoch(1);
    const release = store.hold();
    const done: number[] = [];
    const appends = [1, 2, 3].map((count) =>
      ledger.append(Array.from({ length: count }, (_, nth) => draft('board.update', { count, nth }))),
    );
    for (const append of appends)
      void append.then((committed) => done.push(...committed.map(({ seq }) => seq)));
    expect(ledger.seq).toBe(6);
    await Promise.resolve();
    expect(done).toEqual([]);
    expect(await ledger.read({ after: 0, limit: 9 })).toEqual([]);
    release();
    const committed = (await Promise.all(appends)).flat();
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(committed.at(-1)).toMatchObject({
      seq: 6,
      epoch: 1,
      hash: ledger.hash,
      draft: draft('board.update', { count: 3, nth: 2 }),
    });
    expect(await verifyRoom(store, ROOM)).toMatchObject({ state: 'sound', head: { seq: 6 } });
  });

  it('reads entries back as they were drafted, by kind too', async () => {
    const { ledger } = await room();
    ledger.startEpoch(3);
    const drafts = [
      draft('room.created', { name: 'N' }),
      draft('alert.raised', ['ü']),
      draft('board.update', null),
    ];
    const [first] = await ledger.append(drafts);
    expect(await ledger.append([])).toEqual([]);
    const entries = await ledger.read({ after: 0, limit: 9 });
    expect(entries).toHaveLength(3);
    expect(entries[0]).toEqual({ ...drafts[0], seq: 1, epoch: 3, schema: SCHEMA, hash: first?.hash });
    expect(entries.map(({ payload }) => payload)).toEqual([{ name: 'N' }, ['ü'], null]);
    const alerts = await ledger.read({ after: 0, limit: 9, kinds: ['alert.', 'member.'] });
    expect(alerts.map(({ seq }) => seq)).toEqual([2]);
    expect(await ledger.read({ after: 1, limit: 1 })).toMatchObject([{ seq: 2 }]);
    expect(await ledger.read({ after: 3, limit: 1 })).toEqual([]);
  });

  it('goes on where it stood when it is opened again, in the same epoch', async () => {
    const { ledger, open } = await room();
    ledger.startEpoch(2);
    await ledger.append([draft(), draft()]);
    const again = await open();
    expect(again).toMatchObject({ seq: 2, epoch: 2, hash: ledger.hash, lastSchema: SCHEMA });
    expect(await again.append([draft()])).toMatchObject([{ seq: 3, epoch: 2 }]);
    expect(() => again.startEpoch(2)).toThrow(RangeError);
  });

  it('stops at the first append that fails: everything later rejects with the same error', async () => {
    const { store, ledger, open } = await room();
    await ledger.append([draft()]);
    store.failAppends('full');
    const results = await Promise.allSettled([1, 2, 3].map(() => ledger.append([draft()])));
    const reasons = results.map((result) =>
      result.status === 'rejected' ? (result.reason as unknown) : 'done',
    );
    expect(reasons[0]).toMatchObject({ name: 'StoreError', fault: 'full' });
    expect(new Set(reasons).size).toBe(1);
    expect(ledger.failed).toBe(reasons[0]);
    await expect(ledger.append([draft()])).rejects.toBe(reasons[0]);
    expect(await store.head(ROOM)).toMatchObject({ seq: 1 });
    expect(await (await open()).append([draft()])).toMatchObject([{ seq: 2 }]);
  });

  it('is not moved by a draft that cannot be sealed', async () => {
    const { ledger } = await room();
    await expect(ledger.append([draft(), { ...draft(), payload: undefined }])).rejects.toThrow(TypeError);
    expect(ledger).toMatchObject({ seq: 0, failed: undefined });
    expect(await ledger.append([draft()])).toMatchObject([{ seq: 1 }]);
  });

  it('writes nothing more once another ledger has taken over', async () => {
    const { store, ledger, open } = await room();
    await ledger.append([draft()]);
    const newer = await open();
    await expect(ledger.append([draft()])).rejects.toMatchObject({ fault: 'conflict' });
    await newer.append([draft()]);
    expect(await store.head(ROOM)).toMatchObject({ seq: 2 });
  });

  it('never hands out, nor opens on, an entry that does not fit', async () => {
    const { disk, ledger, open } = await room();
    await ledger.append([draft(), draft(), draft('alert.raised', { text: 'bridge' }), draft()]);
    const entries = disk.rooms.get(ROOM)?.entries ?? [];
    const [, , third, fourth] = entries;
    if (!third || !fourth) throw new Error('four were appended');
    const spoil = async (what: () => void, undo: () => void, seq: number, words: RegExp): Promise<void> => {
      what();
      const error: unknown = await ledger.read({ after: 0, limit: 9 }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ fault: 'unreadable' });
      expect((error as Error).message).toMatch(words);
      expect((error as Error).message).toContain(`entry ${seq} `);
      undo();
    };
    const flip =
      (bytes: Uint8Array | null, byte = 20) =>
      () =>
        void (bytes && (bytes[byte] = (bytes[byte] ?? 0) ^ 1));
    await spoil(flip(third.payload, 5), flip(third.payload, 5), 3, /content was changed/);
    await spoil(flip(third.header), flip(third.header), 3, /heading was changed/);
    await spoil(
      () => entries.splice(1, 1),
      () => void 0,
      2,
      /missing/,
    );
    flip(third.payload, 5)();
    await expect(ledger.read({ after: 0, limit: 9, kinds: ['alert.'] })).rejects.toMatchObject({
      fault: 'unreadable',
    });
    flip(fourth.hash)();
    await expect(open()).rejects.toMatchObject({ fault: 'unreadable' });
  });

  it('opens no room that is not there', async () => {
    const options = { store: memoryStore(), room: 'nowhere', ids: countingIds(), schema: SCHEMA };
    await expect(openLedger(options)).rejects.toMatchObject({ fault: 'missing' });
  });
});

describe('the schema', () => {
  it('is the hash of all kinds as declared', () => {
    expect(schemaHash()).toBe(hash('sha256', JSON.stringify(KINDS), 'hex'));
  });

  it('is recorded with the kinds in full when a room was last written under others', async () => {
    const { ledger, open } = await room('0a'.repeat(32));
    expect(schemaChange(ledger, 5)).toBeUndefined();
    await ledger.append([draft('room.created', {})]);
    expect(schemaChange(ledger, 5)).toBeUndefined();
    const now = await open(schemaHash());
    const change = schemaChange(now, 5);
    if (!change) throw new Error('the kinds did change');
    expect(change).toMatchObject({ at: 5, kind: 'schema.changed', actor: 'server', role: 'server' });
    await now.append([change]);
    expect(schemaChange(now, 6)).toBeUndefined();
    const [entry] = await now.read({ after: 1, limit: 1 });
    const payload = entry?.payload as SchemaChanged;
    expect(payload).toMatchObject({ from: '0a'.repeat(32), to: schemaHash() });
    expect(entry?.schema).toBe(payload.to);
    // Somebody outside can recompute it from the record alone.
    expect(hash('sha256', JSON.stringify(payload.kinds), 'hex')).toBe(payload.to);
    expect(schemaChange(await open(schemaHash()), 7)).toBeUndefined();
  });
});
