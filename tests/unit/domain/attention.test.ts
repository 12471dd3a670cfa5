// Promises about what needs attention: nothing dangerous is left out, the worst stands first, what is settled is gone.
import { describe, expect, it } from 'vitest';
import { attention, ATTENTION_ACTIONS, ATTENTION_WHYS } from '#domain/attention.ts';
import type { BoardValues } from '#domain/board-model.ts';
import { wordKey } from '#domain/words/say.ts';
import { alertOf } from './alerts-of.ts';
import { boardWith, HOUR, MINUTE, NOON, PARTY_A, PARTY_B, ROUTE, underWay } from './boards.ts';

const COVERED = {
  drone: 'owlaaaaa',
  task: 'intelligence',
  convoy: 'kiloaaaa',
  from: NOON - HOUR,
  to: NOON + 6 * HOUR,
  state: 'on_station',
} as const;

const items = (more: BoardValues, alerts = [] as Parameters<typeof attention>[1]) =>
  attention(boardWith(more), alerts, NOON);
const whys = (more: BoardValues, alerts = [] as Parameters<typeof attention>[1]) =>
  items(more, alerts).map(({ why }) => why);

it('nothing needs attention on a quiet board', () => {
  expect(
    items({ convoy: { kiloaaaa: { ...underWay({ needIntel: true }) } }, cover: { coveraaaa: COVERED } }),
  ).toEqual([]);
});

describe('an alert', () => {
  it('needs attention until every party owed has acknowledged, also while its end waits for a second person', () => {
    const [item] = items({}, [alertOf({ partiesDone: [PARTY_A] })]);
    expect(item).toMatchObject({
      why: 'alert_unacknowledged',
      severity: 'Severe',
      record: 'alert/alertaaaa',
      since: NOON,
      params: { name: 'Roadblock at km 31', open: 1, owed: 2 },
      action: { do: 'acknowledge' },
    });
    expect(whys({}, [alertOf({ state: 'ending' })])).toHaveLength(1);
    expect(whys({}, [alertOf({ partiesDone: [PARTY_A, PARTY_B] })])).toEqual([]);
  });

  it('that is over needs none, unless it was Extreme and expired unanswered', () => {
    for (const state of ['superseded', 'cancelled', 'ended', 'expired'] as const) {
      expect(whys({}, [alertOf({ state })])).toEqual([]);
    }
    expect(whys({}, [alertOf({ state: 'expired', everExtreme: true })])).toEqual(['alert_unacknowledged']);
  });
});

describe('a convoy', () => {
  it.each([
    [39, []],
    [40, ['overdue', 'Moderate']],
    [50, ['overdue', 'Severe']],
    [60, ['lost_contact', 'Extreme']],
  ])('silent for %d minutes is told as %s', (minutes, expected) => {
    const convoy = underWay({ atd: NOON - 3 * HOUR, radio: [20, 30, NOON - minutes * MINUTE], eta: null });
    const told = items({ convoy: { kiloaaaa: convoy } }).flatMap(({ why, severity }) => [why, severity]);
    expect(told).toEqual(expected);
  });

  it('keeps one row while its silence gets worse', () => {
    const board = boardWith({ convoy: { kiloaaaa: underWay({ radio: null, contact: ['VHF', NOON] }) } });
    const keys = [45, 55, 65].map(
      (minutes) =>
        attention(board, [], NOON + minutes * MINUTE).find(({ key }) => key.startsWith('silent'))?.key,
    );
    expect(new Set(keys).size).toBe(1);
  });

  it('more than a quarter of an hour late by reckoning is told with the minutes', () => {
    const late = (eta: number) => items({ convoy: { kiloaaaa: underWay({ eta }) } });
    // Reckoned arrival is noon and 90 minutes.
    expect(late(NOON + 75 * MINUTE)).toEqual([]);
    expect(late(NOON + 70 * MINUTE)).toMatchObject([
      { why: 'eta_slipped', params: { name: 'KILO-1', minutes: 20 } },
    ]);
  });

  it('where nobody is responsible is told, where nobody drew segments is not', () => {
    const hole = { segmentbbb: { route: ROUTE, fromKm: 40, toKm: 70, party: PARTY_B } };
    expect(whys({ segment: hole, convoy: { kiloaaaa: underWay() } })).toEqual(['responsible_unclear']);
    const none = boardWith({ convoy: { kiloaaaa: underWay() } });
    expect(attention({ ...none, segment: new Map() }, [], NOON)).toEqual([]);
  });
});

describe('cover', () => {
  const watched = underWay({ needIntel: true });

  it('missing now is told before cover missing within the hour, and cover missing later is not told', () => {
    const until = (minutes: number) => ({
      convoy: { kiloaaaa: watched },
      cover: { coveraaaa: { ...COVERED, to: NOON + minutes * MINUTE } },
    });
    expect(items({ convoy: { kiloaaaa: watched } })).toMatchObject([
      {
        why: 'cover_gap_now',
        severity: 'Severe',
        since: NOON - HOUR,
        params: { minutes: 90, cause: 'gap.planned' },
      },
    ]);
    expect(items(until(45))).toMatchObject([
      { why: 'cover_gap_next', severity: 'Moderate', since: NOON + 45 * MINUTE, until: NOON + 90 * MINUTE },
    ]);
    expect(items(until(61))).toEqual([]);
  });

  it('of a convoy that has not left is nobody’s alarm yet', () => {
    expect(
      items({ convoy: { kiloaaaa: { ...watched, phase: 'staged', atd: null, std: NOON + 10 * MINUTE } } }),
    ).toEqual([]);
  });

  it('lost with its drone is told since the drone was lost, where that is known', () => {
    const more = { convoy: { kiloaaaa: watched }, cover: { coveraaaa: { ...COVERED, state: 'lost_link' } } };
    const changedAt = (cell: string) => (cell === 'cover/coveraaaa/state' ? NOON - 3 * MINUTE : undefined);
    const [item] = attention(boardWith(more), [], NOON, changedAt);
    expect(item).toMatchObject({
      why: 'cover_gap_now',
      since: NOON - 3 * MINUTE,
      params: { cause: 'gap.lost_link' },
    });
  });

  it.each([
    ['off station', { state: 'off_station' }],
    ['relieved', { state: 'relieved' }],
    ['on station, its drone on the way home', { state: 'on_station' }],
  ] as const)('is told missing since its window ran out, which ended %s', (_, ended) => {
    const drone = { owlaaaaa: { party: PARTY_A, callsign: 'OWL-1', canIntel: true, state: 'returning' } };
    const cover = { coveraaaa: { ...COVERED, ...ended, to: NOON - MINUTE } };
    expect(items({ convoy: { kiloaaaa: watched }, cover, drone })).toMatchObject([
      { why: 'cover_gap_now', since: NOON - MINUTE },
    ]);
  });

  it('booked twice is told once, with both places', () => {
    const other = { ...COVERED, convoy: 'kilobbbb', from: NOON + HOUR };
    const told = items({
      convoy: { kiloaaaa: underWay(), kilobbbb: underWay({ callsign: 'KILO-2' }) },
      cover: { coveraaaa: COVERED, coverbbbb: other },
    });
    expect(told).toMatchObject([
      {
        why: 'double_booked',
        severity: 'Moderate',
        params: { name: 'OWL-1', first: 'KILO-1', second: 'KILO-2' },
      },
    ]);
  });

  it('planned for longer than the drone can fly is told', () => {
    const drone = { owlaaaaa: { party: PARTY_A, callsign: 'OWL-1', enduranceMin: 120 } };
    expect(items({ drone, cover: { coveraaaa: COVERED } })).toMatchObject([
      { why: 'endurance_short', severity: 'Minor', params: { endurance: 120, minutes: 420 } },
    ]);
  });
});

it('the worst stands first, an alert before the rest of its severity, the older before the newer', () => {
  const convoy = {
    kiloaaaa: underWay({ needIntel: true }),
    kilobbbb: underWay({ callsign: 'KILO-2', radio: [20, 30, NOON - 70 * MINUTE] }),
  };
  const alerts = [alertOf(), alertOf({ id: 'other', raisedAt: NOON - MINUTE }, { severity: 'Unknown' })];
  expect(items({ convoy }, alerts).map(({ key }) => key.split(' ')[0] ?? '')).toEqual([
    'silent',
    'alert_unacknowledged',
    'alert_unacknowledged',
    'cover_gap',
  ]);
  expect(items({ convoy }, alerts)[1]?.key).toContain('other');
});

it('archived records need nothing', () => {
  expect(
    items({ convoy: { kiloaaaa: underWay({ needIntel: true, radio: null, archivedAt: NOON }) } }),
  ).toEqual([]);
});

it('says its words by keys that the catalogue of kinds has', () => {
  expect(new Set([...ATTENTION_WHYS, ...ATTENTION_ACTIONS]).size).toBe(
    ATTENTION_WHYS.length + ATTENTION_ACTIONS.length,
  );
  const [item] = items({ convoy: { kiloaaaa: underWay({ needIntel: true }) } });
  for (const name of ['task', 'cause']) expect(wordKey(String(item?.params[name]))).toBeDefined();
  expect(wordKey(String(items({}, [alertOf()])[0]?.params['event']))).toBeDefined();
});
