// What the operator types, made into values: `eta=2026-11-24T09:14Z`, `party="Guarantor B"`, `radio=31.4,28,0914Z`.
import { titleLookup } from '#domain/lookup.ts';
import { isTextProblem, parseText, type EntryContext, type TextProblem } from '#domain/entry.ts';
import { roomRecord, toBoard, type BoardValues } from '#domain/board-model.ts';
import { fieldOf, fieldsOf, KIND_NAMES, kindOf, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import { RECORD_ID } from '#domain/cells.ts';
import { say } from '#domain/words/say.ts';
import type { CommandWrite } from '../rooms/commands.ts';
import { OPERATOR } from './actor.ts';
import { CommandProblem } from './command-problem.ts';

/** As typed: `field=value`, at least one. */
export interface TypedSet {
  readonly kind: string;
  /** id, name or callsign; left out for a new record and for the room itself */
  readonly record?: string | undefined;
  readonly assignments: readonly string[];
}

/** Throws `CommandProblem` that names the field and what would fit. */
export function readTypedSet(
  { kind, record, assignments }: TypedSet,
  board: BoardValues,
  now: number,
): CommandWrite {
  const decl = kindOf(kind);
  if (!decl) throw new CommandProblem('command.kind', { kind, kinds: KIND_NAMES.join(', ') });
  const whole = toBoard(board);
  const context: EntryContext = {
    now,
    timeZone: roomRecord(whole).timeZone ?? 'UTC',
    lookup: titleLookup(whole),
  };
  const cells: { [field: string]: CellValue } = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    if (at < 1) throw new CommandProblem('command.assignment', { what: assignment });
    const name = assignment.slice(0, at);
    const field = fieldOf(kind, name);
    if (!field) {
      throw new CommandProblem('command.field', {
        kind,
        field: name,
        fields: Object.keys(fieldsOf(kind as Kind)).join(', '),
      });
    }
    cells[name] = valueOf(field, name, assignment.slice(at + 1), context);
  }
  if (Object.keys(cells).length === 0) throw new CommandProblem('command.nothing-to-set', { kind });
  if (record === undefined || decl.only) return { kind, cells };
  return { kind, record: recordOf(kind, record, board, context), cells };
}

/** The operator may set what owners and every role may, of every party; not what the server writes or a party answers. */
export const OPERATOR_MEMBER: Member = {
  room: '',
  membership: OPERATOR.actor,
  user: OPERATOR.actor,
  name: OPERATOR.actor,
  role: 'coordinator',
  party: '(operator)',
  owner: true,
};

/** The board as the policy sees it for the operator, who stands for the coordination of all parties. */
export function operatorLook(look: Look): Look {
  return (kind, id, field) =>
    kind === 'party' && id === OPERATOR_MEMBER.party && field === 'role'
      ? 'coordination'
      : look(kind, id, field);
}

function valueOf(field: FieldDecl, name: string, text: string, context: EntryContext): CellValue {
  const asTyped = field.type === 'tuple' && !text.includes(';') ? text.replaceAll(',', ';') : text;
  const value = parseText(field, asTyped, context);
  if (!isTextProblem(value)) return value;
  throw new CommandProblem('command.value', {
    field: name,
    why: say(`value.${value.why}`, wordsOf(value)),
    expected: expected(field),
  });
}

function recordOf(kind: string, text: string, board: BoardValues, { lookup }: EntryContext): string {
  // Closed records are found by id alone.
  if (RECORD_ID.test(text) && board[kind]?.[text]) return text;
  const found = lookup(kind, text);
  if (found.length > 1)
    throw new CommandProblem('command.several', { kind, record: text, ids: found.join(', ') });
  const [id] = found;
  if (id === undefined) throw new CommandProblem('command.no-record', { kind, record: text });
  return id;
}

function wordsOf({ why: _why, ...rest }: TextProblem): { readonly [name: string]: string | number } {
  return rest;
}

/** What a field takes, in the words of its declaration. */
function expected(field: FieldDecl): string {
  switch (field.type) {
    case 'word':
      return field.words.join(', ');
    case 'tuple':
      return field.parts.map(({ name }) => name).join(',');
    case 'ref':
      return field.to;
    default:
      return field.type;
  }
}
