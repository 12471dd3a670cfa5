// Closing many records as one command, after a look at what it would do, and opening them again.
import { parseAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import { Refused } from '#domain/refusals.ts';
import { sameValue } from '#domain/same-value.ts';
import { changeOf } from './board-entry.ts';
import type { CommandWrite } from './commands.ts';
import type { Room } from './room.ts';

const FIELD = 'archivedAt';

export type ArchivedRoom = Pick<Room, 'look' | 'seq' | 'command'> & {
  readonly ledger: Pick<Room['ledger'], 'read'>;
};

export interface Archived {
  /** `kind/id` of the records closed, or in a dry run to be closed */
  readonly records: readonly string[];
  /** `kind/id` of those that were closed before: they keep their time */
  readonly already: readonly string[];
  /** of the journal entry, by which it can be undone; in a dry run of the board looked at */
  readonly seq: number;
  readonly dryRun: boolean;
}

export interface Unarchived {
  /** seq of the entry that closed them */
  readonly archive: number;
  /** `kind/id` of the records open again */
  readonly undone: readonly string[];
  /** closed or opened by somebody since */
  readonly stays: readonly { readonly record: string; readonly why: 'changed' }[];
}

/** All or none: throws `Refused` for the first record that this member may not close. */
export async function archive(
  room: ArchivedRoom,
  member: Member,
  records: readonly string[],
  { now, dryRun }: { readonly now: number; readonly dryRun: boolean },
): Promise<Archived> {
  const each = [...new Set(records)];
  const open = each.filter((record) => typeof closedAt(room.look, record) !== 'number');
  const already = each.filter((record) => !open.includes(record));
  const writes = open.map((record) => setting(record, now));
  const { seq } = writes.length === 0 ? room : await room.command(member, 'http', writes, dryRun);
  return { records: open, already, seq, dryRun };
}

/** Opens what the entry of that seq closed, as far as nobody changed it since. Throws `Refused`. */
export async function unarchive(room: ArchivedRoom, member: Member, seq: number): Promise<Unarchived> {
  const [entry] = await room.ledger.read({ after: seq - 1, limit: 1 });
  const change = entry?.seq === seq && entry.via === 'http' ? changeOf(entry.payload) : undefined;
  const closed = change?.cells.filter(({ cell, from, to }) => {
    return parseAddress(cell)?.field === FIELD && from === null && typeof to === 'number';
  });
  if (!closed || closed.length === 0) throw new Refused('no-archive');
  const undone: string[] = [];
  const stays: { record: string; why: 'changed' }[] = [];
  for (const { cell, to } of closed) {
    const record = cell.slice(0, -FIELD.length - 1);
    if (sameValue(closedAt(room.look, record), to)) undone.push(record);
    else stays.push({ record, why: 'changed' });
  }
  const writes = undone.map((record) => setting(record, null));
  if (writes.length > 0) await room.command(member, 'http', writes);
  return { archive: seq, undone, stays };
}

function closedAt(look: Look, record: string): CellValue | undefined {
  const [kind = '', id = ''] = record.split('/');
  return look(kind, id, FIELD);
}

function setting(address: string, value: CellValue): CommandWrite {
  const [kind = '', record = ''] = address.split('/');
  return { kind, record, cells: { [FIELD]: value } };
}
