// A change of the board as readers are told of it, and through which eyes: who changed what from what.
import { parseAddress } from '#domain/cells.ts';
import { isRole } from '#domain/people.ts';
import type { CellChange, Changes, Via } from '#domain/protocol.ts';
import { sameValue } from '#domain/same-value.ts';
import { carefulOf, project, type Sight } from '#domain/views.ts';
import type { Committed, ReadEntry } from '../journal/ledger.ts';
import type { BoardChange } from './board-entry.ts';

export interface Told extends Changes {
  /** see `BoardChange` */
  readonly restores: boolean;
}

type Head = Omit<Changes, 'name' | 'cells'>;

export function headOf({
  seq,
  at,
  actor,
  party,
  role,
  via,
}: Pick<ReadEntry, 'seq' | 'at' | 'actor' | 'party' | 'role' | 'via'>): Head {
  return { seq, at, actor, party, role: isRole(role) ? role : 'server', via: via as Via };
}

export function toldOf({ seq, draft }: Committed, change: BoardChange, name: string): Told {
  const { cells, restores } = change;
  return { ...headOf({ seq, ...draft }), name, cells, restores };
}

/** An entry's cells as a sight lets them out at `now` (ms); none when it shows none of them. */
export function throughView(sight: Sight, cells: readonly CellChange[], now: number): CellChange[] {
  const careful = carefulOf(sight) !== undefined;
  return cells.flatMap(({ cell, from, to, lost }) => {
    const ref = parseAddress(cell);
    if (!ref) return [];
    const [before, after] = [project(sight, ref, from, now), project(sight, ref, to, now)];
    if (before === undefined || after === undefined) return [];
    // That something changed which a careful view shows the same is news from below its grid.
    if (careful && sameValue(before, after)) return [];
    const value = lost && project(sight, ref, lost.value, now);
    const change = { cell, from: before, to: after };
    return [lost && value !== undefined ? { ...change, lost: { value, by: lost.by } } : change];
  });
}

/** One entry's changes as a sight lets them out; undefined when it shows none of them. */
export function changesThrough(sight: Sight, told: Told, now: number): Changes | undefined {
  const { restores: _inside, ...changes } = told;
  const cells = throughView(sight, told.cells, now);
  return cells.length === 0 ? undefined : { ...changes, cells };
}
