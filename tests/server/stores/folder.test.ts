// One process owns the data folder, nobody else can read it, and a folder that cannot be used is refused in words.
import { mkdir, readFile, stat, truncate, writeFile, chmod, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryStore } from '#server/journal/memory-store.ts';
import type { StoreFault } from '#server/journal/store.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { chain } from '../journal/chains.ts';
import { appender, endAppenders } from './children.ts';
import { keptLog, testFolder } from './folders.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await endAppenders();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function folder(): Promise<string> {
  const made = await testFolder();
  folders.push(made);
  return made.dir;
}

const log = keptLog();

/** The words of the refusal; fails when the folder opens, and when the words name anything but the path as given. */
async function refusal(dir: string, fault: StoreFault): Promise<string> {
  const error: unknown = await openSqlite({ dir, log }).then(
    async (store) => {
      await store.close();
      return 'it opened';
    },
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'StoreError', fault });
  const { message } = error as Error;
  expect(message).toContain(dir);
  expect(message).not.toMatch(/\{\w+\}|undefined/);
  return message;
}

describe('the data folder', () => {
  it('is made for this account alone, with everything in it, and leaves nothing open', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir: join(dir, 'deeper'), log });
    await store.createRoom({ room: 'r', createdAt: 1, exercise: false });
    const modes = await modesBelow(dir);
    expect(
      Object.keys(modes)
        .map((path) => path.replace(/-\w+$/, ''))
        .sort(),
    ).toEqual([
      '.',
      'deeper',
      'deeper/corridor.lock',
      'deeper/corridor.sqlite',
      'deeper/corridor.sqlite',
      'deeper/corridor.sqlite',
    ]);
    expect([...new Set(Object.values(modes))].sort()).toEqual(['600', '700']);
    await store.close();
    expect((await readdir(join(dir, 'deeper'))).sort()).toEqual(['corridor.lock', 'corridor.sqlite']);
  });

  it('keeps the mode its owner gave it, but takes back what others could read of the record', async () => {
    const dir = await folder();
    await mkdir(dir, { mode: 0o750 });
    await chmod(dir, 0o750);
    await (await openSqlite({ dir, log })).close();
    await chmod(join(dir, 'corridor.sqlite'), 0o644);
    await (await openSqlite({ dir, log })).close();
    expect(await modesBelow(dir)).toEqual({ '.': '750', 'corridor.lock': '600', 'corridor.sqlite': '600' });
  });

  it('belongs to one store of a process', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, log });
    expect(await refusal(dir, 'locked')).toMatch(/^Another Corridor is running on the data folder/);
    await store.createRoom({ room: 'still-there', createdAt: 1, exercise: false });
    await store.close();
    const next = await openSqlite({ dir, log });
    expect(await next.rooms()).toHaveLength(1);
    await next.close();
  });

  it('belongs to one process, at once and until it ends, also when it is killed', async () => {
    const dir = await folder();
    const owner = appender(dir, { last: 1_000_000 });
    await owner.line((line) => line.startsWith('ack'));
    await refusal(dir, 'locked');
    const second = appender(dir);
    expect(await second.line(() => true)).toMatch(/^locked: Another Corridor is running on the data folder/);
    await second.ended;
    expect(second.process.exitCode).toBe(1);
    owner.process.kill('SIGKILL');
    await owner.ended;
    await (await openSqlite({ dir, log })).close();
  });

  it('opens without the warnings of an experimental module', async () => {
    const child = appender(await folder(), { last: 1 });
    await child.line((line) => line === 'closed');
    expect(await child.ended).not.toMatch(/SQLite/);
  });
});

describe('a folder that cannot be used', () => {
  it('is refused when it is a file, or lies below one', async () => {
    const dir = await folder();
    await writeFile(dir, 'a file');
    expect(await refusal(dir, 'unreadable')).toContain('it is a file');
    expect(await refusal(join(dir, 'below'), 'unreadable')).toContain('it is a file');
    expect(await readFile(dir, 'utf8')).toBe('a file');
  });

  it('is named as it was configured, not as an absolute path', async () => {
    const dir = await folder();
    await writeFile(dir, 'a file');
    const given = relative(process.cwd(), dir);
    expect(await refusal(given, 'unreadable')).not.toContain(process.cwd());
    await writeFile(`${dir}.txt`, 'x');
  });

  it('is refused where this account may make none', async () => {
    // The null device is a file for everybody, root included.
    await refusal('/dev/null/corridor', 'unreadable');
  });

  it('is refused when something else lies where the record should be', async () => {
    const dir = await folder();
    await mkdir(join(dir, 'corridor.sqlite'), { recursive: true });
    expect(await refusal(dir, 'unreadable')).toMatch(/corridor\.sqlite cannot be opened/);
  });
});

describe('a record that cannot be read', () => {
  it.each<[string, (file: string) => Promise<void>, RegExp]>([
    [
      'no database at all',
      (file) => writeFile(file, 'not a database'.repeat(600)),
      /is damaged and was left as it is/,
    ],
    ['somebody else’s database', (file) => foreign(file), /is not a record that Corridor wrote/],
    ['a record of a later version', (file) => later(file), /was written by a newer Corridor \(version 999/],
    ['a record cut short', (file) => truncate(file, 6000), /is damaged and was left as it is/],
    ['a record with its first page overwritten', (file) => overwrite(file, 0), /is damaged/],
  ])('is refused in words and left as it is: %s', async (_what, damage, words) => {
    const dir = await folder();
    const file = join(dir, 'corridor.sqlite');
    await (await openSqlite({ dir, log })).close();
    await damage(file);
    const before = await readFile(file);
    expect(await refusal(dir, 'unreadable')).toMatch(words);
    expect(Buffer.compare(await readFile(file), before)).toBe(0);
    // and the folder is free again
    await refusal(dir, 'unreadable');
  });

  it('says so when the damage is met later, and still answers for what is whole', async () => {
    const dir = await folder();
    const file = join(dir, 'corridor.sqlite');
    const store = await openSqlite({ dir, log });
    await store.createRoom({ room: 'r', createdAt: 1, exercise: false });
    const entries = chain('r', 400, { payload: () => ({ update: 'A'.repeat(2000) }) });
    await store.append('r', 0, await store.claim('r'), entries);
    await store.close();
    const { size } = await stat(file);
    await overwrite(file, 4096 * Math.floor(size / 8192), 40);
    const again = await openSqlite({ dir, log });
    await expect(again.read('r', { after: 0, limit: 1e9 })).rejects.toMatchObject({ fault: 'unreadable' });
    expect(await again.rooms()).toHaveLength(1);
    await again.close();
  });
});

describe('a store in memory', () => {
  it('fails and stalls when a test says so', async () => {
    const store = memoryStore();
    await store.createRoom({ room: 'r', createdAt: 1, exercise: false });
    const fence = await store.claim('r');
    const [first] = chain('r', 1);
    if (!first) throw new Error('chain() makes entries');
    store.failAppends('full', 1, 'r');
    await expect(store.append('r', 0, fence, [first])).rejects.toMatchObject({ fault: 'full' });
    const release = store.hold();
    let done = false;
    const appended = store.append('r', 0, fence, [first]).then(() => (done = true));
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(done).toBe(false);
    release();
    await appended;
    expect(await store.head('r')).toMatchObject({ seq: 1 });
  });
});

async function modesBelow(dir: string): Promise<Record<string, string>> {
  const names = await readdir(dir, { recursive: true });
  const modes: Record<string, string> = {};
  for (const name of ['.', ...names]) {
    modes[name] = ((await stat(join(dir, name))).mode & 0o777).toString(8);
  }
  return modes;
}

async function foreign(file: string): Promise<void> {
  await writeFile(file, '');
  const db = new DatabaseSync(file);
  db.exec('CREATE TABLE photos (name TEXT); INSERT INTO photos VALUES (1)');
  db.close();
  expect(dirname(file)).not.toBe('');
}

function later(file: string): Promise<void> {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 999');
  db.close();
  return Promise.resolve();
}

async function overwrite(file: string, at: number, pages = 1): Promise<void> {
  const bytes = await readFile(file);
  bytes.fill(0xa5, at, at + 4096 * pages);
  await writeFile(file, bytes);
}
