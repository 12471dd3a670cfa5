// Saved means on disk: watched from outside, the sync of a change returns before its author or anybody else is told of it.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FRAME, type Saved } from '#domain/protocol.ts';
import { openHouse, until, type House } from './house.ts';
import { Program } from './program.ts';

const EDITS = 12;
const probe = (edit: number): string => `probe-${String(edit).padStart(4, '0')}`;

/** Is there an strace that may watch a process here? (containers often forbid it) */
const mayTrace = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0;

test('every change is written, synced, and only then told', async () => {
  const house = await openHouse({}, mayTrace ? TRACE : []);
  try {
    const onDisk = await edits(house);
    expect(onDisk).toEqual(Array.from({ length: EDITS }, () => true));
    if (!mayTrace) return; // the log of the database was looked into at each `saved` instead
    await house.stop();
    const calls = callsOf(await readFile(join(house.dataDir, 'trace'), 'utf8'));
    for (let edit = 0; edit < EDITS; edit++) {
      const written = calls.findIndex(({ to, data }) => to === 'log' && data.includes(probe(edit)));
      const synced = calls.findIndex(({ to }, at) => to === 'sync' && at > written);
      const told = calls.findIndex(({ to, data }) => to === 'socket' && data.includes(probe(edit)));
      const saved = calls.filter(({ to, data }) => to === 'socket' && data.includes('clocks'))[edit];
      expect(written, probe(edit)).toBeGreaterThanOrEqual(0);
      expect(synced, probe(edit)).toBeGreaterThan(written);
      expect(told, probe(edit)).toBeGreaterThan(synced);
      expect(calls.indexOf(saved ?? { to: 'sync', data: '' }), probe(edit)).toBeGreaterThan(synced);
    }
  } finally {
    await house.close();
  }
});

/** Edits one after the other; for each: did the database's log have it when the author read `saved`? */
async function edits(house: House): Promise<boolean[]> {
  const room = await house.room('Order');
  const author = await Program.join(house, room, 'coordinator', 'Author');
  const reader = await Program.join(house, room, 'watch_officer', 'Reader');
  let saved = 0;
  author.onFrame(FRAME.saved, (json) => {
    saved = (JSON.parse(json) as Saved).clocks[String(author.doc.clientID)] ?? 0;
  });
  const onDisk: boolean[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const id = author.create('note', { text: probe(edit), at: Date.now() });
    await until(() => saved >= author.clock, 5000);
    onDisk.push((await readFile(join(house.dataDir, 'corridor.sqlite-wal'), 'latin1')).includes(probe(edit)));
    await until(() => reader.board()['note']?.[id] !== undefined, 5000);
  }
  author.close();
  reader.close();
  return onDisk;
}

const TRACE = [
  'strace',
  '-D',
  '-f',
  '-y',
  '-s',
  '6000',
  '-e',
  'trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg',
  '-o',
  '{data}/trace',
];

interface Call {
  readonly to: 'log' | 'sync' | 'socket';
  readonly data: string;
}

/** The calls in the order in which they returned; a write to a socket counts when it began. */
function callsOf(trace: string): Call[] {
  const begun = new Map<string, string>();
  return trace.split('\n').flatMap((line): Call[] => {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    if (unfinished !== undefined) begun.set(thread, unfinished);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    const call = resumed === undefined ? rest : (begun.get(thread) ?? '') + resumed;
    if (/^(write|writev|sendto|sendmsg)\(\d+<(TCP|socket)/.test(call))
      return resumed === undefined ? [{ to: 'socket', data: call }] : [];
    if (unfinished !== undefined) return [];
    if (/^pwrite64\(\d+<[^>]*-wal>.*= \d+$/.test(call)) return [{ to: 'log', data: call }];
    return /^f(data)?sync\(\d+<[^>]*-wal>\)\s*= 0$/.test(call) ? [{ to: 'sync', data: '' }] : [];
  });
}
