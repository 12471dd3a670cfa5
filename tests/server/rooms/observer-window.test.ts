// Observers of a busy room get its changes together, those of a quiet one at once; editors never wait.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import type { RawClient } from './raw-client.ts';

const { observerWindowMs } = DEFAULT_ROOM_LIMITS.rates;

let clock: HandClock;
let house: House;
let ines: RawClient;
let omar: RawClient;

beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock, limits: DEFAULT_ROOM_LIMITS });
  [ines, omar] = [await house.raw('ines', '?v=1'), await house.raw('omar', '?v=1')];
  await Promise.all([ines.syncs(), omar.syncs()]);
  clock.pass(observerWindowMs);
});
afterEach(() => house.stop());

const { user: actor, name, party, role } = people.maya;
const drive = (vehicles: number): Promise<unknown> =>
  house.room.write({
    ...{ actor, name, party, role, via: 'command' },
    cells: write('convoy', CONVOY, { vehicles }),
  });
const seen = (client: RawClient): unknown => client.cell('convoy', CONVOY, 'vehicles');

it('the first change after a pause goes out at once', async () => {
  await drive(21);
  await until('the observer has it', () => seen(ines) === 21);
});

it('what follows within the window goes out together, once, each change told; editors have it meanwhile', async () => {
  await drive(21);
  await until('the observer has the first', () => seen(ines) === 21);
  const before = ines.all('update').length;
  for (const vehicles of [22, 23, 24]) await drive(vehicles);
  await until('the editor has all', () => seen(omar) === 24);
  expect(omar.all('update').length).toBeGreaterThanOrEqual(4);
  expect(seen(ines)).toBe(21);
  clock.pass(observerWindowMs - 1);
  await omar.syncs();
  expect(seen(ines)).toBe(21);
  clock.pass(1);
  await until('the observer has all', () => seen(ines) === 24);
  expect(ines.all('update')).toHaveLength(before + 1);
  await until('each is told', () => ines.all('changes').length >= 4);
  expect(
    ines
      .all('changes')
      .slice(-3)
      .map(({ body }) => body.cells[0]?.to),
  ).toEqual([22, 23, 24]);
});

it('who joins within the window has everything, and the parcel that comes after changes nothing', async () => {
  await drive(21);
  await drive(22);
  const late = await house.raw('ines');
  await late.syncs();
  expect(seen(late)).toBe(22);
  clock.pass(observerWindowMs);
  await until('the parcel has come', () => late.all('update').length > 0);
  expect(seen(late)).toBe(22);
  expect(late.doc.store.pendingStructs).toBeNull();
});

it('a change of what observers do not see sends nothing, then or later', async () => {
  const before = ines.all('changes').length;
  await house.room.write({
    ...{ actor, name, party, role, via: 'command' },
    cells: write('convoy', CONVOY, { leader: 'Nobody’s business' }),
  });
  clock.pass(observerWindowMs);
  await drive(23);
  await until('the observer has the next', () => seen(ines) === 23);
  expect(ines.all('changes').slice(before)).toHaveLength(1);
});
