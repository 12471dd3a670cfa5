// Scenario f: some readers stop reading while much is written, and read on later.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './contenders.ts';
import { Editor, Probe, agree, readers } from './crowd.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';

const EDITORS = 8;
/** Changes a second of each editor, five notes of 1,000 characters in each: 1.6 MB/s in all. */
const PER_SECOND = 40;
const NOTES = 5;
const WARM_SECONDS = 4;
const LATE_MS = 20_000;
const size = ({ quick }: Dose): { stopped: number; seconds: number } =>
  quick ? { stopped: 3, seconds: 1 } : { stopped: 20, seconds: 20 };

async function measure(running: Running, dose: Dose): Promise<Figures> {
  const { stopped: count, seconds } = size(dose);
  const editors: Editor[] = [];
  for (let nth = 0; nth < EDITORS; nth++) editors.push(await Editor.open(running, nth));
  const reading = await Probe.open(running, 'officer');
  const stopping = await Probe.open(running, 'officer');
  const stopped = [
    ...(await readers(running, 'officer', count - 1)),
    ...(stopping.line ? [stopping.line] : []),
  ];
  await sleep(500);
  for (const editor of editors) for (let note = 0; note < NOTES; note++) editor.begin(recordAt(editor, note));
  await sleep(500);
  await write(editors, WARM_SECONDS); // what a server takes for so much work anyway is not what the readers cost it
  const before = await running.memory();
  for (const line of stopped) {
    line.reset();
    line.stopReading();
  }
  const rate = await write(editors, seconds);
  for (const editor of editors) editor.edit(); // the last one, by which a reader knows that they have everything
  const end = performance.now() + LATE_MS;
  const lastOf = (probe: Probe): boolean => editors.every((editor) => probe.has(editor) >= 1);
  while (!lastOf(reading) && performance.now() < end) await sleep(20);
  const after = await running.memory();
  const resumed = performance.now();
  for (const line of stopped) line.readOn();
  while (!lastOf(stopping) && performance.now() < resumed + LATE_MS) await sleep(20);
  const back = performance.now() - resumed;
  await sleep(1_000);
  agree([reading, stopping]);
  const lost = stopped.filter(({ closed }) => closed !== undefined).length;
  const bytes = stopped.reduce((sum, line) => sum + line.bytes, 0);
  for (const one of [...editors, ...stopped, reading, stopping]) one.end();
  if (lost > 0) throw new Error(`${lost} readers were put out before their time.`);
  return {
    held: (after.held - before.held) / 1e6,
    resident: (after.resident - before.resident) / 1e6,
    resume: bytes / 1e6,
    back,
    rate,
  };
}

/** Answers MB/s. */
async function write(editors: readonly Editor[], seconds: number): Promise<number> {
  const began = performance.now();
  let written = 0;
  for (let turn = 0; turn < PER_SECOND * seconds; turn++) {
    for (const editor of editors) written += writeNotes(editor, turn);
    const due = began + ((turn + 1) * 1000) / PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
  }
  return written / (performance.now() - began) / 1000;
}

function recordAt(editor: Editor, note: number): string {
  return note === 0 ? editor.id : `${editor.id}n${note}`;
}

/** Answers the characters written. */
function writeNotes(editor: Editor, turn: number): number {
  const note = `${turn} `.padEnd(1_000, 'road clear ');
  editor.changeAll(
    Array.from({ length: NOTES }, (_, nth) => ({ id: recordAt(editor, nth), cells: { note } })),
  );
  return NOTES * note.length;
}

export const slowReaders: Scenario = {
  name: 'f',
  reach: '≤ 20 MB grown, ≤ 2 MB to resume',
  what: (dose) =>
    `${size(dose).stopped} readers stop for ${size(dose).seconds} s while ${EDITORS} people write 1.6 MB/s`,
  columns: {
    held: 'held for them MB',
    resident: 'resident grown MB',
    resume: 'MB to resume, all',
    back: 'ms until in step',
    rate: 'MB/s written',
  },
  start: () => ({}),
  measure,
};
