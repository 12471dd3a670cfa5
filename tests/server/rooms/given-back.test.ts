// Hours of work that a closed window left, given back to the next one: more at once than the server takes in one breath.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RATE_LIMITS } from '#domain/limits.ts';
import { BoardWindow } from './board-window.ts';
import { startHouse, type House } from './house.ts';
import { START, until } from './ports.ts';

const MANY = RATE_LIMITS.updatesBurst * 2;

let house: House;
let windows: BoardWindow[];

beforeEach(async () => {
  house = await startHouse();
  windows = [new BoardWindow(house, 'maya')];
  await until('the board is here', () => windows[0]?.board.status.state === 'in-sync');
});
afterEach(async () => {
  for (const { board } of windows) board.close();
  await house.stop();
});

it(`arrives whole: ${MANY} records made off line`, async () => {
  const [first] = windows as [BoardWindow];
  first.cut();
  for (let n = 0; n < MANY; n++) first.board.create('note', { text: `Report ${n}`, at: START });
  first.board.close();
  expect(first.device.rows.size).toBe(MANY);
  const next = new BoardWindow(house, 'maya', first);
  windows.push(next);
  await until(
    'everything is saved',
    () => next.device.rows.size === 0 && next.board.status.state === 'in-sync',
  );
  const notes = Object.values(house.room.board('full').kinds['note'] ?? {}).map(({ text }) => text);
  expect(new Set(notes).size).toBe(MANY);
  expect(notes).toHaveLength(MANY);
  expect(next.board.unsent).toEqual([]);
});
