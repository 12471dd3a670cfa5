// What the server itself writes under its own client id: checked against the schema, applied, and made into journal items.
import type { CellWrite } from '#board/cells.ts';
import { addressOf } from '#domain/cells.ts';
import { fieldOf } from '#domain/kinds/registry.ts';
import { Refused } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';
import type { Draft } from '../journal/ledger.ts';
import { SERVER_ITSELF, boardItem, type Author, type Item } from './items.ts';
import type { LiveBoard } from './live-board.ts';

export interface RoomWrite extends Author {
  readonly cells: readonly CellWrite[];
  /** entries of the same append, in front of the board's */
  readonly beside?: readonly Draft[];
}

/**
 * Applies the cells and answers what to commit within the same tick; nothing where nothing changes.
 * Throws `Refused` for a value that no cell can hold, and has then changed nothing.
 */
export function writeForServer(
  live: LiveBoard,
  { cells, beside = [], ...author }: RoomWrite,
  now: number,
): readonly Item[] {
  for (const { ref, value } of cells) {
    const decl = fieldOf(ref.kind, ref.field);
    const problem = decl ? valueProblem(decl, value, now) : { why: 'type' };
    if (problem) throw new Refused(decl ? 'value' : 'unknown-field', { ...problem }, addressOf(ref));
  }
  const change = live.write(cells);
  const newer = change && live.restoreAfterWrite(change);
  return [
    ...beside.map((draft) => ({ draft })),
    ...(change ? [boardItem(author, now, change)] : []),
    ...(newer ? [boardItem(SERVER_ITSELF, now, newer)] : []),
  ];
}
