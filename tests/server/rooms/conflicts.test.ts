// What conflicts with a cell's whole past costs everybody: a person may cause so much of it, and is then told to wait.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY } from './people.ts';
import { HandClock, until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

/** runs in the past of the cell: what one conflict with it costs, nearly */
const PAST = 150;
/** A stock client that was told to wait comes back after this long. */
const RETRY_MS = 2_500;
const rates = { ...RATE_LIMITS, conflictStepsBurst: 200, conflictStepsPerSecond: 20 };

let clock: HandClock;
let house: House;
let maya: RawClient;

const note = (text: string) => (doc: Doc) => void doc.getMap('convoy').set(`${CONVOY}.note`, text);
const shown = (): unknown => house.room.board('full').kinds['convoy']?.[CONVOY]?.['note'];

beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock, limits: { gate: GATE_LIMITS, rates } });
  maya = await house.raw('maya');
  await maya.syncs();
  // Two windows in turns: what one client id wrote in a row is one run to Yjs, and costs one step.
  const past = new Doc();
  applyUpdate(past, encodeStateAsUpdate(maya.doc));
  for (let n = 1; n <= PAST; n++) {
    past.clientID = 1_000 + (n % 2);
    note(`past ${n}`)(past);
  }
  maya.send(sync(1, encodeStateAsUpdate(past, encodeStateVector(maya.doc))));
  await until('the past is there', () => shown() === `past ${PAST}`);
});
afterEach(() => house.stop());

/** Somebody's note who has seen nothing of the past: every window of theirs is another conflict with all of it. */
function unaware(clientId: number, text: string): Uint8Array {
  const doc = new Doc();
  doc.clientID = clientId;
  note(text)(doc);
  return sync(1, encodeStateAsUpdate(doc));
}

async function isTaken(client: RawClient, frame: Uint8Array): Promise<void> {
  const before = house.room.seq;
  client.send(frame);
  await until('it is taken', () => house.room.seq > before);
}

it('a merge larger than all that is left is only late, however often its client tries meanwhile', async () => {
  const first = await house.raw('omar');
  await isTaken(first, unaware(5_001, 'one'));
  await isTaken(first, unaware(5_002, 'two')); // more than was left: taken, and owed
  const third = unaware(5_003, 'three');
  let tries = 0;
  for (let client = first; ; client = await house.raw('omar')) {
    const before = house.room.seq;
    tries++;
    client.send(third);
    await until('it is taken or has to wait', () => client.closed !== undefined || house.room.seq > before);
    if (!client.closed) break;
    expect(client.closed).toEqual({ code: 1013, reason: 'too-fast' });
    if (tries > 1) clock.pass(RETRY_MS); // the second try comes at once, from another window
  }
  // Owed about 100, given back 20 a second, whatever was tried: three waits, and nothing is charged for a try.
  expect(tries).toBe(5);
  expect(maya.closed).toBeUndefined();
});

it('who has to wait with a conflict goes on with everything else, and so do the others', async () => {
  const omar = await house.raw('omar');
  await isTaken(omar, unaware(5_001, 'one'));
  await isTaken(omar, unaware(5_002, 'two'));
  await omar.syncs();
  omar.edit(note('knowing everything'));
  await until('an edit without conflict is taken', () => shown() === 'knowing everything');
  await isTaken(maya, unaware(6_001, 'Maya has her own'));
  expect([omar.closed, maya.closed]).toEqual([undefined, undefined]);
});
