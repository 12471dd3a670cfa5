// Promises about positions: what was reported, what is reckoned, how sure it is, and when a convoy arrives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateAt, etaOf } from '#domain/estimate.ts';
import { KINDS } from '#domain/kinds/registry.ts';
import { HOUR, MINUTE, NOON, underWay } from './boards.ts';

const REPORTED = NOON - 10 * MINUTE;

describe('a position', () => {
  it('is the reported one for a minute, and then says it is estimated', () => {
    expect(estimateAt(underWay(), REPORTED + MINUTE)).toMatchObject({ km: 20, source: 'reported' });
    expect(estimateAt(underWay(), NOON)).toMatchObject({ km: 25, source: 'estimated', observedAt: REPORTED });
  });

  it('gets less sure with every minute without a report', () => {
    const doubts = [1, 5, 20, 60].map(
      (minutes) => estimateAt(underWay(), REPORTED + minutes * MINUTE).uncertaintyKm,
    );
    expect(doubts).toEqual([...doubts].sort((a, b) => a - b));
    expect(doubts[0]).toBeLessThan(doubts[3] ?? 0);
  });

  it('stands still where the convoy halts, and still gets less sure', () => {
    const halted = estimateAt(underWay({ phase: 'halted' }), NOON);
    expect(halted.km).toBe(20);
    expect(halted.uncertaintyKm).toBeGreaterThan(1);
  });

  it('runs back when the convoy returns, and towards smaller km on the way down', () => {
    expect(estimateAt(underWay({ phase: 'returning' }), NOON).km).toBe(15);
    expect(estimateAt(underWay({ fromKm: 70, toKm: 0 }), NOON).km).toBe(15);
  });

  it('comes from the plan where nobody reported, and is unknown without a plan', () => {
    const planned = underWay({ phase: 'planned', atd: null, radio: null });
    expect(estimateAt(planned, NOON + HOUR / 2)).toMatchObject({
      km: 35,
      source: 'planned',
      observedAt: null,
    });
    expect(estimateAt({ ...planned, eta: null }, NOON).source).toBe('unknown');
  });

  it('is the end of the way once it arrived', () => {
    const arrived = underWay({ phase: 'arrived', ata: NOON });
    expect(estimateAt(arrived, NOON)).toEqual({
      km: 70,
      uncertaintyKm: 0,
      source: 'reported',
      observedAt: NOON,
    });
    expect(estimateAt(arrived, REPORTED).km).toBe(20);
  });

  it('ends exactly at its end, though 4.7 − 4.1 is not 0.6 in floating point', () => {
    const plan = { fromKm: 4.7, toKm: 0.6, phase: 'planned', std: NOON, eta: NOON + 1 } as const;
    expect(estimateAt(plan, NOON + 1).km).toBe(0.6);
  });

  it('never lies beyond the way and never claims less than no doubt, whatever was entered', () => {
    const km = fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10);
    const time = fc.option(fc.integer({ min: NOON - 9 * HOUR, max: NOON + 9 * HOUR }));
    const convoy = fc.record({
      fromKm: km,
      toKm: km,
      phase: fc.constantFrom(...KINDS.convoy.fields.phase.words),
      std: time,
      eta: time,
      atd: time,
      ata: time,
      radio: fc.option(
        fc.tuple(km, fc.integer({ min: 0, max: 200 }), fc.integer({ min: NOON - 9 * HOUR, max: NOON })),
      ),
    });
    fc.assert(
      fc.property(convoy, fc.integer({ min: NOON - 9 * HOUR, max: NOON + 9 * HOUR }), (one, at) => {
        const { km: here, uncertaintyKm, source } = estimateAt(one, at);
        expect(uncertaintyKm).toBeGreaterThanOrEqual(0);
        // A report from beyond its own way is told as it came in.
        if (source === 'reported') return;
        expect(here).toBeGreaterThanOrEqual(Math.min(one.fromKm, one.toKm));
        expect(here).toBeLessThanOrEqual(Math.max(one.fromKm, one.toKm));
        expect(etaOf(one, at).at ?? 0).not.toBeNaN();
      }),
    );
  });
});

describe('an arrival', () => {
  it('is reckoned from the last report and says how far it slipped', () => {
    // 25 km at noon, 45 km left at 30 km/h: an hour and a half.
    expect(etaOf(underWay(), NOON)).toEqual({
      at: NOON + 90 * MINUTE,
      source: 'estimated',
      slipMs: -30 * MINUTE,
    });
  });

  it('moves on with every minute a halted convoy stands', () => {
    const halted = underWay({ phase: 'halted' });
    expect((etaOf(halted, NOON + HOUR).at ?? 0) - (etaOf(halted, NOON).at ?? 0)).toBe(HOUR);
  });

  it('of one that has not left yet is as late as its departure', () => {
    const staged = underWay({ phase: 'staged', atd: null, radio: null });
    expect(etaOf(staged, NOON)).toEqual({ at: NOON + 3 * HOUR, source: 'planned', slipMs: HOUR });
  });

  it('is not made up for one that turned back', () => {
    expect(etaOf(underWay({ phase: 'returning' }), NOON)).toEqual({
      at: null,
      source: 'unknown',
      slipMs: null,
    });
  });
});
