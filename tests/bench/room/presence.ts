// Scenario d: everybody shows twice a second where they are.
import { setTimeout as sleep } from 'node:timers/promises';
import type { GotPresence } from '../../server/rooms/raw-client.ts';
import { readFrame } from '../../server/rooms/raw-client.ts';
import type { Running } from './contenders.ts';
import { Editor, readers, show } from './crowd.ts';
import { cpuSeconds } from './process.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';

const PER_SECOND = 2;
const LATE_MS = 10_000;
const FIELDS = ['phase', 'vehicles', 'people', 'eta'];
const size = ({ quick }: Dose): { people: number; seconds: number } =>
  quick ? { people: 20, seconds: 2 } : { people: 200, seconds: 10 };

async function measure(running: Running, dose: Dose): Promise<Figures> {
  const { people, seconds } = size(dose);
  const editor = await Editor.open(running, 1);
  editor.begin();
  const seen = new Map<number, GotPresence['state']>();
  const watching = await running.line('officer', {
    frame: (frame) => {
      if (frame[0] !== 1) return;
      const read = readFrame(frame);
      if (read.is === 'presence') for (const { clientId, state } of read.entries) seen.set(clientId, state);
    },
  });
  const lines = await readers(running, 'officer', people);
  const cellAt = (nth: number, round: number): string =>
    `convoy/${editor.id}/${FIELDS[(nth + round) % FIELDS.length] ?? ''}`;
  await sleep(500);
  for (const line of lines) line.reset();
  const [before, began] = [cpuSeconds(running.pid), performance.now()];
  const turns = PER_SECOND * seconds;
  for (let turn = 0; turn < turns * people; turn++) {
    const nth = turn % people;
    const round = Math.floor(turn / people);
    const line = lines[nth];
    if (line) show(line, 10_000 + nth, round + 1, cellAt(nth, round));
    const due = began + ((turn + 1) * 1000) / (PER_SECOND * people);
    if (due > performance.now() + 1) await sleep(due - performance.now());
  }
  const isShown = (nth: number): boolean => seen.get(10_000 + nth)?.['cell'] === cellAt(nth, turns - 1);
  const shownRight = (): number => lines.filter((_, nth) => isShown(nth)).length;
  for (const end = performance.now() + LATE_MS; shownRight() < people && performance.now() < end;)
    await sleep(20);
  const [cpu, took] = [cpuSeconds(running.pid) - before, (performance.now() - began) / 1000];
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0) / people / took;
  const right = shownRight();
  for (const one of [...lines, watching, editor]) one.end();
  if (right < people) throw new Error(`Only ${right} of ${people} are shown where they are.`);
  return { busy: (100 * cpu) / took, bytes: bytes / 1000 };
}

export const presenceOfMany: Scenario = {
  name: 'd',
  reach: '≤ 0.15 × Hocuspocus',
  what: (dose) => `presence of ${size(dose).people} people × ${PER_SECOND} Hz, ${size(dose).seconds} s`,
  columns: { busy: 'CPU %', bytes: 'KB/s to each' },
  start: () => ({}),
  measure,
};
