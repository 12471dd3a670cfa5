// How fresh the picture is, as the board says it first.
import { expect, it } from 'vitest';
import { reportsOf } from '#domain/reports.ts';
import { boardWith, MINUTE, NOON, underWay } from './boards.ts';

it('names the newest and the oldest word from the road', () => {
  const board = boardWith({
    convoy: {
      convoyaaa: underWay({ radio: [20, 30, NOON - 10 * MINUTE] }),
      convoybbb: underWay({ radio: [5, 30, NOON - 40 * MINUTE], contact: ['VHF 16', NOON - 2 * MINUTE] }),
      convoyccc: underWay({ radio: [9, 30, NOON - 31 * MINUTE] }),
    },
  });
  const { newest, oldest, silent } = reportsOf(board);
  expect(newest).toEqual({ convoy: 'convoybbb', at: NOON - 2 * MINUTE });
  expect(oldest).toEqual({ convoy: 'convoyccc', at: NOON - 31 * MINUTE });
  expect(silent).toEqual([]);
});

it('waits for no word from convoys that are not on the road, and names those nobody ever heard of', () => {
  const board = boardWith({
    convoy: {
      convoyaaa: underWay({ phase: 'arrived', radio: [70, 0, NOON - 300 * MINUTE] }),
      convoybbb: underWay({ radio: null }),
    },
  });
  expect(reportsOf(board)).toEqual({ newest: null, oldest: null, silent: ['convoybbb'] });
});
