// The people of the gate's tests, and the board they meet on: three parties, one route, a convoy and a drone.
import type { Doc } from 'yjs';
import { writeCells } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member, Role } from '#domain/people.ts';

export const NOW = 1_790_007_200_000;
export const SERVER_ID = 7;
/** a client id of an epoch that is over, in the rooms that had one */
export const ENDED_ID = 8;

function person(user: string, role: Role, party: string): Member {
  return { room: 'room-1', membership: `m-${user}`, user, name: user, role, party, owner: false };
}

export const maya = person('maya', 'coordinator', 'partycoord');
export const omar = person('omar', 'coordinator', 'partyrelief');
export const lina = person('lina', 'watch_officer', 'partyhosts');
export const sam = person('sam', 'observer', 'partydonor');
export const writers: readonly Member[] = [maya, omar, lina];

/** Cells of records by `kind/id`. */
const BOARD: { readonly [record: string]: { readonly [field: string]: CellValue } } = {
  'party/partycoord': { name: 'Coordination cell', role: 'coordination' },
  'party/partyrelief': { name: 'Relief Committee', role: 'receiver' },
  'party/partyhosts': { name: 'Host authority', role: 'host' },
  'party/partydonor': { name: 'Donor', role: 'donor' },
  'route/routesouth': { name: 'South', geometry: '0'.repeat(64), lengthKm: 70, state: 'open' },
  'segment/segment00': { route: 'routesouth', fromKm: 0, toKm: 30, party: 'partyhosts', condition: 'open' },
  'convoy/convoykilo': {
    party: 'partyrelief',
    callsign: 'KILO-1',
    route: 'routesouth',
    fromKm: 0,
    toKm: 70,
    leader: 'R. Haddad',
    vehicles: 8,
    phase: 'planned',
  },
  'convoy/convoylima': {
    party: 'partyhosts',
    callsign: 'LIMA-2',
    route: 'routesouth',
    fromKm: 0,
    toKm: 31.4,
  },
  'drone/droneowl1': { party: 'partyrelief', callsign: 'OWL-1', canIntel: true },
  'note/noteold01': { text: 'Road clear', at: NOW - 60_000 },
  'alert/alertold1': { alertId: '019a2b3c-4d5e-7f80-9a1b-2c3d4e5f6071', event: 'roadblock', state: 'active' },
};

/** The server's own write of the board. */
export function furnish(doc: Doc): void {
  const writes = Object.entries(BOARD).flatMap(([record, cells]) => {
    const [kind = '', id = ''] = record.split('/');
    return Object.entries(cells).map(([field, value]) => ({ ref: { kind, id, field }, value }));
  });
  writeCells(doc, writes, 'server');
}
