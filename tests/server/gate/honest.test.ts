// Honest people are never refused: they edit at once, work off line, undo, reconnect, open tabs, and meet late frames.
import { describe, expect, it } from 'vitest';
import { forSeeds } from './chance.ts';
import { shift } from './shift.ts';
import { judgedIn, type Tally } from './watch.ts';

describe('honest traffic', () => {
  it(
    'is never refused (P1), is judged as a shadow of the document sees it (P3), comes out as it went in (P4), is once when it comes twice (P6), heals what is missing by sending everything once (P8), and all see the same in the end',
    { timeout: 60_000 },
    () => {
      const tally: Tally = new Map();
      const runs = forSeeds('honest shifts', 105, (chance) => shift(chance, tally));
      console.info('honest shifts:', judgedIn(tally), 'updates', JSON.stringify(Object.fromEntries(tally)));
      expect([...tally.keys()].filter((what) => what.startsWith('differ'))).toEqual([]);
      if (runs === 1) return;
      expect(tally.get('accepted')).toBeGreaterThan(5000);
      for (const what of ['exact', 'overtaken', 'missing', 'nothing'])
        expect(tally.get(what), what).toBeGreaterThan(100);
    },
  );
});
