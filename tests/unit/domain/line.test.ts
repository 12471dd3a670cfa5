// Promises about lines: km mean the same in both directions, and fewer points make the same road.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distanceKm, kmOfPoint, lengthKmOf, lengthOf, pointAtKm, type LonLat } from '#domain/line.ts';
import { thinned } from '#domain/thinning.ts';

const ROAD: readonly LonLat[] = Array.from({ length: 400 }, (_, i) => [
  36 + Math.sin(i / 20) / 30,
  32 + i / 600,
]);

it('a degree of latitude is 111.2 km', () => {
  expect(
    lengthKmOf([
      [36, 32],
      [36, 33],
    ]),
  ).toBe(111.2);
  expect(distanceKm([36, 32], [36, 33])).toBeCloseTo(111.195, 2);
});

it('the place of a km and the km of a place agree, and beyond the ends are the ends', () => {
  const length = lengthOf(ROAD);
  fc.assert(
    fc.property(fc.double({ min: 0, max: length, noNaN: true }), (km) => {
      const point = pointAtKm(ROAD, km);
      const back = point && kmOfPoint(ROAD, point);
      expect(Math.abs((back?.km ?? NaN) - km)).toBeLessThan(0.02);
      expect(back?.offKm).toBeLessThan(0.02);
    }),
    { numRuns: 50 },
  );
  expect(pointAtKm(ROAD, -5)).toEqual(ROAD[0]);
  const [lon, lat] = pointAtKm(ROAD, length + 5) ?? [0, 0];
  expect(distanceKm([lon, lat], ROAD.at(-1) ?? [0, 0])).toBeLessThan(0.001);
  expect([pointAtKm([], 3), kmOfPoint([], [36, 32]), lengthOf([])]).toEqual([null, null, 0]);
});

it('thinning keeps the ends, the order and the number asked for, and says truly how far off it is', () => {
  const point = fc.tuple(
    fc.double({ min: 35, max: 37, noNaN: true }),
    fc.double({ min: 31, max: 33, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 60 }),
      fc.integer({ min: 2, max: 70 }),
      (line, keep) => {
        const less = thinned(line, keep);
        expect(less.line).toHaveLength(Math.min(line.length, keep));
        expect<unknown>([less.line[0], less.line.at(-1)]).toEqual([line[0], line.at(-1)]);
        let from = 0;
        for (const kept of less.line) {
          from = line.findIndex((one, i) => i >= from && one === kept) + 1;
          expect(from).toBeGreaterThan(0);
        }
        if (line.length <= keep) expect(less.offMetres).toBe(0);
      },
    ),
  );
  const less = thinned(ROAD, 100);
  expect(less.offMetres).toBeLessThan(60);
  for (const [i, place] of ROAD.entries()) {
    if (i % 7 === 0)
      expect((kmOfPoint(less.line, place)?.offKm ?? 1) * 1000).toBeLessThanOrEqual(less.offMetres + 1);
  }
});

it('a line of fifty thousand points in zigzag is thinned in a moment', () => {
  const zigzag = Array.from({ length: 50_000 }, (_, i): LonLat => [36 + (i % 2) / 100, 32 + i / 1e5]);
  expect(thinned(zigzag, 5_000).line).toHaveLength(5_000);
});
