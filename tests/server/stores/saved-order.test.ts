// "Recorded" is said only after the disk said so: watched from outside where the machine lets us, and always from inside.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { commitTogether } from '#server/stores/group-commit.ts';
import { SqliteDesk } from '#server/stores/sqlite-desk.ts';
import { openRecord } from '#server/stores/sqlite-open.ts';
import { pack } from '#server/stores/packed-entries.ts';
import { chain } from '../journal/chains.ts';
import { appender, endAppenders } from './children.ts';
import { testFolder } from './folders.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await endAppenders();
  for (const folder of folders.splice(0)) await folder.remove();
});

/** Is there an strace that may watch a process here? (containers often forbid it) */
function mayTrace(): boolean {
  return spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0;
}

type Event = { what: 'log written' | 'log on disk' } | { what: 'acknowledged'; seq: number };

/** What an strace with `-f -y` saw, in order; a call that was interrupted counts when it returned. */
function eventsOf(trace: string): Event[] {
  const begun = new Map<string, string>();
  return trace.split('\n').flatMap((line): Event[] => {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (unfinished?.[1]) {
      begun.set(thread, unfinished[1]);
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed ? (begun.get(thread) ?? '') + (resumed[1] ?? '') : rest;
    if (/^pwrite64\(\d+<[^>]*-wal>.*= \d+$/.test(call)) return [{ what: 'log written' }];
    if (/^f(data)?sync\(\d+<[^>]*-wal>\)\s*= 0$/.test(call)) return [{ what: 'log on disk' }];
    const ack = /^write\(1<[^>]*>, "ack (\d+)/.exec(call);
    return ack ? [{ what: 'acknowledged', seq: Number(ack[1]) }] : [];
  });
}

describe('the order of a commit', () => {
  it('is write, sync, acknowledge, for every single entry', async () => {
    const folder = await testFolder();
    folders.push(folder);
    const seen = mayTrace() ? await watchedFromOutside(folder.dir) : watchedFromInside(folder.dir);
    expect(seen.filter(({ what }) => what === 'acknowledged')).toHaveLength(20);
    let written = false;
    let synced = false;
    for (const event of seen) {
      switch (event.what) {
        case 'log written':
          [written, synced] = [true, false];
          break;
        case 'log on disk':
          synced = written;
          break;
        case 'acknowledged':
          expect({ ...event, written, synced }).toEqual({ ...event, written: true, synced: true });
          [written, synced] = [false, false];
          break;
        default:
          expect(event).toBe('known');
      }
    }
  });

  it('holds inside as well: with FULL synchronous, no outcome before COMMIT has returned', async () => {
    const folder = await testFolder();
    folders.push(folder);
    const { db, lock } = openRecord({ dir: folder.dir, maxBytes: null });
    expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
    expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    db.close();
    lock.release();
    expect(watchedFromInside(folder.dir).slice(0, 3)).toEqual([
      { what: 'log written' },
      { what: 'log on disk' },
      { what: 'acknowledged', seq: 1 },
    ]);
  });
});

async function watchedFromOutside(dir: string): Promise<Event[]> {
  const file = join(dirname(dir), 'trace');
  const before = ['strace', '-f', '-y', '-o', file, '-e', 'trace=fsync,fdatasync,write,pwrite64'];
  const child = appender(dir, { last: 20, before });
  await child.line((line) => line === 'closed');
  await child.ended;
  return eventsOf(await readFile(file, 'utf8'));
}

/** The same commits with the database's own door watched: a COMMIT with FULL synchronous returns after its fsync. */
function watchedFromInside(dir: string): Event[] {
  const { db, lock } = openRecord({ dir, maxBytes: null });
  const seen: Event[] = [];
  const entries = chain('room-a', 20);
  const watched = {
    get isTransaction() {
      return db.isTransaction;
    },
    exec(sql: string) {
      if (sql === 'COMMIT') seen.push({ what: 'log written' });
      db.exec(sql);
      if (sql === 'COMMIT') seen.push({ what: 'log on disk' });
    },
  };
  const desk = new SqliteDesk(
    db,
    dir,
    () => undefined,
    (jobs) => commitTogether(watched, jobs),
  );
  const row = { room: 'room-a', createdAt: 1, exercise: false };
  desk.answer([{ id: 1, op: 'createRoom', ask: row }]);
  const [claimed] = desk.answer([{ id: 2, op: 'claim', ask: 'room-a' }]);
  const fence = claimed?.state === 'done' ? Number(claimed.value) : 0;
  seen.length = 0;
  for (const [index, entry] of entries.entries()) {
    const ask = { room: 'room-a', expectedSeq: index, fence, entries: pack([entry]) };
    const [answer] = desk.answer([{ id: 3, op: 'append', ask }]);
    if (answer?.state === 'done') seen.push({ what: 'acknowledged', seq: entry.seq });
  }
  db.close();
  lock.release();
  return seen;
}
