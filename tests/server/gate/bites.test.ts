// The oracle bites: a gate with a rule switched off is found out, and found out soon.
import { describe, expect, it } from 'vitest';
import { broken, whole } from './broken-gates.ts';
import { Chance, forSeeds } from './chance.ts';
import { STRIKES, siege } from './siege.ts';
import { Breach, judgedIn, type Tally } from './watch.ts';
import type { Judge } from '#server/rooms/gate/verdict.ts';

/** Rooms to attack at most: a small part of what the whole gate has to stand in every run. */
const ROOMS = 24;

/** Rooms of both manners in turn. */
function attack(chance: Chance, tally: Tally, gate: Judge): void {
  siege(chance, chance.seed % 2 === 0 ? 'bytes' : 'origins', tally, gate);
}

/** How many updates it took to find out, and what was found. The same ones every time: chance proves nothing here. */
function foundOut(gate: Judge): { after: number; what: string } {
  const tally: Tally = new Map();
  for (let seed = 1; seed <= ROOMS; seed++) {
    try {
      attack(new Chance(seed), tally, gate);
    } catch (error) {
      if (error instanceof Breach)
        return { after: judgedIn(tally), what: error.message.split('\n')[0] ?? '' };
      throw error;
    }
  }
  return { after: Infinity, what: 'nothing' };
}

describe('a gate with a rule switched off', () => {
  it.each(Object.entries(broken))('is found out: %s', { timeout: 60_000 }, (rule, gate) => {
    const { after, what } = foundOut(gate);
    console.info(`${rule}: found after ${after} updates: ${what}`);
    expect(after).toBeLessThan(ROOMS * STRIKES);
  });

  it('is not found out when none is: the same steps, put together by hand', { timeout: 60_000 }, () => {
    const tally: Tally = new Map();
    forSeeds('the whole gate by hand', 4, (chance) => attack(chance, tally, whole));
    expect(judgedIn(tally)).toBe(4 * STRIKES);
  });

  it('breaks rooms more than once in a while: the client’s own bytes applied', { timeout: 60_000 }, () => {
    const tally: Tally = new Map();
    let breaches = 0;
    for (let seed = 1; seed <= ROOMS / 2; seed++) {
      try {
        siege(
          new Chance(seed),
          'bytes',
          tally,
          broken['rule 8: the client’s own bytes are applied'] as Judge,
        );
      } catch (error) {
        if (!(error instanceof Breach)) throw error;
        breaches++;
      }
    }
    console.info(
      `their own bytes broke ${breaches} of ${ROOMS / 2} rooms within ${tally.get('accepted')} accepted`,
    );
    expect(breaches).toBeGreaterThan(1);
  });
});
