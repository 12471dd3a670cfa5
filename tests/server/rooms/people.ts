// The people of these tests, and the board they find.
import type { CellWrite } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';

export const ROOM = 'r0123456789abcdef';

export const PARTIES = { un: 'partyunun', host: 'partyhost' } as const;

function member(name: string, role: Member['role'], party: string, owner = false): Member {
  const id = name.toLowerCase();
  return { room: ROOM, membership: `m-${id}`, user: `u-${id}`, name, role, party, owner };
}

export const people = {
  maya: member('Maya', 'coordinator', PARTIES.un, true),
  omar: member('Omar', 'coordinator', PARTIES.host),
  lena: member('Lena', 'watch_officer', PARTIES.un),
  ines: member('Ines', 'observer', PARTIES.host),
} as const satisfies { readonly [name: string]: Member };

export type PersonName = keyof typeof people;

/** Text that must never reach an observer: it stands in restricted cells. */
export const CANARY = 'canary-7f3a9q2';

export const CONVOY = 'convoykilo1';

export function write(kind: string, id: string, cells: { readonly [field: string]: CellValue }): CellWrite[] {
  return Object.entries(cells).map(([field, value]) => ({ ref: { kind, id, field }, value }));
}

/** A room with two parties, a route and the convoy KILO-1 of the UN. */
export const BOARD: readonly CellWrite[] = [
  ...write('room', 'thisroom', { name: 'Corridor South', webhook: `https://${CANARY}.example` }),
  ...write('party', PARTIES.un, { name: 'UN', role: 'coordination', focalPoint: CANARY }),
  ...write('party', PARTIES.host, { name: 'Host', role: 'host' }),
  ...write('route', 'routesouth', { name: 'South', geometry: 'a'.repeat(64), lengthKm: 70, state: 'open' }),
  ...write('convoy', CONVOY, {
    party: PARTIES.un,
    callsign: 'KILO-1',
    route: 'routesouth',
    fromKm: 0,
    toKm: 70,
    leader: CANARY,
    vehicles: 8,
  }),
];
