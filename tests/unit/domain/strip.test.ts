// Promises about the corridor strip: what is solid was reported, what is hatched is not covered, and all of it lies inside.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS, type Of } from '#domain/kinds/registry.ts';
import { stripOf } from '#domain/strip.ts';
import { alertOf } from './alerts-of.ts';
import { boardWith, HOUR, MINUTE, NOON, PARTY_A, ROUTE, underWay } from './boards.ts';

const strip = (convoy: Of<'convoy'>, cover: { [id: string]: Of<'cover'> } = {}) =>
  stripOf(boardWith({ convoy: { kiloaaaa: convoy }, cover }), ROUTE, [], NOON);
const lines = (convoy: Of<'convoy'>) =>
  strip(convoy).convoys.flatMap((one) =>
    one.lines.map(({ style, points }) => [style, ...points.map(([km, at]) => [km, (at - NOON) / MINUTE])]),
  );

it('shows two hours back and six ahead, with who is responsible where', () => {
  const shown = strip(underWay());
  expect([shown.from, shown.to, shown.lengthKm]).toEqual([NOON - 2 * HOUR, NOON + 6 * HOUR, 70]);
  expect(shown.segments.map(({ fromKm, toKm, party }) => [fromKm, toKm, party])).toEqual([
    [0, 6, PARTY_A],
    [6, 70, 'partybbbb'],
  ]);
});

describe('the line of a convoy', () => {
  it('is solid to its last report, dotted to now, dashed to its arrival', () => {
    // Km 20 ten minutes ago, 30 km/h: km 25 now, the end in 90 minutes.
    expect(lines(underWay())).toEqual([
      ['solid', [0, -60], [20, -10]],
      ['dotted', [20, -10], [20, -9], [25, 0]],
      ['dashed', [25, 0], [70, 90]],
    ]);
  });

  it('is dashed where nothing was reported', () => {
    const planned = underWay({
      phase: 'planned',
      atd: null,
      radio: null,
      std: NOON + HOUR,
      eta: NOON + 3 * HOUR,
    });
    expect(lines(planned)).toEqual([['dashed', [0, 60], [70, 180]]]);
  });

  it('ends solid where it arrived', () => {
    expect(
      lines(underWay({ phase: 'arrived', ata: NOON - 5 * MINUTE, radio: null, atd: NOON - 65 * MINUTE })).map(
        ([style]) => style,
      ),
    ).toEqual(['solid']);
  });

  it('is not drawn for one that was aborted or drives elsewhere', () => {
    expect(strip(underWay({ phase: 'aborted' })).convoys).toEqual([]);
    expect(strip(underWay({ route: 'routezzzz' })).convoys).toEqual([]);
  });

  it('never leaves the picture, whatever was entered', () => {
    const km = fc.integer({ min: 0, max: 700 }).map((tenth) => tenth / 10);
    const time = fc.option(fc.integer({ min: NOON - 9 * HOUR, max: NOON + 9 * HOUR }));
    const convoy = fc.record({
      fromKm: km,
      toKm: km,
      needIntel: fc.boolean(),
      phase: fc.constantFrom(...KINDS.convoy.fields.phase.words),
      std: time,
      eta: time,
      atd: time,
      ata: time,
      radio: fc.option(
        fc.tuple(km, fc.integer({ min: 0, max: 100 }), fc.integer({ min: NOON - 9 * HOUR, max: NOON })),
      ),
    });
    fc.assert(
      fc.property(convoy, (more) => {
        const shown = strip(underWay(more));
        for (const { lines: drawn, gaps, cover } of shown.convoys) {
          for (const { points } of [...drawn, ...gaps]) {
            expect(points.length).toBeGreaterThan(1);
            expect(points.map(([, at]) => at)).toEqual([...points.map(([, at]) => at)].sort((a, b) => a - b));
            for (const [at, when] of points) {
              expect(at >= 0 && at <= 70 && when >= shown.from && when <= shown.to).toBe(true);
            }
          }
          for (const box of cover) expect(box.fromKm).toBeLessThanOrEqual(box.toKm);
        }
      }),
    );
  });
});

it('cover is a box along the convoy, a gap the hatched part of its line', () => {
  const window = {
    drone: 'owlaaaaa',
    task: 'intelligence',
    convoy: 'kiloaaaa',
    from: NOON - HOUR,
    to: NOON + HOUR,
    state: 'on_station',
  } as const;
  const [convoy] = strip(underWay({ needIntel: true }), { coveraaaa: window }).convoys;
  expect(convoy?.cover).toMatchObject([
    { counts: true, from: NOON - HOUR, to: NOON + HOUR, fromKm: 0, toKm: 55 },
  ]);
  expect(convoy?.gaps).toMatchObject([
    {
      cause: 'planned',
      points: [
        [55, NOON + HOUR],
        [70, NOON + 90 * MINUTE],
      ],
    },
  ]);
});

it('an alert on the route is a band while it lasts; one at a point or elsewhere is none', () => {
  const board = boardWith({});
  const elsewhere = { route: 'routezzzz', fromKm: 1, toKm: 2 };
  const all = [alertOf(), alertOf({}, { place: { lon: 36, lat: 32 } }), alertOf({}, { place: elsewhere })];
  expect(stripOf(board, ROUTE, all, NOON + HOUR).alerts).toMatchObject([
    { fromKm: 30, toKm: 32, from: NOON, to: NOON + 2 * HOUR, over: false, severity: 'Severe' },
  ]);
  const ended = alertOf({
    state: 'ended',
    ended: { by: 'u', name: 'U', party: PARTY_A, at: NOON + 10 * MINUTE, reason: 'cleared' },
  });
  expect(stripOf(board, ROUTE, [ended], NOON + HOUR).alerts).toMatchObject([
    { to: NOON + 10 * MINUTE, over: true },
  ]);
});
