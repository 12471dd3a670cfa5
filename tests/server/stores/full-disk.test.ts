// A full disk: nothing is half saved, everybody is told, others go on where they can, and it heals without a restart.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccessStore } from '#server/access/access-store.ts';
import type { Head, Store } from '#server/journal/store.ts';
import { verifyRoom } from '#server/journal/verify.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { chain } from '../journal/chains.ts';
import { keptLog, testFolder } from './folders.ts';

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface SmallDisk {
  readonly dir: string;
  readonly maxBytes?: number;
  /** makes room for about a megabyte */
  free(store: Store): Promise<void> | void;
}

/** A real file system of 3 MB with ballast where it may be mounted (root on Linux). */
function mounted(dir: string): SmallDisk | undefined {
  mkdirSync(dir);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir]).status !== 0) return undefined;
  undo.push(() => void execFileSync('umount', [dir]));
  const ballast = join(dir, 'ballast');
  writeFileSync(ballast, new Uint8Array(1_000_000));
  return { dir: join(dir, 'data'), free: () => rmSync(ballast) };
}

/** A limit on the file itself; space comes back when an exercise is dropped. */
function limited(dir: string): SmallDisk {
  return { dir, maxBytes: 3_000_000, free: (store) => store.dropRoom('ballast') };
}

/** As many bytes as leave that file system too little for SQLite's log, but enough for an empty folder. */
function fillUp(mountPoint: string): Uint8Array {
  const { bavail, bsize } = statfsSync(mountPoint);
  return new Uint8Array((bavail - 3) * bsize);
}

async function open(disk: SmallDisk): Promise<Store & AccessStore> {
  const { dir, maxBytes } = disk;
  const store = await openSqlite({ dir, log: keptLog(), ...(maxBytes === undefined ? {} : { maxBytes }) });
  undo.push(() => store.close());
  await store.createRoom({ room: 'ballast', createdAt: 1, exercise: true });
  await store.createRoom({ room: 'r', createdAt: 1, exercise: false });
  await store.createRoom({ room: 'small', createdAt: 1, exercise: false });
  if (maxBytes !== undefined) {
    await store.append('ballast', 0, await store.claim('ballast'), big('ballast', undefined, 1_000_000));
  }
  return store;
}

function big(room: string, after: Head | undefined, bytes = 100_000): ReturnType<typeof chain> {
  return chain(room, 1, { ...(after ? { after } : {}), payload: () => ({ update: 'A'.repeat(bytes) }) });
}

/** Appends until the store says `full`; answers the head as it then is. */
async function fill(store: Store, fence: number): Promise<Head> {
  for (let turn = 0; turn < 200; turn++) {
    const head = await store.head('r');
    const error: unknown = await store.append('r', head.seq, fence, big('r', head)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!error) continue;
    expect(error).toMatchObject({ name: 'StoreError', fault: 'full' });
    expect((error as Error).message).toMatch(/^There is no space left in the data folder .*free some space/i);
    return head;
  }
  throw new Error('It never was full.');
}

async function livesThrough(disk: SmallDisk): Promise<void> {
  const store = await open(disk);
  const fence = await store.claim('r');
  const head = await fill(store, fence);
  expect(head.seq).toBeGreaterThan(3);
  expect(await store.head('r')).toEqual(head);
  expect(await verifyRoom(store, 'r')).toEqual({ state: 'sound', head });
  await disk.free(store);
  await store.append('r', head.seq, fence, big('r', head));
  expect(await verifyRoom(store, 'r')).toMatchObject({ state: 'sound', head: { seq: head.seq + 1 } });
}

describe('when the disk is full', () => {
  it('refuses, loses nothing and goes on once there is space, without a restart', async () => {
    const folder = await testFolder();
    undo.push(() => folder.remove());
    await livesThrough(mounted(join(dirname(folder.dir), 'disk')) ?? limited(folder.dir));
  });

  it('does the same at a limit that the operator set', async () => {
    const folder = await testFolder();
    undo.push(() => folder.remove());
    await livesThrough(limited(folder.dir));
  });

  it('says so to who starts the server, and what to do', async () => {
    const folder = await testFolder();
    undo.push(() => folder.remove());
    const disk = mounted(join(dirname(folder.dir), 'disk'));
    if (disk) writeFileSync(join(dirname(disk.dir), 'rest'), fillUp(dirname(disk.dir)));
    const { dir, maxBytes } = disk ?? { dir: folder.dir, maxBytes: 8192 };
    const opening = openSqlite({ dir, log: keptLog(), ...(maxBytes === undefined ? {} : { maxBytes }) });
    await expect(opening).rejects.toMatchObject({
      name: 'StoreError',
      fault: 'full',
      message: `There is no space left in the data folder ${dir}. Nothing was lost; free some space, then start again.`,
    });
  });

  it('refuses the room that does not fit and commits what others handed in with it', async () => {
    const folder = await testFolder();
    undo.push(() => folder.remove());
    const store = await open(limited(folder.dir));
    const fences = { r: await store.claim('r'), small: await store.claim('small') };
    const [huge, little] = [big('r', undefined, 5_000_000), chain('small', 2)];
    const results = await Promise.allSettled([
      store.append('small', 0, fences.small, little.slice(0, 1)),
      store.append('r', 0, fences.r, huge),
      store.save({ devices: [{ deviceHash: 'ab', user: 'u', createdAt: 1 }] }),
      store.append('small', 1, fences.small, little.slice(1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { fault: 'full' } });
    expect(await store.head('small')).toMatchObject({ seq: 2 });
    expect(await store.head('r')).toMatchObject({ seq: 0 });
    expect((await store.load()).devices).toHaveLength(1);
  });
});
