// The changes of the last minutes as rows: one per cell, its newest change, with what stood before the first of them.
import { isKind, titleOf, type Board } from '#domain/board-model.ts';
import { parseAddress } from '#domain/cells.ts';
import { fieldOf, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { fieldLabel } from '#domain/labels.ts';
import type { WordKey } from '#domain/words/say.ts';
import type { RecentChange } from '#live/contract.ts';
import { readableText } from '../board/cell-text.ts';

export interface RecentRow {
  readonly cell: string;
  /** `kind/id` */
  readonly record: string;
  readonly title: string;
  readonly label: WordKey;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** ms */
  readonly at: number;
}

/** `recent` newest first; changes of cells this page does not know are left out. */
export function recentRows(
  recent: readonly RecentChange[],
  since: number,
  board: Board,
): readonly RecentRow[] {
  const first = new Map<string, CellValue>();
  const newest = new Map<string, RecentChange>();
  for (const change of recent) {
    if (change.at < since) continue;
    first.set(change.cell, change.from);
    if (!newest.has(change.cell)) newest.set(change.cell, change);
  }
  return [...newest.values()].flatMap((change) => {
    const { kind = '', id = '', field = '' } = parseAddress(change.cell) ?? {};
    const decl = fieldOf(kind, field);
    if (!isKind(kind) || !decl) return [];
    const text = (value: CellValue | undefined): string => readableText(kind, field, decl, value, board);
    return {
      ...rowOf(kind, id, field, board),
      ...{ cell: change.cell, from: text(first.get(change.cell)), to: text(change.to) },
      ...{ name: change.name, at: change.at },
    };
  });
}

function rowOf(kind: Kind, id: string, field: string, board: Board) {
  return { record: `${kind}/${id}`, title: titleOf(board, kind, id), label: fieldLabel(kind, field) };
}
