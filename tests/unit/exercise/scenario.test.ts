// The exercise's story: what a newcomer sees in the first five minutes, and every forty after.
import { expect, test } from 'vitest';
import {
  EVERY_MS,
  FIRST_DEPARTURES_MS,
  coverOf,
  gapAlertAt,
  kmAt,
  nextDepartures,
  reportAt,
  isOver,
  etaOf,
  taleOf,
  type Leg,
} from '../../../server/exercise/scenario.ts';

const START = 1_790_000_000_000;
const MIN = 60_000;
const legs = FIRST_DEPARTURES_MS.map((ms, i): Leg => ({
  lengthKm: 70,
  std: START + ms,
  tale: taleOf(i + 1),
}));
const [relief, silent, quiet] = legs as [Leg, Leg, Leg];

test('two convoys are on the road at the start and move within the first minute, the third leaves', () => {
  for (const leg of [relief, silent]) {
    expect(reportAt(leg, START).phase).toBe('en_route');
    expect(kmAt(leg, START + MIN)).toBeGreaterThan(kmAt(leg, START));
  }
  expect(reportAt(quiet, START).phase).toBe('staged');
  expect(reportAt(quiet, START + MIN).phase).toBe('en_route');
});

test('within five minutes a cover gap opens, and its alert is raised, acknowledged after 40 s and ended', () => {
  const windows = coverOf(relief);
  const open = (at: number): boolean => windows.some(({ from, to }) => from <= at && at < to);
  expect(open(START)).toBe(true);
  expect(open(START + 5 * MIN)).toBe(false);
  expect(open(START + 13 * MIN)).toBe(true);
  const story = [0, 3.1, 3.2, 3.9, 4.7].map((minute) => gapAlertAt(relief, START + minute * MIN));
  expect(story).toEqual(['none', 'none', 'raised', 'acknowledged', 'ended']);
});

test('within five minutes a check-in is missed and the convoy is found again further on', () => {
  const last = (at: number): number => Number(reportAt(silent, at).contact?.at(-1));
  expect(START + 2.1 * MIN - last(START + 2.1 * MIN)).toBeGreaterThanOrEqual(40 * MIN);
  expect(START + 5 * MIN - last(START + 5 * MIN)).toBeLessThanOrEqual(MIN);
  expect(kmAt(silent, START + 5 * MIN)).toBeGreaterThan(25);
});

test('a new convoy is entered every forty minutes and taken off when it has been there for a while', () => {
  expect(nextDepartures(quiet.std, START)).toEqual([]);
  expect(nextDepartures(quiet.std, quiet.std + EVERY_MS)).toEqual([quiet.std + EVERY_MS]);
  expect(isOver(quiet, etaOf(quiet))).toBe(false);
  expect(isOver(quiet, etaOf(quiet) + 21 * MIN)).toBe(true);
});

test('after a long stop only convoys of now are entered, not those of the night', () => {
  const now = quiet.std + 600 * MIN;
  const due = nextDepartures(quiet.std, now);
  expect(due.length).toBeLessThanOrEqual(2);
  for (const std of due) expect(std).toBeGreaterThan(now - EVERY_MS);
});
