// A room that turns careful, or starts again while it is: nothing is let out early, nothing finer stays, nothing is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { CarefulHouse, MINUTE, kmOf } from './careful-house.ts';
import { CONVOY, ROOM, people } from './people.ts';
import { until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

let at: CarefulHouse;
beforeEach(async () => {
  at = await CarefulHouse.start();
});
afterEach(() => at.stop());

describe('a setting that changes', () => {
  it('takes effect at once: observers start anew, and what was finer is gone', async () => {
    await at.radio(31.4);
    const before = await at.observer();
    expect(kmOf(before.cell('convoy', CONVOY, 'radio'))).toBe(31.4);
    await at.careful(30);
    expect(await before.closes()).toMatchObject({ code: 4409, reason: 'other-epoch' });
    expect(JSON.stringify(before.all('changes'))).not.toContain('careful'); // nothing was sent after the setting
    const after = await at.observer();
    expect(after.cell('convoy', CONVOY, 'radio')).toBeUndefined();
    expect(after.cell('room', 'thisroom', 'observerView')).toBe('careful');
    expect(Buffer.concat(after.bytes).includes(Buffer.from('31.4'))).toBe(false);
    expect(after.doc.getMap('convoy').size).toBe(0); // the whole board is younger than the delay
    await at.pass(30 * MINUTE + 1_000);
    await until('it is due', () => after.cell('convoy', CONVOY, 'radio') !== undefined);
    expect(kmOf(after.cell('convoy', CONVOY, 'radio'))).toBe(31);
  });

  it('whoever comes back with the document of before is told to start anew, not that they may not write', async () => {
    const before = await at.observer();
    await at.careful(0);
    await before.closes();
    for (const old of [before, await formerCareful()]) {
      const back = await at.house.raw('ines', '?v=1');
      await back.gets('step1');
      back.send(sync(1, encodeStateAsUpdate(old.doc)));
      expect(await back.closes()).toMatchObject({ code: 4409, reason: 'other-epoch' });
    }
  });

  async function formerCareful(): Promise<RawClient> {
    const client = await at.observer();
    await at.careful(5);
    await client.closes();
    return client;
  }

  it('whoever writes in a careful room ends with nobody but observers starting anew', async () => {
    const maya = await at.house.raw('maya', '?v=1');
    await maya.syncs();
    await at.careful(30);
    await at.setRoom({ observerView: 'full' });
    await maya.syncs();
    expect(maya.closed).toBeUndefined();
    const back = await at.observer();
    expect(back.cell('convoy', CONVOY, 'callsign')).toBe('KILO-1');
    expect(back.cell('room', 'thisroom', 'observerView')).toBe('full');
    expect(back.doc.getMap('light').size).toBe(0);
  });

  it('another setting of the room ends nobody', async () => {
    await at.careful(30);
    const client = await at.observer();
    await at.setRoom({ checkInMin: 20 });
    await until('it is told', () => client.cell('room', 'thisroom', 'checkInMin') === 20);
    expect(client.closed).toBeUndefined();
  });

  it('a longer delay holds back what a shorter one had let out', async () => {
    await at.pass(60 * MINUTE);
    await at.careful(5);
    await at.filled();
    await at.radio(31.4);
    await at.pass(6 * MINUTE);
    expect(at.observed('radio')).toBe(31);
    await at.careful(30);
    await at.filled();
    expect(at.observed('radio')).toBeUndefined();
    await at.pass(25 * MINUTE);
    expect(at.observed('radio')).toBe(31);
  });
});

describe('a restart', () => {
  beforeEach(async () => {
    await at.pass(60 * MINUTE);
    await at.careful(30);
    await at.radio(10.2);
    await at.pass(20 * MINUTE);
    await at.radio(20.2);
    await at.set('convoy', CONVOY, { std: at.clock.now() + 30 * MINUTE });
  });

  it.each(['by the journal', 'by a checkpoint', 'by an epoch'])(
    'lets nothing out early and loses nothing, %s',
    async (how) => {
      if (how === 'by an epoch')
        await at.room.startEpoch({ ...people.maya, actor: 'u-maya', via: 'command' });
      else await at.restart();
      if (how === 'by the journal') {
        for (const room of at.disk.rooms.values()) room.checkpoints = [];
        await at.restart();
      }
      await at.filled();
      expect([at.observed('radio'), at.observed('std')]).toEqual([undefined, undefined]);
      await at.pass(10 * MINUTE + 1_000);
      expect(at.observed('radio')).toBe(10);
      await at.pass(20 * MINUTE);
      expect(at.observed('radio')).toBe(20);
      expect(at.observed('std')).toBeUndefined();
      await at.pass(30 * MINUTE);
      expect(at.observed('std')).toEqual(expect.any(Number));
    },
  );

  it('what was emptied goes when it is due, also where a fresh document knows nothing of it any more', async () => {
    await at.pass(31 * MINUTE);
    await at.set('convoy', CONVOY, { radio: null });
    await at.room.startEpoch({ ...people.maya, actor: 'u-maya', via: 'command' });
    await at.filled();
    expect(at.observed('radio')).toBe(20);
    await at.pass(29 * MINUTE);
    expect(at.observed('radio')).toBe(20);
    await at.pass(2 * MINUTE);
    expect(at.observed('radio')).toBeUndefined();
  });

  it('what fell due meanwhile is there, and an observer with the old document starts anew', async () => {
    const before = await at.observer();
    const [doc, vector] = [encodeStateAsUpdate(before.doc), encodeStateVector(before.doc)];
    await at.restart(40 * MINUTE);
    await at.filled();
    expect(at.observed('radio')).toBe(20);
    const back = await at.house.raw('ines', '?v=1');
    back.send(sync(0, vector));
    back.send(sync(1, doc));
    expect(await back.closes()).toMatchObject({ code: 4409, reason: 'other-epoch' });
  });
});

it('a journal that cannot be read shows nothing late, and is asked again', async () => {
  await at.pass(60 * MINUTE);
  const { ledger } = at.room;
  const read = ledger.read.bind(ledger);
  ledger.read = () => Promise.reject(new Error('not now'));
  await at.careful(30);
  await until('it was tried', () => at.house.log.lines.join().includes('could not be read yet'));
  expect(at.room.board('observer').kinds['convoy']).toEqual({});
  ledger.read = read;
  await at.pass(10_000);
  await at.filled();
});

it('what is set while the journal is being read comes in its turn', async () => {
  await at.pass(60 * MINUTE);
  const { ledger } = at.room;
  const read = ledger.read.bind(ledger);
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  ledger.read = (range) => held.then(() => read(range));
  await at.careful(30);
  await at.set('convoy', CONVOY, { vehicles: 99 });
  expect(at.observed('callsign')).toBeUndefined();
  goOn();
  await at.filled();
  expect(at.observed('vehicles')).toBe(8);
  await at.pass(31 * MINUTE);
  expect(at.observed('vehicles')).toBe(99);
});

it('whoever opens the room after a restart or a turn finds all of it that may be shown', async () => {
  await at.pass(60 * MINUTE);
  await at.careful(30);
  for (const turn of ['a setting', 'a restart'] as const) {
    if (turn === 'a setting') await at.careful(20);
    else await at.restart();
    const room = await at.house.rooms.open(ROOM);
    expect(room.board('observer').kinds['convoy']?.[CONVOY]?.['callsign']).toBe('KILO-1');
  }
});
