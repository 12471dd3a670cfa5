// The second walls: what the room does when the gate is wrong, when a listener throws, when opening fails half-way.
import { afterEach, describe, expect, it } from 'vitest';
import type { Judge } from '#server/rooms/gate/verdict.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM } from './people.ts';
import { HandClock } from './ports.ts';
import { updateOf, sync } from './raw-client.ts';

let house: House;
afterEach(() => house.stop());

/** A gate that lets everything through as it came. */
const open: Judge = (_room, _member, update) => ({
  verdict: 'accepted',
  update,
  cells: [],
  clients: [],
  steps: 0,
});

describe('a gate that is wrong', () => {
  it('does not make an observer a writer', async () => {
    house = await startHouse({ judge: open });
    const ines = await house.raw('ines');
    await ines.syncs();
    const before = JSON.stringify(house.room.board('full').kinds);
    ines.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 99));
    expect((await ines.closes()).reason).toBe('read-only');
    expect(JSON.stringify(house.room.board('full').kinds)).toBe(before);
  });

  it('and leaves something pending ends the room, which comes back sound from the journal', async () => {
    house = await startHouse({ judge: open });
    const maya = await house.raw('maya', '?v=1');
    const omar = await house.raw('omar', '?v=1');
    await Promise.all([maya.syncs(), omar.syncs()]);
    const head = house.room.seq;
    updateOf(maya.doc, (doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 1)); // never sent
    maya.send(
      sync(
        2,
        updateOf(maya.doc, (doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 2)),
      ),
    );
    for (const client of [maya, omar]) {
      expect(await client.closes()).toEqual({ code: 1013, reason: 'internal' });
      expect(client.all('update')).toEqual([]);
    }
    const back = await house.raw('omar');
    await back.syncs();
    expect(back.cell('convoy', CONVOY, 'vehicles')).toBe(8);
    expect(house.room.seq).toBe(head + 1);
  });

  it('and meets what it does not foresee refuses it, and the log says where', async () => {
    const stumbling: Judge = (room, member, update) => {
      const ownerOf = (): never => {
        throw new RangeError('what Maya typed\n    at a place of her own');
      };
      return judge({ ...room, ownerOf, isOfEndedEpoch: () => false }, member, update);
    };
    house = await startHouse({ judge: stumbling });
    const maya = await house.raw('maya');
    await maya.syncs();
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 1));
    expect((await maya.closes()).reason).toBe('malformed');
    const [line, ...more] = house.log.lines.filter((one) => one.startsWith('error'));
    expect(line).toMatch(/does not foresee.*RangeError at .*walls\.test\.ts:\d+/);
    expect(line).not.toContain('Maya');
    expect(line).not.toContain('place of her own');
    expect(more).toEqual([]);
  });

  it('and throws ends one socket, not the process', async () => {
    let thrown = 0;
    const throwing: Judge = (room, member, update) => {
      if (member.name !== 'Maya') return judge(room, member, update);
      thrown++;
      throw new TypeError('out of order');
    };
    house = await startHouse({ judge: throwing });
    const [maya, omar] = [await house.raw('maya'), await house.raw('omar', '?v=1')];
    await Promise.all([maya.syncs(), omar.syncs()]);
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 1));
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'internal' });
    expect(thrown).toBe(1);
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'staged'));
    await omar.gets('saved');
  });
});

describe('a listener that throws', () => {
  it('is named in the log and holds up nobody', async () => {
    house = await startHouse();
    const told: string[] = [];
    house.room.onEnded(() => {
      throw new Error('a listener’s own trouble');
    });
    house.room.onEnded((ending) => told.push(ending));
    await house.room.close();
    expect(told).toEqual(['closed']);
    expect(house.log.lines.join()).toContain('a listener’s own trouble');
  });
});

describe('a room whose wiring fails', () => {
  it('lets nobody in, and is opened anew a moment later', async () => {
    const clock = new HandClock();
    let broken = false;
    house = await startHouse({
      clock,
      prepare: () => (broken ? Promise.reject(new Error('no alerts')) : undefined),
    });
    await house.room.close();
    broken = true;
    const early = house.dial(`/sync/${ROOM}`, 'maya');
    expect((await early.closes()).reason).toBe('internal');
    expect(house.rooms.loaded()).toEqual([]);
    broken = false;
    const tooSoon = house.dial(`/sync/${ROOM}`, 'maya');
    expect((await tooSoon.closes()).reason).toBe('internal');
    clock.pass(1_000);
    const later = await house.raw('maya');
    await later.syncs();
    expect(house.rooms.loaded()).toHaveLength(1);
  });
});
