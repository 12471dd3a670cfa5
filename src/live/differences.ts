// My changes that do not stand, each with what stands instead and why: nothing typed is lost without a word.
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';
import type { UnsentChange, WhyUnsent } from './contract.ts';
import { editsOf, wanted, type Unit } from './own-edit.ts';

export interface Difference {
  readonly unit: Unit;
  readonly why: WhyUnsent;
}

export class Differences {
  readonly #stands: (cell: CellAddress) => CellValue;
  /** one for each cell, or record that was new: what I typed last counts */
  #list: ReadonlyMap<string, Difference> = new Map();

  /** @param stands what is on the board in a cell now; null when empty */
  constructor(stands: (cell: CellAddress) => CellValue) {
    this.#stands = stands;
  }

  /** Answers the edits that this replaces: of the same cell, typed before. */
  add(unit: Unit, why: WhyUnsent): readonly string[] {
    const id = idOf(unit);
    const before = this.#list.get(id);
    this.#list = new Map([...this.#list].filter(([other]) => other !== id)).set(id, { unit, why });
    const kept = editsOf(unit);
    return before ? editsOf(before.unit).filter((edit) => !kept.includes(edit)) : [];
  }

  get(id: string): Difference | undefined {
    return this.#list.get(id);
  }

  get all(): readonly Difference[] {
    return [...this.#list.values()];
  }

  get shown(): readonly UnsentChange[] {
    return [...this.#list].map(([id, { unit, why }]) => ({
      id,
      why,
      at: unit.at,
      ...(unit.creates === undefined ? {} : { creates: unit.creates }),
      cells: unit.cells.map((series) => ({
        cell: series.cell,
        mine: wanted(series),
        stands: this.#stands(series.cell),
      })),
    }));
  }

  /** Takes one off; answers its edits. */
  drop(id: string): readonly string[] {
    const gone = this.#list.get(id);
    this.#list = new Map([...this.#list].filter(([other]) => other !== id));
    return gone ? editsOf(gone.unit) : [];
  }

  /** What stands as I had typed it is no difference any more; answers the edits of those taken off. */
  tidy(): readonly string[] {
    const same = [...this.#list].filter(([, { unit }]) =>
      unit.cells.every((series) => sameValue(this.#stands(series.cell), wanted(series))),
    );
    return same.flatMap(([id]) => this.drop(id));
  }
}

/** The cell, or the record that was new. */
function idOf(unit: Unit): string {
  return unit.creates ?? unit.cells[0]?.cell ?? '';
}
