// Updates in the best of forms that no honest client would send: any unit of a cell may be what a run was written after.
import type { Doc, Item } from 'yjs';
import { boardJson } from '#board/cells.ts';
import { KIND_NAMES, fieldOf, fieldsOf, kindOf } from '#domain/kinds/registry.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet } from '#domain/policy.ts';
import type { Chance } from './chance.ts';
import { honestValue } from './honest-values.ts';
import { lengthOf, write, type Id, type RawBlock, type RawDeletes, type RawStruct } from './raw-update.ts';

interface Cell {
  readonly kind: string;
  readonly key: string;
  /** units that runs of this cell may claim as origin, those of this update included */
  readonly units: Id[];
}

/** Sets of a few cells that this person may set, under these client ids, with origins as one would not find them. */
export function plausible(chance: Chance, doc: Doc, member: Member, clients: readonly number[]): Uint8Array {
  const cells = cellsFor(chance, doc, member);
  if (cells.length === 0) return write({ blocks: [], deletes: [] });
  const deleted = new Map<number, [number, number][]>();
  const blocks: RawBlock[] = [];
  for (const client of [...clients].sort((a, b) => b - a)) {
    const last = doc.store.clients.get(client)?.at(-1);
    const first = last ? last.id.clock + last.length : 0;
    let clock = first;
    const structs: RawStruct[] = [];
    for (let i = chance.whole(1, 4); i > 0; i--) {
      const cell = chance.pick(cells);
      const struct = run(chance, cell, doc);
      const length = lengthOf(struct.content);
      const lives = 'any' in struct.content && !chance.once(12);
      const gone = lives ? length - 1 : length;
      if (gone > 0 && !chance.once(12)) deletedOf(deleted, client).push([clock, gone]);
      for (let unit = 0; unit < length; unit++) cell.units.push([client, clock + unit]);
      structs.push(struct);
      clock += length;
    }
    blocks.push({ client, clock: first, structs });
  }
  const deletes: RawDeletes[] = [...deleted].map(([client, ranges]) => ({ client, ranges }));
  return write({ blocks, deletes });
}

/** One to three cells that this person may set, of records that exist. */
function cellsFor(chance: Chance, doc: Doc, member: Member): Cell[] {
  const board = boardJson(doc);
  const found: Cell[] = [];
  for (let tries = 0; tries < 40 && found.length < chance.whole(1, 3); tries++) {
    const kind = chance.pick(KIND_NAMES);
    if (kindOf(kind)?.createOnly && !chance.once(20)) continue;
    const ids = Object.keys(board[kind] ?? {});
    if (ids.length === 0) continue;
    const id = chance.pick(ids);
    const field = chance.pick(Object.keys(fieldsOf(kind)));
    const look = (of: string, record: string, name: string) => board[of]?.[record]?.[name];
    if (fieldOf(kind, field)?.naming || mayNotSet(member, { kind, id, field }, 'edit', look) !== null)
      continue;
    const key = `${id}.${field}`;
    found.push({ kind, key, units: unitsOf(doc.share.get(kind)?._map.get(key)) });
  }
  return found;
}

function unitsOf(tip: Item | undefined): Id[] {
  const units: Id[] = [];
  for (let item = tip ?? null; item; item = item.left) {
    for (let unit = 0; unit < item.length; unit++) units.push([item.id.client, item.id.clock + unit]);
  }
  return units;
}

function run(chance: Chance, cell: Cell, doc: Doc): RawStruct {
  const field = fieldOf(cell.kind, cell.key.split('.')[1] ?? '');
  if (!field) throw new Error(`No field ${cell.key}.`);
  const content = chance.once(6)
    ? { deleted: chance.whole(1, 3) }
    : {
        any: Array.from({ length: chance.once(4) ? chance.whole(2, 3) : 1 }, () =>
          honestValue(chance, field, doc),
        ),
      };
  if (cell.units.length === 0 || chance.once(5)) return { root: cell.kind, key: cell.key, content };
  return { origin: chance.once(3) ? (cell.units.at(-1) as Id) : chance.pick(cell.units), content };
}

function deletedOf(deleted: Map<number, [number, number][]>, client: number): [number, number][] {
  const ranges = deleted.get(client) ?? [];
  deleted.set(client, ranges);
  return ranges;
}
