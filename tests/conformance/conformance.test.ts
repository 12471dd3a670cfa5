// Stock clients of every age find our server a y-websocket server, nobody finds it an easy one; the stock server is the control.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../e2e/house.ts';
import { smallDoses } from './cases.ts';
import { bites, runControl } from './control.ts';
import { ourTarget } from './servers.ts';
import { runCase, runSyncSuite, type Outcome, type SyncTarget } from './target.ts';

let house: House;
let target: SyncTarget;
beforeAll(async () => {
  house = await openHouse();
  target = await ourTarget(house);
});
afterAll(() => house.close());

const said = ({ case: { name }, broke }: Outcome): string => `${name}: ${broke ?? 'holds'}`;

test.each(smallDoses.filter(({ sort }) => sort === 'protocol'))('$name', async (one) => {
  expect((await runCase(one, target)).broke).toBeUndefined();
});

test.each(smallDoses.filter(({ sort }) => sort === 'security'))('$name', async (one) => {
  expect((await runCase(one, target)).broke).toBeUndefined();
});

test('every case of the protocol holds on the stock server too, each attack gets through there', async () => {
  const outcomes = await runControl(smallDoses);
  expect(outcomes.filter((outcome) => !bites(outcome)).map(said)).toEqual([]);
}, 60_000);

test('after all of it one process of ours runs on, and an innocent person works', async () => {
  const [outcome] = await runSyncSuite(target, smallDoses.slice(0, 1));
  expect(outcome?.broke).toBeUndefined();
  expect(await house.stop()).toBe(0);
});
