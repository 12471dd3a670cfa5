// What the server itself writes under its own client id: checked against the schema, applied, and made into journal items.
import type { CellWrite } from '#board/cells.ts';
import { addressOf } from '#domain/cells.ts';
import { fieldOf } from '#domain/kinds/registry.ts';
import { Refused } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { valueProblem } from '#domain/values.ts';
import type { Draft } from '../journal/ledger.ts';
import { SERVER_ITSELF, boardItem, type Author, type Item } from './items.ts';
import { recordsCreated, type LiveBoard } from './live-board.ts';

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
  refuseBeyondFull(live, cells);
  const change = live.write(cells);
  const newer = change && live.restoreAfterWrite(change);
  return [
    ...beside.map((draft) => ({ draft })),
    ...(change ? [boardItem(author, now, change)] : []),
    ...(newer ? [boardItem(SERVER_ITSELF, now, newer)] : []),
  ];
}

/** INVARIANT: an alert is never refused for want of room. */
function refuseBeyondFull(live: LiveBoard, cells: readonly CellWrite[]): void {
  const created = recordsCreated(
    cells
      .filter(({ ref }) => ref.kind !== 'alert')
      .map(({ ref }) => ({ ref, from: live.look(ref.kind, ref.id, ref.field) ?? null })),
  );
  if (created > 0 && live.records + created > ROOM_LIMITS.records)
    throw new Refused('room-full', { max: ROOM_LIMITS.records });
}
