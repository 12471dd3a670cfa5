// What a careful view holds back: changes until the room's delay has passed, values until the times within them have.
import { addressOf, parseAddress, type CellAddress, type CellRef } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { ripeFrom, toldFrom, type Sight } from '#domain/views.ts';
import type { Told } from '../told.ts';

/** A value that was set long enough ago and still lies ahead. */
interface Unripe {
  readonly ref: CellRef;
  readonly value: CellValue;
  /** ms */
  readonly from: number;
  /** who set it; not known for what stood before this view was built */
  readonly told: Told | undefined;
}

/** @param late is this cell of a kind that is shown late? */
export function cellsOf(told: Told, late: boolean, sight: Sight): Told {
  const isLate = ({ cell }: { readonly cell: CellAddress }): boolean =>
    toldFrom(sight, cell.split('/', 1)[0] ?? '', 0) > 0;
  return { ...told, cells: told.cells.filter((change) => isLate(change) === late) };
}

export class Held {
  readonly #sight: Sight;
  /** INVARIANT: in the journal's order, and let out in it: a clock set back makes something later, never earlier. */
  #late: Told[] = [];
  readonly #unripe = new Map<CellAddress, Unripe>();
  /** ms; none of the unripe is let out before */
  #firstRipe = Infinity;

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  /** Changes of late kinds, to be told when they are due. */
  hold(told: Told): void {
    if (told.cells.length > 0) this.#late.push(told);
  }

  /** Values of cells as they stood before everything that is held: of each the oldest `from`. */
  before(): ReadonlyMap<CellAddress, CellValue> {
    const before = new Map<CellAddress, CellValue>();
    for (const { cells } of this.#late) {
      for (const { cell, from } of cells) if (!before.has(cell)) before.set(cell, from);
    }
    return before;
  }

  /** The changes that are due by `now`, taken out. */
  due(now: number): readonly Told[] {
    const first = this.#late.findIndex((told) => this.#dueAt(told) > now);
    return this.#late.splice(0, first < 0 ? this.#late.length : first);
  }

  /** Notes what stands in a cell from now on: a value that lies ahead comes back from `ripe` when its time has passed. */
  stands(ref: CellRef, value: CellValue, told: Told | undefined, now: number): void {
    const from = ripeFrom(this.#sight, ref, value);
    const cell = addressOf(ref);
    if (from <= now) {
      this.#unripe.delete(cell);
      return;
    }
    this.#unripe.set(cell, { ref, value, from, told });
    this.#firstRipe = Math.min(this.#firstRipe, from);
  }

  /** The values whose times have passed by `now`, taken out. */
  ripe(now: number): readonly Unripe[] {
    if (now < this.#firstRipe) return [];
    const ripe = [...this.#unripe.values()].filter(({ from }) => from <= now);
    for (const { ref } of ripe) this.#unripe.delete(addressOf(ref));
    this.#firstRipe = Math.min(Infinity, ...[...this.#unripe.values()].map(({ from }) => from));
    return ripe;
  }

  /** ms of the next moment at which something is let out; Infinity when nothing is held. */
  next(): number {
    const [first] = this.#late;
    return Math.min(first ? this.#dueAt(first) : Infinity, this.#firstRipe);
  }

  #dueAt({ at, cells }: Told): number {
    const [first] = cells;
    const kind = first && parseAddress(first.cell)?.kind;
    return kind === undefined ? at : toldFrom(this.#sight, kind, at);
  }
}
