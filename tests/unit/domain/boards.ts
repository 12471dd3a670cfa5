// Boards for tests of what is derived: one route of 70 km, two responsible parties, and whatever a test adds.
import { toBoard, type Board, type BoardValues } from '#domain/board-model.ts';
import type { Of } from '#domain/kinds/registry.ts';

/** 2026-11-24 09:00 UTC */
export const NOON = Date.UTC(2026, 10, 24, 9, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const ROUTE = 'routeaaaa';
export const PARTY_A = 'partyaaaa';
export const PARTY_B = 'partybbbb';

const ground: BoardValues = {
  room: { thisroom: { name: 'Corridor South' } },
  party: {
    [PARTY_A]: { name: 'Guarantor A', role: 'host' },
    [PARTY_B]: { name: 'Guarantor B', role: 'host' },
  },
  route: { [ROUTE]: { name: 'Border to town', geometry: '0'.repeat(64), lengthKm: 70, state: 'open' } },
  segment: {
    segmentaaa: { route: ROUTE, fromKm: 0, toKm: 6, party: PARTY_A },
    segmentbbb: { route: ROUTE, fromKm: 6, toKm: 70, party: PARTY_B },
  },
  drone: {
    owlaaaaa: { party: PARTY_A, callsign: 'OWL-1', canIntel: true, canResponse: true },
    owlbbbbb: { party: PARTY_A, callsign: 'OWL-2', canIntel: true, canResponse: true },
  },
};

/** The ground with more records on it; a record of the same kind and id replaces the one there. */
export function boardWith(more: BoardValues): Board {
  const kinds = new Set([...Object.keys(ground), ...Object.keys(more)]);
  return toBoard(Object.fromEntries([...kinds].map((kind) => [kind, { ...ground[kind], ...more[kind] }])));
}

/** A convoy under way: left an hour ago at 09:00Z, called in at km 20 ten minutes ago with 30 km/h. */
export function underWay(more: Of<'convoy'> = {}) {
  return {
    party: PARTY_A,
    callsign: 'KILO-1',
    route: ROUTE,
    fromKm: 0,
    toKm: 70,
    phase: 'en_route',
    std: NOON - HOUR,
    atd: NOON - HOUR,
    eta: NOON + 2 * HOUR,
    radio: [20, 30, NOON - 10 * MINUTE],
    ...more,
  } as const;
}
