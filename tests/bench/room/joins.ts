// Scenario c: a hundred people open a room at once that has a long past, while somebody goes on editing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Doc, encodeStateAsUpdate, mergeUpdates } from 'yjs';
import { sync, updateOf } from '../../server/rooms/raw-client.ts';
import { FIELDS, RECORDS, recordOf, valueOf } from '../gate-board.ts';
import type { Running, Seat } from './contenders.ts';
import { Editor, Probe, delivered, share, work } from './crowd.ts';
import type { Line } from './line.ts';
import { cpuSeconds } from './process.ts';
import { cache } from './references.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';

const JOINERS = 100;
const PEOPLE = 20;
/** Edits a frame while the past is made: a room is not measured while it gets its past. */
const TOGETHER = 100;
const EDITS_PER_SECOND = 20;
const LATE_MS = 120_000;

const past = (dose: Dose): number => (dose.quick ? 5_000 : 100_000);

/** 200 convoys × 15 fields and edits of twenty people in turns, as frames and as one state. */
function made(edits: number, party: string): { frames: Uint8Array[]; state: Uint8Array } {
  const doc = new Doc();
  const frames: Uint8Array[] = [];
  let updates: Uint8Array[] = [];
  const change = (n: number, cells: { readonly [key: string]: unknown }): void => {
    doc.clientID = 1_000 + (n % PEOPLE);
    updates.push(
      updateOf(doc, () => {
        for (const [key, value] of Object.entries(cells)) doc.getMap('convoy').set(key, value);
      }),
    );
    if (updates.length < TOGETHER) return;
    frames.push(mergeUpdates(updates));
    updates = [];
  };
  const idOf = (record: number): string => `convoy${String(record).padStart(6, '0')}`;
  for (let record = 0; record < RECORDS; record++) {
    const cells = Object.entries({ ...recordOf(record), party });
    change(record, Object.fromEntries(cells.map(([field, value]) => [`${idOf(record)}.${field}`, value])));
  }
  for (let n = 0; n < edits; n++) {
    const field = n % FIELDS.length;
    const key = `${idOf((n * 11) % RECORDS)}.${FIELDS[field] ?? ''}`;
    change(n * 7 + Math.floor(n / PEOPLE), { [key]: valueOf(field, n) });
  }
  if (updates.length > 0) frames.push(mergeUpdates(updates));
  return { frames, state: encodeStateAsUpdate(doc) };
}

function stateFile(dose: Dose): string {
  const file = join(cache, `state-${past(dose)}.bin`);
  writeFileSync(file, made(past(dose), 'partyofall').state);
  return file;
}

/**
 * All over one line: twenty client ids of one person, where a server asks whose they are. It stays open, because a server
 * may forget a room in which nobody is.
 */
async function prepare(running: Running, dose: Dose, fresh: boolean): Promise<void> {
  const { frames } = made(past(dose), running.party);
  const line = await running.line('writer');
  for (const [nth, frame] of frames.entries()) {
    line.send(sync(2, frame));
    if (nth % 20 === 19) await sleep(20);
  }
  await sleep(500);
  if (line.closed !== undefined) throw new Error(`The past was not taken: ${line.closed}`);
  if (fresh) await running.freshDocument?.();
  await sleep(2_000);
}

let editors = 2_000_000;

async function measure(running: Running): Promise<Figures> {
  const editor = await Editor.open(running, editors++);
  const probe = await Probe.open(running, 'officer', [editor]);
  await sleep(500);
  editor.begin();
  await delivered([probe], [editor]);
  probe.delays.length = 0;
  const seats: Seat[] = [];
  for (let nth = 0; nth < JOINERS; nth++) seats.push(await running.seat('officer'));
  const before = cpuSeconds(running.pid);
  const working = work([editor], EDITS_PER_SECOND, 2);
  await sleep(300);
  const began = performance.now();
  const joiners: Line[] = [];
  const opening = seats.map(async (seat) => {
    const line = await seat();
    joiners.push(line);
    line.send(sync(0, new Uint8Array([0])));
  });
  await Promise.all(opening);
  while (joiners.some(({ syncedAt }) => syncedAt === undefined)) {
    if (performance.now() - began > LATE_MS) throw new Error('Not everybody got in.');
    await sleep(2);
  }
  const last = Math.max(...joiners.map(({ syncedAt }) => syncedAt ?? Number.NaN)) - began;
  await working;
  await delivered([probe], [editor]);
  const cpu = cpuSeconds(running.pid) - before;
  const bytes = share(
    joiners.map((line) => line.bytes),
    0.5,
  );
  const others = share(probe.delays, 0.99);
  for (const one of [...joiners, editor, probe]) one.end();
  return { last: last / 1000, cpu, bytes: bytes / 1000, others };
}

function scenario(name: string, fresh: boolean): Scenario {
  return {
    name,
    reach: '≤ 0.1 × y-websocket; ≤ 500 KB a join; others’ edits p99 ≤ 200 ms',
    what: (dose) =>
      `${JOINERS} join at once, ${past(dose)} past edits${fresh ? ', Corridor after a quiet minute (fresh document)' : ''}`,
    columns: {
      last: 'last one in, s',
      cpu: 'CPU s',
      bytes: 'KB a join',
      others: 'others’ edits meanwhile p99 ms',
    },
    start: (dose) => ({
      state: stateFile(dose),
      raised: {
        LIMIT_NEW_CLIENTS: String(PEOPLE),
        LIMIT_UPDATES_BURST: '1000000',
        LIMIT_BYTES_PER_SECOND: '1000000000',
        LIMIT_CONFLICT_STEPS_BURST: '1000000000',
      },
    }),
    prepare: (running, dose) => prepare(running, dose, fresh),
    measure,
  };
}

export const joins = scenario('c', false);
export const freshJoins = scenario("c'", true);
