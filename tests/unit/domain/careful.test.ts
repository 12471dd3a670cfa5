// The careful view: places on a grid, whole kilometres, nothing ahead, and what is late is told late.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onGrid } from '#domain/grid.ts';
import { KIND_NAMES, fieldsOf } from '#domain/kinds/registry.ts';
import type { CellValue, PartType } from '#domain/kinds/shape.ts';
import { project, ripeFrom, showsFocus, sightOf, toldFrom, type Sight } from '#domain/views.ts';

const MINUTE = 60_000;
const NOW = 1_790_000_000_000;
const careful = sightOf('observer', { observerView: 'careful', delayMin: 30 });
const seen = (address: string, value: CellValue, now = NOW): CellValue | undefined => {
  const [kind = '', field = ''] = address.split('.');
  return project(careful, { kind, id: 'recordaaa', field }, value, now);
};

describe('the grid', () => {
  const point = fc.record({
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -89, max: 89, noNaN: true }),
  });

  it('moves nothing further than 0.71 km, and never twice', () => {
    fc.assert(
      fc.property(point, ({ lon, lat }) => {
        const [east, north] = onGrid(lon, lat);
        expect(kmBetween(lon, lat, east, north)).toBeLessThan(0.712);
        const [again, andAgain] = onGrid(east, north);
        expect(kmBetween(east, north, again, andAgain)).toBeLessThan(0.002);
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it('keeps neighbours apart by about a kilometre, so that what it says is no finer', () => {
    const columns = Array.from({ length: 4_000 }, (_, n) => onGrid(36 + n * 0.0001, 32.7)[0]);
    const rows = Array.from({ length: 4_000 }, (_, n) => onGrid(36.5, 32 + n * 0.0001)[1]);
    for (const [values, km] of [
      [columns, 111.195 * Math.cos((32.7 * Math.PI) / 180)],
      [rows, 111.195],
    ] as const) {
      const steps = [...new Set(values)]
        .slice(1, -1)
        .map((value, i, all) => (value - (all[i - 1] ?? NaN)) * km);
      expect(steps.length).toBeGreaterThan(20);
      for (const step of steps.slice(1)) expect(Math.abs(step - 1)).toBeLessThan(0.01);
    }
  });

  it('is defined at the poles and at the date line', () => {
    expect(onGrid(12, 90)).toEqual([0, 90]);
    expect(onGrid(180, 0)[0]).toBeLessThanOrEqual(180);
    expect(onGrid(-180, 0)[0]).toBeGreaterThanOrEqual(-180);
  });
});

describe('a careful view', () => {
  it('shows whole kilometres and points of the grid', () => {
    expect(seen('convoy.radio', [31.4, 28, NOW - 31 * MINUTE])).toEqual([31, 28, NOW - 31 * MINUTE]);
    expect(seen('segment.toKm', 6.6)).toBe(7);
    expect(seen('convoy.fix', [36.57123, 32.71456, NOW - 31 * MINUTE])).toEqual([
      ...onGrid(36.57123, 32.71456),
      NOW - 31 * MINUTE,
    ]);
    expect(seen('alert.point', [36.57123, 32.71456])).toEqual([...onGrid(36.57123, 32.71456)]);
  });

  it('withholds what is restricted as every observer’s view does', () => {
    expect(seen('convoy.leader', 'R. Haddad')).toBeUndefined();
    expect(seen('note.text', 'x')).toBeUndefined();
  });

  it('says nothing of the future, and is behind with plans as with everything', () => {
    expect(seen('convoy.std', NOW + 1)).toBeNull();
    expect(seen('convoy.std', NOW)).toBeNull();
    expect(seen('convoy.std', NOW - 30 * MINUTE)).toBe(NOW - 30 * MINUTE);
    expect(seen('segment.archivedAt', NOW)).toBe(NOW);
    expect(seen('segment.archivedAt', NOW + 1)).toBeNull();
    const std = { kind: 'convoy', id: 'recordaaa', field: 'std' };
    expect(ripeFrom(careful, std, NOW)).toBe(NOW + 30 * MINUTE);
    expect(ripeFrom(sightOf('observer', {}), std, NOW)).toBe(-Infinity);
  });

  it('lets the times of alerts out: until when a warning holds is part of it', () => {
    expect(seen('alert.expires', NOW + 90 * MINUTE)).toBe(NOW + 90 * MINUTE);
  });

  it('tells of convoys and cover late, of nothing else', () => {
    const late = KIND_NAMES.filter((kind) => toldFrom(careful, kind, NOW) === NOW + 30 * MINUTE);
    expect(late).toEqual(['convoy', 'cover']);
    expect(KIND_NAMES.filter((kind) => toldFrom(careful, kind, NOW) === NOW)).toHaveLength(
      KIND_NAMES.length - 2,
    );
  });

  it('does not show who is just now in a field that is late', () => {
    expect(showsFocus(careful, 'convoy/recordaaa/eta')).toBe(false);
    expect(showsFocus(careful, 'segment/recordaaa/condition')).toBe(true);
    expect(showsFocus(careful, 'segment/recordaaa/note')).toBe(false);
    expect(showsFocus(sightOf('observer', {}), 'convoy/recordaaa/eta')).toBe(true);
  });

  it.each<[string, Sight, number | undefined]>([
    ['a room that says nothing', sightOf('observer', {}), undefined],
    [
      'a room with a delay that is not careful',
      sightOf('observer', { observerView: 'full', delayMin: 5 }),
      undefined,
    ],
    ['a careful room without a delay', sightOf('observer', { observerView: 'careful' }), 30 * MINUTE],
    ['a careful room that wants none', sightOf('observer', { observerView: 'careful', delayMin: 0 }), 0],
    ['whoever works in a careful room', sightOf('full', { observerView: 'careful' }), undefined],
  ])('of %s', (_what, sight, delayMs) => {
    expect(sight.view === 'observer' ? sight.careful?.delayMs : undefined).toBe(delayMs);
  });

  it('lets no field of any kind out finer than it says', () => {
    for (const kind of KIND_NAMES) {
      for (const [name, field] of Object.entries(fieldsOf(kind))) {
        const parts: readonly PartType[] = field.type === 'tuple' ? field.parts : [field as PartType];
        const fine = parts.map((part) => FINE[part.type] ?? null);
        const value = field.type === 'tuple' ? fine : (fine[0] ?? null);
        const out = [seen(`${kind}.${name}`, value)].flat();
        if (field.restricted) expect(out).toEqual([undefined]);
        else expect(JSON.stringify(out), `${kind}.${name}`).not.toMatch(/\.4|\.123456|9876543210/);
      }
    }
  });
});

/** Finer than the careful view shows, by type. */
const FINE: { readonly [type: string]: number } = { km: 31.4, lon: 36.123456, lat: 32.123456 };

/** Haversine. */
function kmBetween(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.sqrt(a));
}
