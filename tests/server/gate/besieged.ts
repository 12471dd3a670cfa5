// One besieged room after the other, in tests: prints what happened, and asserts that the attacks were worth their name.
import { expect } from 'vitest';
import type { RefusalCode } from '#domain/refusals.ts';
import type { Manner } from './attackers.ts';
import { forSeeds } from './chance.ts';
import { STRIKES, siege } from './siege.ts';
import { judgedIn, type Tally } from './watch.ts';

interface Mix {
  /** share of accepted updates at least, and of what does not even have the form of an update at most */
  readonly accepted: number;
  readonly malformed: number;
  /** share of updates in which gate and shadow may differ, at most; see `watch.ts` for the cases */
  readonly differ: number;
  readonly codes: readonly RefusalCode[];
}

export function besieged(manner: Manner, rooms: number, mix: Mix): void {
  const tally: Tally = new Map();
  const runs = forSeeds(`attacks of ${manner}`, rooms, (chance) => siege(chance, manner, tally));
  const judged = judgedIn(tally);
  console.info(
    `attacks of ${manner}: ${judged} updates`,
    JSON.stringify(Object.fromEntries([...tally].sort())),
  );
  if (runs === 1) return;
  expect(judged).toBe(rooms * STRIKES);
  const share = (what: string): number => (tally.get(what) ?? 0) / judged;
  expect(share('accepted')).toBeGreaterThan(mix.accepted);
  expect(share('malformed')).toBeLessThan(mix.malformed);
  const differ = [...tally.keys()].filter((what) => what.startsWith('differ')).map(share);
  expect(differ.reduce((sum, one) => sum + one, 0)).toBeLessThan(mix.differ);
  expect(mix.codes.filter((code) => !tally.has(code))).toEqual([]);
}
