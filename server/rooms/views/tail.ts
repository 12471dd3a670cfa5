// The end of the journal: what was changed on the board since a moment. It says what a careful view has to hold back.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Ledger, ReadEntry } from '../../journal/ledger.ts';
import { changeOf } from '../board-entry.ts';
import { headOf, type Told } from '../told.ts';

/**
 * Everything changed after `since` (ms) up to entry `seq`, in the journal's order. Rejects when it cannot be known: what
 * an unreadable entry changed might otherwise be let out before its time.
 */
export async function readTail(
  ledger: Ledger,
  { seq, since }: { readonly seq: number; readonly since: number },
  nameOf: (user: string) => string,
): Promise<readonly Told[]> {
  const pages: (readonly Told[])[] = [];
  for (let upTo = seq; upTo > 0;) {
    const after = Math.max(0, upTo - ROOM_LIMITS.pageEntries);
    const page = await ledger.read({ after, limit: upTo - after });
    const late = page.filter(({ at }) => at > since);
    pages.unshift(late.flatMap((entry) => toldBy(entry, nameOf)));
    if (late.length === 0) break;
    upTo = after;
  }
  return pages.flat();
}

function toldBy(entry: ReadEntry, nameOf: (user: string) => string): readonly Told[] {
  if (entry.kind !== 'board.update') return [];
  const change = changeOf(entry.payload);
  if (!change) throw new Error(`Entry ${entry.seq} of the journal does not say what it changed.`);
  const { cells, restores } = change;
  return [{ ...headOf(entry), name: nameOf(entry.actor), cells, restores }];
}
