// What people type in the drill: new convoys and notes, plans, reports and observations, drawn by chance.
import type { Doc } from 'yjs';
import type { CellWrite } from '#board/cells.ts';
import { parseKey } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Chance } from '../server/gate/chance.ts';

/** Observations lie in the past of every clock, and some arrive later than newer ones. */
const SOME_DAY = Date.UTC(2026, 8, 1);
const minutesAfter = (chance: Chance): number => SOME_DAY + chance.whole(0, 10_000) * 60_000;

const FIELDS: { readonly [field: string]: (chance: Chance) => CellValue } = {
  callsign: (chance) => `KILO-${chance.whole(1, 999)}`,
  fromKm: (chance) => chance.whole(0, 35),
  toKm: (chance) => chance.whole(36, 70),
  leader: (chance) => `Leader ${chance.whole(1, 99)}`,
  vehicles: (chance) => chance.whole(0, 500),
  people: (chance) => chance.whole(0, 10_000),
  eta: minutesAfter,
  needIntel: (chance) => chance.once(2),
  outcomeCause: (chance) => (chance.once(4) ? null : `road ${chance.whole(1, 99)}`),
  phase: (chance) => chance.pick(['staged', 'en_route', 'holding', 'halted', 'arrived']),
  note: (chance) => `Seen at km ${chance.whole(0, 70)}: طريق مفتوح`,
  radio: (chance) => [chance.whole(0, 700) / 10, chance.whole(0, 60), minutesAfter(chance)],
  contact: (chance) => [chance.pick(['VHF 16', 'satellite']), minutesAfter(chance)],
  rollCall: (chance) => [chance.whole(0, 20), minutesAfter(chance)],
};
const NAMES = Object.keys(FIELDS);

export function newConvoy(chance: Chance, party: string): CellWrite[] {
  const fields = ['callsign', 'fromKm', 'toKm', ...(chance.once(2) ? ['vehicles', 'eta', 'leader'] : [])];
  const cells = fields.map((field): [string, CellValue] => [field, FIELDS[field]?.(chance) ?? null]);
  return record(chance, 'convoy', { party, route: 'routesouth', ...Object.fromEntries(cells) });
}

export function newNote(chance: Chance): CellWrite[] {
  return record(chance, 'note', { text: `Note ${chance.whole(1, 9999)}`, at: minutesAfter(chance) });
}

/** One to three cells of a convoy that is there; empty when there is none. */
export function someEdit(chance: Chance, doc: Doc): CellWrite[] {
  const ids = [...doc.getMap('convoy').keys()].flatMap((key) => {
    const cell = parseKey(key);
    return cell?.field === 'party' ? [cell.id] : [];
  });
  if (ids.length === 0) return [];
  // A few records get most of the work, so that people meet in the same cells.
  const id = ids[Math.floor(chance.next() ** 3 * ids.length)] ?? '';
  const count = chance.once(6) ? 3 : 1;
  const fields = new Set(Array.from({ length: count }, () => chance.pick(NAMES)));
  return [...fields].map((field) => ({
    ref: { kind: 'convoy', id, field },
    value: FIELDS[field]?.(chance) ?? null,
  }));
}

function record(chance: Chance, kind: string, cells: { readonly [field: string]: CellValue }): CellWrite[] {
  const id = chance.id();
  return Object.entries(cells).map(([field, value]) => ({ ref: { kind, id, field }, value }));
}
