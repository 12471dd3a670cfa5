// The exercise as component tests see it: a corridor of 70 km in the middle of a morning, with everything that can be wrong.
import type { AlertContent, AlertState } from '#domain/alerts/life.ts';
import type { BoardValues } from '#domain/board-model.ts';
import { worstFirst } from '#domain/alerts/order.ts';

/** 2026-11-24 09:14 UTC */
export const NOW = Date.UTC(2026, 10, 24, 9, 14);
const MIN = 60_000;
const ago = (minutes: number): number => NOW - minutes * MIN;
const ahead = (minutes: number): number => NOW + minutes * MIN;

export const PARTY = {
  cell: 'partycell',
  a: 'partyaaaa',
  b: 'partybbbb',
  c: 'partycccc',
  transport: 'partyroad',
  relief: 'partyrelf',
  donor: 'partydonr',
} as const;
export const ROUTE = 'routeaaaa';
export const CONVOY = { one: 'convoyone', two: 'convoytwo', three: 'convoythr', four: 'convoyfou' } as const;

const line = { route: ROUTE, fromKm: 0, toKm: 70, party: PARTY.transport, vehicles: 8, people: 18 };

/** KILO-1 gets no relief in time, KILO-2 is silent, KILO-3 is about to leave, KILO-4 is planned. */
export function exerciseBoard(): BoardValues {
  return {
    room: { thisroom: { name: 'Exercise Corridor South', exercise: true, timeZone: 'Asia/Damascus' } },
    party: {
      [PARTY.cell]: { name: 'Coordination Cell', role: 'coordination' },
      [PARTY.a]: { name: 'Guarantor A', role: 'host' },
      [PARTY.b]: { name: 'Guarantor B', role: 'host' },
      [PARTY.c]: { name: 'Guarantor C', role: 'guarantor' },
      [PARTY.transport]: { name: 'Road Transport', role: 'operator' },
      [PARTY.relief]: { name: 'Relief Committee', role: 'receiver' },
      [PARTY.donor]: { name: 'Donor Mission', role: 'donor' },
    },
    route: {
      [ROUTE]: {
        ...{ name: 'Border to Suwayda (schematic)', geometry: '0'.repeat(64), lengthKm: 70 },
        ...{ state: 'open', provisional: true },
      },
      routebbbb: { name: 'Short way', geometry: '1'.repeat(64), lengthKm: 20.4, state: 'closed' },
    },
    segment: {
      segmentaaa: segment('Border zone', 0, 6, PARTY.a),
      segmentbbb: segment('Southern plain', 6, 38, PARTY.b, 'restricted'),
      segmentccc: segment('Approach to Suwayda', 38, 70, PARTY.b),
    },
    checkpoint: {
      checkpoin1: { route: ROUTE, km: 0, name: 'Border start point', kind: 'start_point' },
      checkpoin2: { route: ROUTE, km: 6, name: 'Boundary post', kind: 'transfer_point' },
      checkpoin3: { route: ROUTE, km: 24, name: 'Plain holding point', kind: 'holding_point' },
      checkpoin4: { route: ROUTE, km: 38, name: 'Crossroads checkpoint', kind: 'checkpoint' },
      checkpoin5: { route: ROUTE, km: 52, name: 'Rest halt', kind: 'rest_halt' },
      checkpoin6: { route: ROUTE, km: 70, name: 'Suwayda depot', kind: 'delivery_point' },
    },
    convoy: {
      [CONVOY.one]: {
        ...{ ...line, callsign: 'KILO-1', phase: 'en_route', std: ago(105), atd: ago(105), eta: ahead(35) },
        ...{ radio: [52.5, 30, ago(1)], contact: ['VHF 16', ago(1)], needIntel: true },
        ...{ leader: 'R. Haddad', commsPrimary: 'VHF 16', rollCall: [8, ago(12)] },
      },
      [CONVOY.two]: {
        ...{ ...line, callsign: 'KILO-2', phase: 'en_route', std: ago(60), atd: ago(60), eta: ahead(80) },
        ...{ radio: [5.5, 30, ago(49)], contact: ['VHF 16', ago(49)], needResponse: true },
      },
      [CONVOY.three]: {
        ...{ ...line, callsign: 'KILO-3', phase: 'staged', std: ahead(5), eta: ahead(145) },
        ...{ needIntel: true },
      },
      [CONVOY.four]: {
        ...{ ...line, callsign: 'KILO-4', phase: 'planned', std: ahead(45), eta: ahead(185) },
        ...{ party: PARTY.relief, vehicles: 6 },
      },
    },
    drone: {
      droneowl1: drone('OWL-1', { canIntel: true, state: 'airborne' }),
      droneowl2: drone('OWL-2', { canIntel: true, state: 'available' }),
      dronerap1: drone('RAPID-1', { canResponse: true, enduranceMin: 600, responseMin: 12 }),
    },
    cover: {
      coverwin1: cover('droneowl1', 'intelligence', ago(105), ahead(3), CONVOY.one, 'on_station'),
      coverwin2: cover('droneowl2', 'intelligence', ahead(12), ahead(60), CONVOY.one, 'assigned'),
      coverwin3: cover('dronerap1', 'rapid_response', ago(60), ahead(90), CONVOY.two, 'on_station'),
      coverwin4: cover('droneowl1', 'intelligence', ahead(5), ahead(100), CONVOY.three, 'requested'),
    },
    note: {
      noteaaaaa: { text: 'KILO-1 reports road clear to km 52', at: ago(1), about: `convoy/${CONVOY.one}` },
    },
  };
}

function segment(name: string, fromKm: number, toKm: number, party: string, condition = 'open') {
  return { route: ROUTE, name, fromKm, toKm, party, condition };
}

function drone(callsign: string, more: { readonly [field: string]: string | number | boolean }) {
  return { callsign, party: PARTY.c, enduranceMin: 120, baseKm: 4, speedKmh: 90, state: 'airborne', ...more };
}

function cover(drone: string, task: string, from: number, to: number, convoy: string, state: string) {
  return { drone, task, from, to, convoy, state };
}

/** A critical alert nobody answered, a warning one party answered, a notice that is over. */
export function exerciseAlerts(): readonly AlertState[] {
  const km = (fromKm: number, toKm: number) => ({ route: ROUTE, fromKm, toKm });
  return worstFirst([
    alertOf(1, 2, { event: 'shelling_nearby', severity: 'Extreme', place: km(44, 47) }),
    {
      ...alertOf(2, 14, { event: 'roadblock', severity: 'Severe', place: km(30, 32) }),
      acks: [
        ack('u-maya2', 'Lena', PARTY.cell, 'coordinator', 'acting', 12),
        ack('u-dana', 'Dana', PARTY.donor, 'observer', 'seen', 11),
      ],
      partiesDone: [PARTY.cell],
    },
    {
      ...alertOf(3, 90, { event: 'road_weather', severity: 'Minor', place: km(60, 60) }),
      state: 'ended',
      ended: { by: 'u-omar', name: 'Omar', party: PARTY.a, at: ago(30), reason: 'Fog has lifted' },
    },
  ]);
}

function ack(
  user: string,
  name: string,
  party: string,
  role: 'coordinator' | 'observer',
  stance: 'acting' | 'seen',
  minutes: number,
) {
  return { user, name, party, role, stance, at: ago(minutes) };
}

function alertOf(
  number: number,
  minutes: number,
  content: Pick<AlertContent, 'event' | 'severity' | 'place'>,
): AlertState {
  return {
    id: `019a2b3c-4d5e-7f80-9a1b-00000000000${number}`,
    record: `alertaaaa${number}`,
    status: 'Exercise',
    content: { ...content, observedAt: ago(minutes + 1), verification: 'reported' },
    raisedAt: ago(minutes),
    raisedBy: { user: 'u-omar', name: 'Omar', party: PARTY.a, role: 'watch_officer' },
    expires: ahead(120 - minutes),
    rev: 1,
    state: 'active',
    everExtreme: content.severity === 'Extreme',
    owed: [PARTY.cell, PARTY.a],
    acks: [],
    partiesDone: [],
  };
}
