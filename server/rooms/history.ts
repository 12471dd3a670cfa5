// The history of one record, read from the journal through a view.
import { RECORD_ID } from '#domain/cells.ts';
import { kindOf } from '#domain/kinds/registry.ts';
import type { Changes } from '#domain/protocol.ts';
import { Refused } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { toldFrom, type Sight } from '#domain/views.ts';
import type { Ledger } from '../journal/ledger.ts';
import { changeOf } from './board-entry.ts';
import { headOf, throughView } from './told.ts';
import type { Trail } from './trail.ts';

export interface HistoryQuery {
  /** `kind/id` */
  readonly record: string;
  readonly field?: string;
  /** only what is older than this seq: to read on backwards from the oldest of an answer */
  readonly before?: number;
}

export interface HistoryGround {
  readonly ledger: Ledger;
  readonly trail: Trail;
  readonly sight: Sight;
  /** ms */
  readonly now: number;
  nameOf(user: string): string;
}

/** Changes of a record (or of one field of it) that the sight shows by now, newest last: the newest `historyChanges`. */
export async function readHistory(
  { ledger, trail, sight, now, nameOf }: HistoryGround,
  { record, field, before = Infinity }: HistoryQuery,
): Promise<Changes[]> {
  const [kind = '', id = '', ...rest] = record.split('/');
  if (rest.length > 0 || !kindOf(kind) || !RECORD_ID.test(id)) throw new Refused('no-record');
  const wanted = (cell: string): boolean =>
    field === undefined ? cell.startsWith(`${record}/`) : cell === `${record}/${field}`;
  const history: Changes[] = [];
  for (const seq of trail.of(record).toReversed()) {
    if (seq >= before) continue;
    if (history.length === ROOM_LIMITS.historyChanges) break;
    const [entry] = await ledger.read({ after: seq - 1, limit: 1 });
    const change = entry && changeOf(entry.payload);
    if (!change) continue; // redacted since: its cells are no longer told
    if (toldFrom(sight, kind, entry.at) > now) continue;
    const cells = throughView(
      sight,
      change.cells.filter(({ cell }) => wanted(cell)),
      now,
    );
    if (cells.length > 0) history.push({ ...headOf(entry), name: nameOf(entry.actor), cells });
  }
  return history.reverse();
}
