// What becomes of an edit of mine that comes back unsent: is it on the board already, may it go up by itself, or do I decide?
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { isObservation } from '#domain/observations.ts';
import { sameValue } from '#domain/same-value.ts';
import { editsOf, wanted, type Series, type Unit } from './own-edit.ts';

/** `done`: it stands, or it stood and was replaced knowingly. `apply`: nobody else touched it. `ask`: somebody did. */
type Return = 'done' | 'apply' | 'ask';

/** Who set what stands in a cell: part of an age. */
export interface SetLast {
  readonly seq: number;
  readonly actor: string;
  readonly from: CellValue;
}

/** The board that edits come back to. */
export interface Standing {
  /** my user id */
  me(): string;
  /** null for an empty cell */
  stands(cell: CellAddress): CellValue;
  /** undefined when nobody ever set it; `unknown` when the server did not say */
  last(cell: CellAddress): SetLast | undefined | 'unknown';
}

export interface Plan {
  /** ids of edits that nothing is left to do about */
  readonly done: readonly string[];
  readonly apply: readonly Unit[];
  readonly ask: readonly Unit[];
}

export function planFor(unit: Unit, board: Standing): Plan {
  const isNew = unit.creates !== undefined && unit.cells.every(({ cell }) => board.stands(cell) === null);
  if (isNew) return { done: [], apply: [unit], ask: [] };
  // A record that stands did arrive; what I set in it afterwards may not have.
  const open = unit.creates === undefined ? unit.cells : unit.cells.flatMap(afterCreation);
  const plan = { apply: [] as Unit[], ask: [] as Unit[] };
  for (const series of open) {
    const becomes = returnOf(series, board);
    if (becomes !== 'done') plan[becomes].push({ at: unit.at, creates: undefined, cells: [series] });
  }
  const left = new Set([...plan.apply, ...plan.ask].flatMap(editsOf));
  return { ...plan, done: editsOf(unit).filter((edit) => !left.has(edit)) };
}

function afterCreation({ cell, steps }: Series): readonly Series[] {
  const [first, ...later] = steps;
  // Nobody but me can have touched it before it was there; what stands may be what I created it with.
  return later.length > 0 ? [{ cell, from: first?.value ?? null, seq: 0, steps: later }] : [];
}

function returnOf(series: Series, board: Standing): Return {
  const mine = wanted(series);
  const stands = board.stands(series.cell);
  if (sameValue(stands, mine)) return 'done';
  const ref = parseAddress(series.cell);
  // Of two observations the server keeps the newer one by itself; a late one belongs on record.
  if (ref && isObservation(ref)) return 'apply';
  const { from, seq, steps } = series;
  const last = board.last(series.cell);
  if (last === 'unknown' || seq === undefined) return sameValue(stands, from) ? 'apply' : 'ask';
  if (seq === (last?.seq ?? 0)) return 'apply';
  if (last && last.seq > seq && sameValue(last.from, mine)) return 'done';
  const mySteps = [from, ...steps.map(({ value }) => value)];
  return last?.actor === board.me() && mySteps.some((one) => sameValue(one, stands)) ? 'apply' : 'ask';
}
