// Which column of a sheet is which field of a kind: by field name or by its label, without regard to case and spaces.
import { problem, type ImportProblem } from '#domain/import-outcome.ts';
import { fieldsOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { FieldDecl } from '#domain/kinds/shape.ts';
import { fieldLabel } from '#domain/labels.ts';
import { say } from '#domain/words/say.ts';

export interface Column {
  readonly at: number;
  readonly field: string;
  readonly decl: FieldDecl;
}

/** The columns of a header, or what is wrong with it. `given`: fields that come from elsewhere and need no column. */
export function columnsOf(
  kind: Kind,
  header: readonly string[],
  given: readonly string[],
): { readonly columns: readonly Column[]; readonly problems: readonly ImportProblem[] } {
  const names = namesOf(kind);
  const columns: Column[] = [];
  const problems: ImportProblem[] = [];
  for (const [at, title] of header.entries()) {
    if (title === '') continue;
    const field = names.get(fold(title));
    const decl = field === undefined ? undefined : fieldsOf(kind)[field];
    if (field === undefined || !decl)
      problems.push(problem('unknown-column', { row: 1, field: shown(title) }));
    else if (columns.some((column) => column.field === field)) {
      problems.push(problem('duplicate-column', { row: 1, field }));
    } else columns.push({ at, field, decl });
  }
  for (const field of requiredFields(kind)) {
    if (given.includes(field) || columns.some((column) => column.field === field)) continue;
    problems.push(problem('missing-column', { row: 1, field }));
  }
  return { columns, problems };
}

/** Closing a record is a person's act, not a sheet's: `archivedAt` is no column. */
function namesOf(kind: Kind): ReadonlyMap<string, string> {
  const fields = Object.keys(fieldsOf(kind)).filter((field) => field !== 'archivedAt');
  const labels = fields.map((field) => [fold(say(fieldLabel(kind, field))), field] as const);
  return new Map([...labels, ...fields.map((field) => [fold(field), field] as const)]);
}

function fold(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** A header as it may be told back: short, without invisible characters. */
function shown(title: string): string {
  return [...title.replace(/[\p{C}]/gu, '')].slice(0, 40).join('');
}
