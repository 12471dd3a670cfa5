// Policy and schema for every cell of an update: who may set it, what it may hold, and what makes a record whole.
import type { Doc } from 'yjs';
import { addressOf, keyOf } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl } from '#domain/kinds/shape.ts';
import { BULK_RECORDS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet, type Look } from '#domain/policy.ts';
import { isCellValue, valueProblem } from '#domain/values.ts';
import { stop } from './stop.ts';
import { appliedValue, isApplied, type Cell, type Touched } from './touched.ts';
import type { GateLimits } from './verdict.ts';
import { TOO_LONG } from './wire-value.ts';

interface Case {
  readonly doc: Doc;
  readonly now: number;
  readonly limits: GateLimits;
}

/**
 * Stops with the first reason why this person may not do this. The verdict rests on naming cells only, applied already
 * or set in the same update, so it does not depend on the order in which updates arrive.
 */
export function authorize(room: Case, member: Member, touched: Touched): void {
  const sight = new Sight(room.doc, touched);
  let archived = 0;
  let record: RecordState | undefined;
  for (const cell of touched.cells) {
    const { ref } = cell;
    const field = fieldOf(ref.kind, ref.field);
    if (!field) return stop('unknown-field', {}, cell.address);
    sight.blind = false;
    const against = mayNotSet(member, ref, 'edit', sight.look);
    if (against !== null && against !== 'party') stop(against, {}, cell.address);
    if (record?.kind !== ref.kind || record.id !== ref.id) record = stateOf(room.doc, touched, cell);
    mayChange(record, cell, field);
    // A record that the rule leads to is unknown here: asked for again, not refused for good.
    if (against === 'party') stop(sight.blind ? 'missing' : 'party', {}, cell.address);
    const values = judgeValues(room, cell, field);
    if (ref.field === 'archivedAt' && values.some((value) => value !== null) && ++archived > BULK_RECORDS) {
      stop('too-complex', {}, cell.address);
    }
  }
}

/** Naming cells as policy sees them: what is applied, else what this update sets. */
class Sight {
  readonly #doc: Doc;
  readonly #touched: Touched;
  /** the last question met a record that is neither applied nor in this update */
  blind = false;

  constructor(doc: Doc, touched: Touched) {
    this.#doc = doc;
    this.#touched = touched;
  }

  readonly look: Look = (kind, id, field) => {
    const value: unknown = appliedValue(this.#doc, kind, id, field) ?? this.#inUpdate(kind, id, field);
    if (value === undefined && kind !== 'party') this.blind = true;
    return isCellValue(value) ? value : undefined; // a value that no cell can hold is here, and names nobody
  };

  /** What this update sets last, also when it fits no cell. */
  #inUpdate(kind: string, id: string, field: string): unknown {
    return this.#touched.find(kind, keyOf(id, field))?.structs.at(-1)?.values?.at(-1);
  }
}

interface RecordState {
  readonly kind: string;
  readonly id: string;
  readonly created: boolean;
}

/** Known, or created by this update with all that is required. Stops when it is neither. */
function stateOf(doc: Doc, touched: Touched, cell: Cell): RecordState {
  const { kind, id } = cell.ref;
  const required = requiredFields(kind as Kind);
  const created = required.length > 0 && !required.some((name) => isApplied(doc, kind, id, name));
  if (created) {
    const missing = required.filter((name) => !touched.find(kind, keyOf(id, name)));
    // The first set of an optional cell has no origin: that it rests on the record's creation is not in its bytes.
    if (missing.length === required.length) stop('missing', {}, cell.address);
    if (missing.length > 0) stop('incomplete-record', { missing: missing.join(', ') }, cell.address);
  }
  return { kind, id, created };
}

function mayChange(record: RecordState, cell: Cell, field: FieldDecl): void {
  const again = !record.created || setsOf(cell) > 1;
  if (again && kindOf(record.kind)?.createOnly) stop('create-only', {}, cell.address);
  if (again && field.naming) stop('naming-set', {}, cell.address);
}

function setsOf(cell: Cell): number {
  let sets = 0;
  for (const struct of cell.structs) sets += struct.length;
  return sets;
}

/** Every value, those that lose a conflict included: each of them stood on somebody's screen. */
function judgeValues(room: Case, cell: Cell, field: FieldDecl): CellValue[] {
  const values: CellValue[] = [];
  for (const struct of cell.structs) {
    for (const value of struct.values ?? []) {
      if (value === TOO_LONG)
        stop('value', { why: 'long', max: room.limits.stringBytes }, addressOf(cell.ref));
      const problem = valueProblem(field, value, room.now);
      if (problem) stop('value', { ...problem }, addressOf(cell.ref));
      if (!isCellValue(value)) return stop('value', { why: 'type' }, addressOf(cell.ref));
      values.push(value);
    }
  }
  return values;
}
