// Promises about drone cover: every gap is found, with its cause, and nothing else is called a gap.
import { describe, expect, it } from 'vitest';
import { clashesOf, gapsOf } from '#domain/coverage.ts';
import type { Of } from '#domain/kinds/registry.ts';
import { boardWith, HOUR, MINUTE, NOON, PARTY_A, ROUTE, underWay } from './boards.ts';

const WATCHED = underWay({ needIntel: true, radio: [20, 25, NOON] });
const SPAN = { from: NOON, to: NOON + 2 * HOUR };

function gaps(cover: { [id: string]: Of<'cover'> }, convoy: Of<'convoy'> = WATCHED, drone?: Of<'drone'>) {
  const board = boardWith({
    convoy: { kiloaaaa: convoy },
    cover,
    ...(drone ? { drone: { owlaaaaa: drone } } : {}),
  });
  return gapsOf(board, SPAN, NOON).map(({ from, to, cause }) => [
    (from - NOON) / MINUTE,
    (to - NOON) / MINUTE,
    cause,
  ]);
}

function window(fromMin: number, toMin: number, more: Of<'cover'> = {}): Of<'cover'> {
  return {
    drone: 'owlaaaaa',
    task: 'intelligence',
    convoy: 'kiloaaaa',
    from: NOON + fromMin * MINUTE,
    to: NOON + toMin * MINUTE,
    state: 'on_station',
    ...more,
  };
}

describe('a convoy that needs a drone watching', () => {
  it('is in a gap all the way when no window is planned', () => {
    expect(gaps({})).toEqual([[0, 120, 'planned']]);
  });

  it('has no gap while a drone is on station from before now to after its arrival', () => {
    expect(gaps({ coveraaaa: window(-30, 180) })).toEqual([]);
  });

  it('has a gap between one window and the next, also where the next is only promised', () => {
    expect(gaps({ coveraaaa: window(-30, 40), coverbbbb: window(55, 180, { state: 'assigned' }) })).toEqual([
      [40, 55, 'planned'],
    ]);
  });

  it('has no gap where relief overlaps by minutes, whichever drone flies it', () => {
    expect(
      gaps({
        coveraaaa: window(-30, 45),
        coverbbbb: window(40, 180, { drone: 'owlbbbbb', state: 'transiting' }),
      }),
    ).toEqual([]);
  });

  it('is not covered by a drone that should be there and is not on station', () => {
    expect(gaps({ coveraaaa: window(-5, 180, { state: 'transiting' }) })).toEqual([[0, 120, 'late_relief']]);
  });

  it.each([
    ['the link is lost', window(-30, 180, { state: 'lost_link' }), 'lost_link'],
    ['weather keeps it down', window(-30, 180, { state: 'aborted', cause: 'weather' }), 'weather'],
    ['it was sent home', window(-30, 180, { state: 'aborted', cause: 'airspace' }), 'planned'],
  ] as const)('is in a gap when %s', (_, cover, cause) => {
    expect(gaps({ coveraaaa: cover })).toEqual([[0, 120, cause]]);
  });

  it('loses its cover at once when the drone is reported lost, on station or not', () => {
    const lost = { party: PARTY_A, callsign: 'OWL-1', canIntel: true, state: 'lost' } as const;
    expect(
      gaps({ coveraaaa: window(-30, 60), coverbbbb: window(60, 180, { state: 'assigned' }) }, WATCHED, lost),
    ).toEqual([[0, 120, 'lost_link']]);
  });

  it('is covered no longer than the drone can fly', () => {
    const short = { party: PARTY_A, callsign: 'OWL-1', canIntel: true, enduranceMin: 90 };
    expect(gaps({ coveraaaa: window(-30, 180) }, WATCHED, short)).toEqual([[60, 120, 'late_relief']]);
  });

  it('is not covered by a drone that cannot do the task', () => {
    expect(
      gaps({ coveraaaa: window(-30, 180) }, WATCHED, { party: PARTY_A, callsign: 'OWL-1', canIntel: false }),
    ).toEqual([[0, 120, 'planned']]);
  });

  it('needs a window for every task; a watching drone responds to nothing', () => {
    const both = { ...WATCHED, needResponse: true };
    expect(gaps({ coveraaaa: window(-30, 180) }, both)).toEqual([[0, 120, 'unstaffed_response']]);
  });

  it('drives out of the stretch a window watches: the gap begins while it may be beyond, not when it surely is', () => {
    // km 20 at noon, 25 km/h; ± 0.5 km and 30 % of what it ran: beyond km 30 at the earliest after 17.5 minutes.
    const [gap] = gaps({ coveraaaa: window(-30, 180, { convoy: null, route: ROUTE, fromKm: 10, toKm: 30 }) });
    expect(gap?.[2]).toBe('out_of_range');
    expect(gap?.[0]).toBeCloseTo((9.5 / (25 * 1.3)) * 60, 1);
    expect(gap?.[1]).toBe(120);
  });

  it('is out of reach of a window over a stretch it has not come to yet', () => {
    const [first] = gaps({ coveraaaa: window(-30, 180, { fromKm: 30, toKm: 70 }) });
    expect(first?.[2]).toBe('out_of_range');
    expect(first?.[0]).toBe(0);
  });
});

describe('a drone booked in two places', () => {
  const cover = {
    coveraaaa: window(-30, 60),
    coverbbbb: window(30, 180, { convoy: 'kilobbbb', state: 'assigned' }),
  };

  it('covers neither while the windows overlap', () => {
    const board = boardWith({
      convoy: { kiloaaaa: WATCHED, kilobbbb: { ...WATCHED, callsign: 'KILO-2' } },
      cover,
    });
    const told = gapsOf(board, SPAN, NOON).map(({ convoy, from, to, cause }) => [
      convoy,
      (from - NOON) / MINUTE,
      (to - NOON) / MINUTE,
      cause,
    ]);
    expect(told).toEqual([
      ['kiloaaaa', 30, 60, 'double_booked'],
      ['kiloaaaa', 60, 120, 'planned'],
      ['kilobbbb', 0, 30, 'planned'],
      ['kilobbbb', 30, 60, 'double_booked'],
    ]);
    expect(clashesOf(board, NOON)).toHaveLength(1);
  });

  it('may do two tasks for one convoy', () => {
    const both = { ...WATCHED, needResponse: true };
    const board = boardWith({
      convoy: { kiloaaaa: both },
      cover: { coveraaaa: window(-30, 180), coverbbbb: window(-30, 180, { task: 'rapid_response' }) },
    });
    expect(gapsOf(board, SPAN, NOON)).toEqual([]);
  });

  it('is not booked twice by a window that was called off or archived', () => {
    const one = { ...WATCHED };
    expect(
      gaps(
        {
          coveraaaa: window(-30, 180),
          coverbbbb: window(0, 60, { convoy: 'kilobbbb', state: 'unavailable' }),
        },
        one,
      ),
    ).toEqual([]);
    expect(
      gaps(
        { coveraaaa: window(-30, 180), coverbbbb: window(0, 60, { convoy: 'kilobbbb', archivedAt: NOON }) },
        one,
      ),
    ).toEqual([]);
  });
});

it('a planned convoy needs cover from its departure to its arrival, one that arrived needs none', () => {
  const planned = {
    ...WATCHED,
    phase: 'planned',
    atd: null,
    radio: null,
    std: NOON + 30 * MINUTE,
    eta: NOON + 90 * MINUTE,
  } as const;
  expect(gaps({}, planned)).toEqual([[30, 90, 'planned']]);
  expect(gaps({}, { ...WATCHED, phase: 'arrived', ata: NOON - MINUTE })).toEqual([]);
  expect(gaps({}, { ...WATCHED, phase: 'aborted' })).toEqual([]);
  expect(gaps({}, { ...WATCHED, archivedAt: NOON })).toEqual([]);
});

it('a convoy that should be there by reckoning, but did not say so, still needs cover', () => {
  expect(gaps({}, { ...WATCHED, radio: [60, 40, NOON - 2 * HOUR] })).toEqual([[0, 120, 'planned']]);
});
