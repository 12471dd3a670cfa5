// The attacks of the table in docs/gate.md: who sends what, and what it came to.
import { setTimeout as sleep } from 'node:timers/promises';
import { Doc } from 'yjs';
import { oneStruct, write } from '../../server/gate/raw-update.ts';
import { readFrame, sync, updateOf } from '../../server/rooms/raw-client.ts';
import type { Running } from './contenders.ts';
import { Probe, show, type Editor } from './crowd.ts';
import type { Line } from './line.ts';

/** Ana edits and Ben reads, in the room that is attacked. */
export interface Scene {
  readonly running: Running;
  readonly ana: Editor;
  readonly ben: Probe;
}

export interface Attack {
  readonly name: string;
  /** before anybody looks */
  readonly prepare?: (ana: Editor) => Promise<void>;
  /** Answers the line it came over. */
  readonly run: (scene: Scene) => Promise<Line>;
  /** what came of it for the others, once Ana has stopped */
  readonly outcome?: (scene: Scene, line: Line) => Promise<string>;
}

const BOMB = sync(2, write({ blocks: [{ client: 1, clock: 0, structs: [], count: 2 ** 25 }], deletes: [] }));
const WHOLE = sync(0, new Uint8Array([0]));
const UPDATES = 8_000;
const BOARD_RECORDS = 4_200;
const RECORDS_AT_ONCE = 50;
const FORGED = 'forged';

const mallory = ({ running }: Scene): Promise<Line> => running.line('writer');

/** Bytes on the line, below any frame. */
function onTheLine(bytes: readonly number[]): Attack['run'] {
  return async (scene) => {
    const line = await mallory(scene);
    line.sendRaw(Uint8Array.from(bytes));
    return line;
  };
}

function frames(frame: Uint8Array, count: number): Attack['run'] {
  return async (scene) => {
    const line = await mallory(scene);
    for (let n = 0; n < count; n++) line.send(frame);
    return line;
  };
}

/** A board of 4 MB, no faster than a person may write. */
async function fill(ana: Editor): Promise<void> {
  const note = 'road clear '.padEnd(1_000, 'x');
  const cells = { callsign: 'LIMA', route: 'routesouth', fromKm: 0, toKm: 70, note };
  for (let record = 0; record < BOARD_RECORDS; record += RECORDS_AT_ONCE) {
    ana.createAll(
      Array.from({ length: RECORDS_AT_ONCE }, (_, n) => ({ id: `large${record + n}aaaa`, cells })),
    );
    await sleep(260);
  }
}

/** 4 MB of updates before which the first one is missing. */
async function gaps(scene: Scene): Promise<Line> {
  const line = await mallory(scene);
  const doc = new Doc();
  for (let n = 0; n < UPDATES; n++) {
    const update = updateOf(doc, () =>
      doc.getMap('convoy').set(`${scene.ana.id}.note`, `${n} `.padEnd(1_000, 'x')),
    );
    if (n > 0 && n % 2 === 1) line.send(sync(2, update)); // every other one: a gap before each
  }
  doc.destroy();
  return line;
}

async function stops(scene: Scene): Promise<Line> {
  const line = await mallory(scene);
  line.stopReading();
  for (let n = 0; n < 300; n++) line.send(WHOLE);
  return line;
}

async function forges(scene: Scene): Promise<Line> {
  const line = await mallory(scene);
  const { ana } = scene;
  const struct = { root: 'convoy', key: `${ana.id}.note`, content: { any: [FORGED] } };
  line.send(sync(2, oneStruct(ana.clientId, ana.clock, struct)));
  return line;
}

/** Shown as Ana, at a clock she never reaches; then she shows herself again. */
async function impersonates(scene: Scene): Promise<Line> {
  const { ana } = scene;
  show(ana.line, ana.clientId, 1, `convoy/${ana.id}/phase`);
  await sleep(300);
  const line = await mallory(scene);
  show(line, ana.clientId, 2 ** 50, FORGED);
  await sleep(300);
  show(ana.line, ana.clientId, 2, `convoy/${ana.id}/eta`);
  return line;
}

async function whoIsAna({ running, ana }: Scene): Promise<string> {
  let last = 'nobody';
  const line = await running.line('officer', {
    frame: (frame) => {
      if (frame[0] !== 1) return;
      const read = readFrame(frame);
      const entry = read.is === 'presence' && read.entries.find(({ clientId }) => clientId === ana.clientId);
      if (entry) last = JSON.stringify(entry.state);
    },
  });
  line.send(Uint8Array.of(3));
  await sleep(1_000);
  line.end();
  return last.includes(FORGED) ? 'Ana is shown as forged, for good' : 'Ana is shown as herself';
}

async function lostEdits({ running, ana, ben }: Scene): Promise<string> {
  const late = await Probe.open(running, 'officer');
  await sleep(1_000);
  const has = Math.min(ben.has(ana), late.has(ana));
  late.end();
  const lost = ana.sentAt.length - has;
  return lost > 0 ? `${lost} edits of Ana are lost, nobody is told` : 'Ana’s edits arrive';
}

export const ATTACKS: readonly Attack[] = [
  { name: 'bad RSV bits (6 bytes)', run: onTheLine([0xc2, 0x80, 0, 0, 0, 0]) },
  {
    name: 'a header announcing 101 MB (14 bytes)',
    run: onTheLine([0x82, 0xff, 0, 0, 0, 0, 6, 0x50, 0, 0, 0, 0, 0, 0]),
  },
  { name: 'struct-count bomb × 1', run: frames(BOMB, 1) },
  { name: 'struct-count bomb × 200', run: frames(BOMB, 200) },
  { name: 'clock-gap updates, 4 MB', run: gaps },
  { name: '300 SyncStep1, not reading, board of 4 MB', prepare: fill, run: stops },
  { name: 'forged client id', run: forges, outcome: lostEdits },
  { name: 'awareness of a colleague at clock 2^50', run: impersonates, outcome: whoIsAna },
  {
    name: 'foreign Origin with a valid cookie',
    run: ({ running }) => running.page('https://elsewhere.example'),
    outcome: async ({ running }, line) => {
      const own = await running.page(`http://127.0.0.1:${running.port}`);
      own.send(WHOLE);
      await sleep(500);
      if (own.syncedAt === undefined) throw new Error('The cookie opens nothing: the attack shows nothing.');
      own.end();
      return line.closed === undefined ? 'let in' : 'not let in';
    },
  },
];
