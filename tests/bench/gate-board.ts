// The board on which the gate is measured: 200 convoys of 15 fields, and 100,000 edits by twenty people behind them.
import { encodeStateAsUpdate } from 'yjs';
import { writeCells } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { NOW } from '../server/gate/cast.ts';
import { TestRoom } from '../server/gate/judged-room.ts';

export const RECORDS = 200;
export const PAST_EDITS = 100_000;
const PEOPLE = 20;

/** The fields that are edited, and how; naming cells stay. */
const EDITED: { readonly [field: string]: (n: number) => CellValue } = {
  callsign: (n) => `KILO-${n % 1000}`,
  fromKm: (n) => n % 35,
  toKm: (n) => 35 + (n % 35),
  leader: (n) => `Leader ${n}`,
  deputy: (n) => `Deputy ${n}`,
  vehicles: (n) => n % 500,
  people: (n) => n % 10_000,
  std: (n) => NOW + n * 60_000,
  eta: (n) => NOW + n * 60_000,
  checkInMin: (n) => 1 + (n % 60),
  commsPrimary: (n) => `channel ${n}`,
  note: (n) => `Seen at the bridge, ${n}`,
  needIntel: (n) => n % 2 === 0,
};
export const FIELDS = Object.keys(EDITED);

export function valueOf(field: number, n: number): CellValue {
  return EDITED[FIELDS[field] ?? '']?.(n) ?? null;
}

export function keyAt(record: number, field: number): string {
  return `${idOf(record)}.${FIELDS[field] ?? ''}`;
}

/** All fifteen cells of a new convoy. */
export function recordOf(n: number): { readonly [field: string]: CellValue } {
  const cells = Object.fromEntries(FIELDS.map((field, at) => [field, valueOf(at, n)]));
  return { party: 'partyrelief', route: 'routesouth', ...cells };
}

/** One edit, one transaction, twenty people in turns; the past takes about 0.7 MB. */
export function namedBoard(): { readonly room: TestRoom; readonly state: Uint8Array } {
  const room = new TestRoom();
  const { doc } = room;
  const server = doc.clientID;
  const as = (n: number): void => {
    doc.clientID = 1_000 + (n % PEOPLE);
    room.owners.set(doc.clientID, `person${n % PEOPLE}`);
  };
  for (let record = 0; record < RECORDS; record++) {
    as(record);
    const cells = Object.entries(recordOf(record)).map(([field, value]) => ({
      ref: { kind: 'convoy', id: idOf(record), field },
      value,
    }));
    writeCells(doc, cells, 'past');
  }
  for (let n = 0; n < PAST_EDITS; n++) {
    as(n * 7 + Math.floor(n / PEOPLE));
    const field = n % FIELDS.length;
    const ref = { kind: 'convoy', id: idOf((n * 11) % RECORDS), field: FIELDS[field] ?? '' };
    writeCells(doc, [{ ref, value: valueOf(field, n) }], 'past');
  }
  doc.clientID = server;
  return { room, state: encodeStateAsUpdate(doc) };
}

function idOf(record: number): string {
  return `convoy${String(record).padStart(6, '0')}`;
}
