// The history of one record, read from the journal through a view.
import { RECORD_ID } from '#domain/cells.ts';
import { kindOf } from '#domain/kinds/registry.ts';
import { isRole, type View } from '#domain/people.ts';
import type { Changes, Via } from '#domain/protocol.ts';
import { Refused } from '#domain/refusals.ts';
import type { Ledger, ReadEntry } from '../journal/ledger.ts';
import { changeOf } from './board-entry.ts';
import { throughView } from './publisher.ts';
import type { Trail } from './trail.ts';

export interface HistoryQuery {
  /** `kind/id` */
  readonly record: string;
  readonly field?: string;
}

/** All changes of a record (or of one field of it) that the view shows, newest last. */
export async function readHistory(
  { ledger, trail, nameOf }: { ledger: Ledger; trail: Trail; nameOf: (user: string) => string },
  view: View,
  { record, field }: HistoryQuery,
): Promise<Changes[]> {
  const [kind = '', id = '', ...rest] = record.split('/');
  if (rest.length > 0 || !kindOf(kind) || !RECORD_ID.test(id)) throw new Refused('no-record');
  const wanted = (cell: string): boolean =>
    field === undefined ? cell.startsWith(`${record}/`) : cell === `${record}/${field}`;
  const history: Changes[] = [];
  for (const seq of trail.of(record)) {
    const [entry] = await ledger.read({ after: seq - 1, limit: 1 });
    const change = entry && changeOf(entry.payload);
    if (!change) continue; // redacted since: its cells are no longer told
    const cells = throughView(
      view,
      change.cells.filter(({ cell }) => wanted(cell)),
    );
    if (cells.length > 0) history.push({ ...headOf(entry), name: nameOf(entry.actor), cells });
  }
  return history;
}

function headOf({ seq, at, actor, party, role, via }: ReadEntry): Omit<Changes, 'name' | 'cells'> {
  return { seq, at, actor, party, role: isRole(role) ? role : 'server', via: via as Via };
}
