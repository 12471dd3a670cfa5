// What conflicts with a cell's whole past costs everybody: a person may cause so much of it, and is then told to wait.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { expect, it } from 'vitest';
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import { startHouse } from './house.ts';
import { CONVOY } from './people.ts';
import { HandClock, until } from './ports.ts';
import { sync, updateOf } from './raw-client.ts';

const note = (text: string) => (doc: Doc) => void doc.getMap('convoy').set(`${CONVOY}.note`, text);

it('somebody who conflicts with a long past again and again waits, from any window; their work is not lost', async () => {
  const clock = new HandClock();
  const house = await startHouse({
    clock,
    limits: { gate: { ...GATE_LIMITS, conflictSteps: 200 }, rates: RATE_LIMITS },
  });
  const shown = (): unknown => house.room.board('full').kinds['convoy']?.[CONVOY]?.['note'];
  const maya = await house.raw('maya');
  await maya.syncs();
  maya.edit(note('first'));
  await until('the first note is there', () => shown() === 'first');
  const stale = new Doc();
  stale.clientID = 4_000_000_000;
  applyUpdate(stale, encodeStateAsUpdate(maya.doc));
  // Two windows in turns: what one client id wrote in a row is one run to Yjs, and costs one step.
  const past = new Doc();
  applyUpdate(past, encodeStateAsUpdate(maya.doc));
  for (let n = 0; n < 150; n++) {
    past.clientID = 1_000 + (n % 2);
    note(`past ${n}`)(past);
  }
  maya.send(sync(1, encodeStateAsUpdate(past, encodeStateVector(maya.doc))));
  await until('the past is there', () => shown() === 'past 149');

  const omar = await house.raw('omar');
  omar.send(sync(2, updateOf(stale, note('from far away'))));
  await until('the first conflict was merged', () => shown() === 'from far away');
  await until('Maya has it', () => maya.cell('convoy', CONVOY, 'note') === 'from far away');
  maya.edit(note('meanwhile'));
  await until('others go on', () => shown() === 'meanwhile');
  const dear = new Doc();
  dear.clientID = 3_999_999_999;
  dear.getMap('convoy').set(`${CONVOY}.note`, 'without knowing anything');
  const again = sync(2, encodeStateAsUpdate(dear));
  omar.send(again);
  expect(await omar.closes()).toEqual({ code: 1013, reason: 'too-fast' });
  const window2 = await house.raw('omar');
  window2.send(again);
  expect(await window2.closes()).toEqual({ code: 1013, reason: 'too-fast' });

  const plain = await house.raw('omar');
  await plain.syncs();
  plain.edit(note('knowing everything'));
  await until('an edit without conflict is taken', () => shown() === 'knowing everything');
  clock.pass(10);
  const accepted = house.room.seq;
  plain.send(again);
  await until('what waited is taken', () => house.room.seq > accepted);
  expect(plain.closed).toBeUndefined();
  expect(maya.closed).toBeUndefined();
  await house.stop();
});
