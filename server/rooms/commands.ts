// Commands over HTTP and the command line: policy, schema, required cells and references, before anything is written.
import type { CellWrite } from '#board/cells.ts';
import { RECORD_ID, addressOf } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet, type Look } from '#domain/policy.ts';
import { newRecordId } from '#domain/record-id.ts';
import { Refused } from '#domain/refusals.ts';
import { isCellValue, valueProblem } from '#domain/values.ts';
import type { Ids } from '../journal/ports.ts';

/** What somebody asks to be set; without `record` a new one is created. Values may be of any JSON type. */
export interface CommandWrite {
  readonly kind: string;
  readonly record?: string;
  readonly cells: { readonly [field: string]: unknown };
}

export interface CommandGround {
  /** over the live document */
  readonly look: Look;
  readonly ids: Ids;
  /** ms */
  readonly now: number;
}

export interface PlannedCommand {
  /** ids of the records written, in the order asked */
  readonly records: readonly string[];
  readonly cells: readonly CellWrite[];
}

export interface Commanded {
  /** ids of the records written, in the order asked */
  readonly records: readonly string[];
  /** of the board's last entry */
  readonly seq: number;
}

/** Plans all writes or throws `Refused` for the first that may not be; nothing is written here. */
export function planCommand(
  member: Member,
  writes: readonly CommandWrite[],
  ground: CommandGround,
): PlannedCommand {
  const staged = new Map<string, CellValue>();
  // Cells of the same command count as set: a record's naming cells decide about its other cells.
  const look: Look = (kind, id, field) =>
    staged.get(addressOf({ kind, id, field })) ?? ground.look(kind, id, field);
  const planned = writes.map((write) => {
    const kind = kindOf(write.kind);
    if (!kind) throw new Refused('unknown-kind');
    const id = kind.only ?? write.record ?? newRecordId((count) => ground.ids.bytes(count));
    const exists = recordExists(ground.look, write.kind, id);
    if (write.record !== undefined && !kind.only && !exists) throw new Refused('no-record');
    if (exists && kind.createOnly) throw new Refused('create-only');
    const cells = Object.entries(write.cells).map(([field, value]): CellWrite => {
      const ref = { kind: write.kind, id, field };
      const decl = fieldOf(write.kind, field);
      if (!decl) throw new Refused('unknown-field', {}, addressOf(ref));
      const problem = valueProblem(decl, value, ground.now);
      if (problem || !isCellValue(value)) throw new Refused('value', { ...problem }, addressOf(ref));
      if (exists && decl.naming) throw new Refused('naming-set', {}, addressOf(ref));
      staged.set(addressOf(ref), value);
      return { ref, value };
    });
    return { kind: write.kind as Kind, id, exists, cells };
  });
  for (const { kind, id, exists, cells } of planned) {
    for (const cell of cells) {
      const may = mayNotSet(member, cell.ref, 'command', look);
      if (may) throw new Refused(may, {}, addressOf(cell.ref));
      checkReferences(cell, look);
    }
    const missing = exists
      ? []
      : requiredFields(kind).filter((field) => !staged.has(addressOf({ kind, id, field })));
    if (missing.length > 0) throw new Refused('incomplete-record', { missing: missing.join(', ') });
  }
  return { records: planned.map(({ id }) => id), cells: planned.flatMap(({ cells }) => cells) };
}

/** A record exists once its first required cell was set: it never loses it again. */
export function recordExists(look: Look, kind: string, id: string): boolean {
  const first = kindOf(kind) && requiredFields(kind as Kind)[0];
  return first !== undefined && look(kind, id, first) !== undefined;
}

/** Everything a cell refers to has to exist, on the board or in the same command. */
function checkReferences({ ref, value }: CellWrite, look: Look): void {
  const decl = fieldOf(ref.kind, ref.field);
  if (!decl || typeof value !== 'string') return;
  const missing = (kind: string, id: string): boolean => !RECORD_ID.test(id) || !recordExists(look, kind, id);
  const [kind = '', id = ''] = value.split('/');
  const broken =
    (decl.type === 'ref' && missing(decl.to, value)) ||
    (decl.type === 'record' && missing(kind, id)) ||
    (decl.type === 'refs' && value !== '' && value.split(',').some((part) => missing(decl.to, part)));
  if (broken) throw new Refused('no-record', { field: ref.field }, addressOf(ref));
}
