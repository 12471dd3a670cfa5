// What an undo may take back: records that are as the import left them and that nothing else refers to.
import type { UndoOutcome } from '#domain/import-outcome.ts';
import { KIND_NAMES, fieldsOf } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';
import { isKind, type BoardValues } from '#domain/board-model.ts';
import type { Look } from '#domain/policy.ts';
import type { CommittedImport } from './import-entries.ts';

/** Sorts an import's records that are still there into those to archive and those that stay, with the reason. */
export function planUndo(
  committed: CommittedImport,
  already: ReadonlySet<string>,
  kinds: BoardValues,
  look: Look,
): Pick<UndoOutcome, 'undone' | 'stays'> {
  const mine = Object.keys(committed.records).filter((record) => !already.has(record));
  const used = referredTo(kinds, new Set(mine));
  const undone: string[] = [];
  const stays: { record: string; why: 'changed' | 'in-use' }[] = [];
  for (const record of mine) {
    const now = recordOf(look, record);
    // Closed by somebody meanwhile: there is nothing left to take back.
    if (now['archivedAt'] !== undefined && now['archivedAt'] !== null) continue;
    if (!isSame(committed.records[record] ?? {}, now)) stays.push({ record, why: 'changed' });
    else if (used.has(record)) stays.push({ record, why: 'in-use' });
    else undone.push(record);
  }
  return { undone, stays };
}

function isSame(
  wrote: { readonly [field: string]: CellValue },
  now: { readonly [field: string]: CellValue },
): boolean {
  const fields = new Set([...Object.keys(wrote), ...Object.keys(now)]);
  return [...fields].every((field) => sameValue(wrote[field] ?? null, now[field] ?? null));
}

/** Read from the live document, so that an edit on its way to the disk counts as a change. */
function recordOf(look: Look, record: string): { readonly [field: string]: CellValue } {
  const [kind = '', id = ''] = record.split('/');
  if (!isKind(kind)) return {};
  return Object.fromEntries(
    Object.keys(fieldsOf(kind)).map((field) => [field, look(kind, id, field) ?? null]),
  );
}

/** All `kind/id` that live records outside `except` refer to. */
function referredTo(kinds: BoardValues, except: ReadonlySet<string>): ReadonlySet<string> {
  const used = new Set<string>();
  for (const kind of KIND_NAMES) {
    for (const [id, record] of Object.entries(kinds[kind] ?? {})) {
      if (except.has(`${kind}/${id}`) || typeof record['archivedAt'] === 'number') continue;
      for (const [name, field] of Object.entries(fieldsOf(kind))) {
        const value = record[name];
        if (typeof value !== 'string') continue;
        if (field.type === 'ref') used.add(`${field.to}/${value}`);
        else if (field.type === 'record') used.add(value);
        else if (field.type === 'refs') for (const one of value.split(',')) used.add(`${field.to}/${one}`);
      }
    }
  }
  return used;
}
