// The changes of the last minutes as rows a person reads: a new record is one row, then one per cell with its newest change.
import { isKind, titleOf, type Board } from '#domain/board-model.ts';
import { parseAddress } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl } from '#domain/kinds/shape.ts';
import { fieldLabel, kindLabel } from '#domain/labels.ts';
import type { WordKey } from '#domain/words/say.ts';
import type { RecentChange } from '#live/contract.ts';
import { shortText } from './short-text.ts';

interface Change {
  readonly key: string;
  /** `kind/id` */
  readonly record: string;
  readonly title: string;
  readonly name: string;
  /** ms */
  readonly at: number;
}

/** More changes than this nobody looks through; a flood must not cost the page its breath. */
const LOOKED_AT = 400;

export type RecentRow =
  | (Change & { readonly what: 'created'; readonly label: WordKey })
  | (Change & { readonly what: 'set'; readonly label: WordKey; readonly from: string; readonly to: string });

/** `recent` newest first; changes before `since` (ms) and of cells this page does not know are left out. */
export function recentRows(
  recent: readonly RecentChange[],
  since: number,
  board: Board,
): readonly RecentRow[] {
  const changes = recent.slice(0, LOOKED_AT).filter(({ at }) => at >= since);
  const created = createdIn(changes);
  const first = new Map(changes.map(({ cell, from }) => [cell, from]));
  const seen = new Set<string>();
  return changes.flatMap((change): readonly RecentRow[] => {
    const { kind = '', id = '', field = '' } = parseAddress(change.cell) ?? {};
    const decl = fieldOf(kind, field);
    const record = `${kind}/${id}`;
    const birth = created.get(record) === change.seq;
    const key = birth ? record : change.cell;
    if (!isKind(kind) || !decl || seen.has(key) || (!birth && isBookkeeping(decl, kind, field))) return [];
    seen.add(key);
    const head = { key, record, title: titleOf(board, kind, id), name: change.name, at: change.at };
    if (birth) return [{ ...head, what: 'created', label: kindLabel(kind) }];
    const text = (value: CellValue | undefined): string =>
      shortText({ kind, field, decl, value, board, now: change.at });
    const both = { from: text(first.get(change.cell)), to: text(change.to) };
    return [{ ...head, what: 'set', label: fieldLabel(kind, field), ...both }];
  });
}

/** Rows of one record that one person changed at once. */
export interface RecentGroup extends Change {
  readonly rows: readonly RecentRow[];
}

/** What was entered together stands together. */
export function grouped(rows: readonly RecentRow[]): readonly RecentGroup[] {
  const groups: (RecentGroup & { readonly rows: RecentRow[] })[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && last.record === row.record && last.at === row.at && last.name === row.name)
      last.rows.push(row);
    else groups.push({ ...row, rows: [row] });
  }
  return groups;
}

/** Records whose required cells were all first set in one change: `kind/id` and that change's seq. */
function createdIn(changes: readonly RecentChange[]): ReadonlyMap<string, number> {
  const fresh = new Map<string, Set<string>>();
  const created = new Map<string, number>();
  for (const { cell, from, seq } of changes) {
    const { kind = '', id = '', field = '' } = parseAddress(cell) ?? {};
    if (from !== null || !isKind(kind)) continue;
    const key = `${kind}/${id} ${seq}`;
    const fields = fresh.get(key) ?? new Set();
    fresh.set(key, fields.add(field));
    if (requiredFields(kind).every((name) => fields.has(name))) created.set(`${kind}/${id}`, seq);
  }
  return created;
}

/** What the server keeps count of is no news to anybody; who answered an alert stands with the alert. */
function isBookkeeping(decl: FieldDecl, kind: Kind, field: string): boolean {
  const shown = kindOf(kind)?.columns ?? [];
  return decl.who.by === 'S' && !shown.includes(field);
}
