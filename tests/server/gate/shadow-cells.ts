// The rules of kinds.md written a second time, over what stands in a document after an update: one cell, all its problems.
import type { Doc } from 'yjs';
import { parseKey } from '#domain/cells.ts';
import { KINDS, ROOM_RECORD, fieldOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { FieldDecl, KindDecl } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { valueProblem } from '#domain/values.ts';
import type { TestRoom } from './judged-room.ts';

export interface TouchedCell {
  readonly root: string;
  readonly key: string;
  /** how many sets the update brings */
  units: number;
  /** every value it sets, the losing ones included; fewer than units where content is gone */
  readonly values: unknown[];
}

interface Found {
  readonly wrong: Set<string>;
  readonly missing: Set<string>;
}

export const UNSET = 'unset';

type Read = (kind: string, id: string, field: string) => unknown;

export function cellProblems(
  room: TestRoom,
  doc: Doc,
  member: Member,
  cell: TouchedCell,
  found: Found,
): void {
  const { root, key } = cell;
  const name = parseKey(key);
  const field = name && fieldOf(root, name.field);
  const declared: KindDecl | undefined = Object.hasOwn(KINDS, root) ? KINDS[root as Kind] : undefined;
  if (!name || !field || !declared) return void found.wrong.add('no cell of any kind');
  const { id } = name;
  const wrong = (reason: string): void => void found.wrong.add(`${reason}: ${root}.${name.field}`);
  if (declared.only ? id !== declared.only : id === ROOM_RECORD) wrong('a record id of something else');
  if (doc.share.get(root)?._map.get(key)?.deleted !== false) wrong(UNSET);
  const required = requiredFields(root as Kind);
  const stood = (name: string): boolean => room.doc.share.get(root)?._map.has(`${id}.${name}`) === true;
  const created = required.length > 0 && !required.some(stood);
  if (created) {
    const stands = required.filter((name) => doc.share.get(root)?._map.has(`${id}.${name}`));
    if (stands.length === 0) found.missing.add('a record that is not here');
    else if (stands.length < required.length) wrong('a record without all it needs');
  }
  const again = !created || cell.units > 1;
  if (again && declared.createOnly) wrong('append-only');
  if (again && field.naming) wrong('named twice');
  for (const value of cell.values)
    if (valueProblem(field, value, room.now)) wrong('a value that does not fit');
  const may = mayWrite(field, root, id, member, readerOf(doc));
  if (may === 'unknown') found.missing.add('a record that a right rests on');
  if (may === 'no') wrong('not theirs');
}

function readerOf(doc: Doc): Read {
  return (kind, id, field) => {
    const tip = doc.share.get(kind)?._map.get(`${id}.${field}`);
    return tip && !tip.deleted ? tip.content.getContent()[tip.length - 1] : undefined;
  };
}

/** Who may set a field, read from the state after; `unknown` where the record that decides is not here. */
export function mayWrite(
  field: FieldDecl,
  kind: string,
  id: string,
  member: Member,
  read: Read,
): 'yes' | 'no' | 'unknown' {
  const { by, own, only } = field.who;
  if (by === 'S' || by === 'O' || member.role === 'observer') return 'no';
  if (by === 'C' && member.role !== 'coordinator') return 'no';
  const path = only ?? own;
  if (path === undefined) return 'yes';
  const [first = '', second] = path.split('.');
  const named = path === 'self' ? id : read(kind, id, first);
  const party = second === undefined || typeof named !== 'string' ? named : read(first, named, second);
  if (party === member.party) return 'yes';
  if (only === undefined && read('party', member.party, 'role') === 'coordination') return 'yes';
  return party === undefined ? 'unknown' : 'no';
}
