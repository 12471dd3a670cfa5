// What a page needs beyond the document: who set each cell, when, and from what.
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';
import { project, type Sight } from '#domain/views.ts';
import type { BoardChange } from './board-entry.ts';

/** The head of the entry that set a cell. */
export interface SetBy {
  readonly seq: number;
  /** ms */
  readonly at: number;
  /** user id, or `server` */
  readonly actor: string;
  readonly party: string;
}

export interface Age extends SetBy {
  readonly name: string;
  readonly from: CellValue;
}

interface Kept extends SetBy {
  readonly from: CellValue;
  /** the age before this one, for an older observation that gives way again in the same append */
  readonly before?: Kept;
}

export type AgeRow = readonly [CellAddress, number, number, string, string, CellValue];

export class Ages {
  readonly #kept = new Map<CellAddress, Kept>();

  note({ seq, at, actor, party }: SetBy, change: Pick<BoardChange, 'cells' | 'restores'>): void {
    for (const { cell, from, to } of change.cells) {
      if (sameValue(from, to)) continue; // it lost: what stands is as old as before
      const standing = this.#kept.get(cell);
      if (change.restores && standing?.before) {
        this.#kept.set(cell, standing.before);
        continue;
      }
      const age: Kept = { seq, at, actor, party, from };
      this.#kept.set(cell, standing ? { ...age, before: withoutBefore(standing) } : age);
    }
  }

  /** Who set what stands in a cell: a user id, or `server`. */
  actorOf(cell: CellAddress): string | undefined {
    return this.#kept.get(cell)?.actor;
  }

  /** The ages of all cells that this sight shows at `now` (ms). */
  through(sight: Sight, now: number, nameOf: (user: string) => string): { [cell: CellAddress]: Age } {
    const shown: { [cell: CellAddress]: Age } = {};
    for (const [address, { seq, at, actor, party, from }] of this.#kept) {
      const ref = parseAddress(address);
      const through = ref && project(sight, ref, from, now);
      if (through !== undefined)
        shown[address] = { seq, at, actor, name: nameOf(actor), party, from: through };
    }
    return shown;
  }

  rows(): AgeRow[] {
    return [...this.#kept].map(([cell, { seq, at, actor, party, from }]) => [
      cell,
      seq,
      at,
      actor,
      party,
      from,
    ]);
  }

  restore(rows: readonly AgeRow[]): void {
    for (const [cell, seq, at, actor, party, from] of rows)
      this.#kept.set(cell, { seq, at, actor, party, from });
  }
}

function withoutBefore({ seq, at, actor, party, from }: Kept): Kept {
  return { seq, at, actor, party, from };
}
