// Of two observations the newer stays, whichever arrived last; a correction empties it until a next one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newerOf, standingAfter } from '#domain/observations.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, people, write } from './people.ts';
import { until } from './ports.ts';
import { type RawClient } from './raw-client.ts';

const at = (km: number, minute: number): CellValue => [km, 20, 1_789_990_000_000 + minute * 60_000];

describe('the rule', () => {
  it.each<[string, CellValue, CellValue, CellValue]>([
    ['a newer one replaces an older', at(10, 1), at(20, 2), at(20, 2)],
    ['an older one gives way', at(20, 2), at(10, 1), at(20, 2)],
    ['at equal times the later arrival stays', at(20, 2), at(21, 2), at(21, 2)],
    ['a correction empties', at(20, 2), null, null],
    ['an emptied cell takes the next one, however old', null, at(5, 0), at(5, 0)],
  ])('%s', (_what, standing, arriving, stays) => {
    expect(newerOf(standing, arriving)).toEqual(stays);
  });

  it.each<[string, CellValue, CellValue[], boolean, CellValue]>([
    ['several of one update: the newest of all stays', at(1, 1), [at(9, 9), at(5, 5)], false, at(9, 9)],
    ['a correction within an update counts from there', at(9, 9), [null, at(5, 5)], false, at(5, 5)],
    [
      'a correction of something older does not empty what its author had not seen',
      at(9, 9),
      [null],
      true,
      at(9, 9),
    ],
    ['made meanwhile and newer', at(1, 1), [at(5, 5)], true, at(5, 5)],
    ['made meanwhile and older', at(9, 9), [at(5, 5)], true, at(9, 9)],
    ['made meanwhile into a cell that was emptied', null, [at(5, 5)], true, at(5, 5)],
  ])('%s', (_what, from, values, concurrent, stands) => {
    expect(standingAfter({ from, values, concurrent })).toEqual(stands);
  });
});

describe('in the room', () => {
  let house: House;
  let maya: RawClient;
  let omar: RawClient;

  beforeEach(async () => {
    house = await startHouse();
    [maya, omar] = [await house.raw('maya', '?v=1'), await house.raw('omar', '?v=1')];
    await Promise.all([maya.syncs(), omar.syncs()]);
  });
  afterEach(() => house.stop());

  const radio = (client: RawClient, value: CellValue): void =>
    void client.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.radio`, value));
  const shown = (): unknown[] => [maya, omar].map((client) => client.cell('convoy', CONVOY, 'radio'));

  it('an older one that arrives late is recorded, and the newer one stands again before anybody sees it', async () => {
    radio(maya, at(31, 9));
    await omar.gets('changes');
    const updates = maya.all('update').length;
    const head = house.room.seq;
    radio(omar, at(12, 3));
    await omar.gets('saved');
    await maya.gets('changes', 2);
    expect(shown()).toEqual([at(31, 9), at(31, 9)]);
    expect(maya.all('update').length - updates).toBe(1); // both in one frame: no flicker
    const told = maya
      .all('changes')
      .slice(1)
      .map(({ body }) => body);
    expect(told.map(({ seq, actor, via }) => [seq, actor, via])).toEqual([
      [head + 1, 'u-omar', 'sync'],
      [head + 2, 'server', 'server'],
    ]);
    expect(told[0]?.cells[0]).toMatchObject({ from: at(31, 9), to: at(12, 3) });
    expect(told[1]?.cells[0]).toMatchObject({ from: at(12, 3), to: at(31, 9) });
    const age = house.room.ages('full')[`convoy/${CONVOY}/radio`];
    expect(age).toMatchObject({ actor: 'u-maya', name: 'Maya', from: null });
  });

  it('two made at the same time end with the newer, whichever client id is higher', async () => {
    for (const [a, b] of [
      [maya, omar],
      [omar, maya],
    ] as const) {
      const known = maya.all('changes').length;
      const minute = 20 + known;
      a.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.radio`, at(50, minute + 1)));
      b.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.radio`, at(40, minute)));
      await until('both are told', () => maya.all('changes').length >= known + 2);
      await Promise.all([maya.syncs(), omar.syncs()]);
      expect(shown()).toEqual([at(50, minute + 1), at(50, minute + 1)]);
    }
  });

  it('a correction empties the cell and the next one fills it, also an older one', async () => {
    radio(maya, at(31, 9));
    await omar.gets('changes');
    radio(omar, null);
    await maya.gets('changes', 1);
    expect(shown()).toEqual([null, null]);
    radio(maya, at(12, 3));
    await omar.gets('changes', 2);
    await maya.syncs();
    expect(shown()).toEqual([at(12, 3), at(12, 3)]);
  });

  it('one written by a command follows the same rule', async () => {
    radio(maya, at(31, 9));
    await omar.gets('changes');
    const { user: actor, name, party, role } = people.lena;
    const author = { actor, name, party, role, via: 'http' } as const;
    const committed = await house.room.write({
      ...author,
      cells: write('convoy', CONVOY, { radio: at(12, 3) }),
    });
    expect(committed.map(({ draft }) => draft.actor)).toEqual(['u-lena', 'server']);
    await maya.syncs();
    expect(maya.cell('convoy', CONVOY, 'radio')).toEqual(at(31, 9));
  });

  it('one from the future is refused', async () => {
    radio(maya, at(31, 60 * 24));
    expect((await maya.closes()).reason).toBe('value');
  });
});
