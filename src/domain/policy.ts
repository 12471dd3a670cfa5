// Policy: who may set which cell. The browser asks it to be kind, the gate asks it to decide; deny by default.
import { ROOM_RECORD, fieldOf, kindOf, requiredFields, type Kind } from './kinds/registry.ts';
import type { CellValue, FieldDecl, PartyPath } from './kinds/shape.ts';
import type { CellRef } from './cells.ts';
import type { Member } from './people.ts';
import type { RefusalCode } from './refusals.ts';

/** Reads naming cells: those applied already or set in the same update. */
export type Look = (kind: string, id: string, field: string) => CellValue | undefined;

/** `edit`: by a frame on the board channel. `command`: over HTTP or the command line, where owners set O fields. */
export type Way = 'edit' | 'command';

/**
 * May this person set this cell? Null when they may, else the reason's code.
 * Says nothing about the value; see `valueProblem` in values.ts.
 */
export function mayNotSet(member: Member, cell: CellRef, way: Way, look: Look): RefusalCode | null {
  const field = fieldOf(cell.kind, cell.field);
  if (!field) return kindOf(cell.kind) ? 'unknown-field' : 'unknown-kind';
  const only = kindOf(cell.kind)?.only;
  if (only ? cell.id !== only : cell.id === ROOM_RECORD) return 'bad-record-id';
  return mayNotBy(member, field, way) ?? mayNotAsParty(member, cell, field, look);
}

/** May this person create a record of this kind at all (whatever its party turns out to be)? For offering the button. */
export function mayCreateSome(member: Member, kind: Kind, way: Way): boolean {
  return requiredFields(kind).every((name) => {
    const field = fieldOf(kind, name);
    return field !== undefined && mayNotBy(member, field, way) === null;
  });
}

function mayNotBy(member: Member, field: FieldDecl, way: Way): RefusalCode | null {
  switch (field.who.by) {
    case 'C':
      return member.role === 'coordinator' ? null : 'role';
    case 'W':
      return member.role === 'coordinator' || member.role === 'watch_officer' ? null : 'role';
    case 'O':
      return member.owner && way === 'command' ? null : 'owner-only';
    case 'S':
      return 'server-only';
  }
}

function mayNotAsParty(member: Member, cell: CellRef, field: FieldDecl, look: Look): RefusalCode | null {
  const { own, only } = field.who;
  if (only !== undefined) return partyAt(cell, only, look) === member.party ? null : 'party';
  if (own === undefined) return null;
  if (partyAt(cell, own, look) === member.party) return null;
  return look('party', member.party, 'role') === 'coordination' ? null : 'party';
}

/** The party responsible for a record, read over naming cells only. */
function partyAt(cell: CellRef, path: PartyPath, look: Look): CellValue | undefined {
  switch (path) {
    case 'self':
      return cell.id;
    case 'party':
    case 'to':
      return look(cell.kind, cell.id, path);
    case 'convoy.party':
      return over('convoy', cell, look);
    case 'drone.party':
      return over('drone', cell, look);
  }
}

function over(kind: 'convoy' | 'drone', cell: CellRef, look: Look): CellValue | undefined {
  const id = look(cell.kind, cell.id, kind);
  return typeof id === 'string' ? look(kind, id, 'party') : undefined;
}
