// My edits that are not yet on the server's disk: what "Sending 3" counts and what a refusal gives back.
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';

interface PendingEdit {
  /** the clock of my client id behind this edit: saved once the server names a clock at or above it */
  readonly clock: number;
  readonly at: number;
  readonly cells: readonly { readonly cell: CellAddress; readonly value: CellValue }[];
}

export class Pending {
  #edits: PendingEdit[] = [];

  add(edit: PendingEdit): void {
    this.#edits.push(edit);
  }

  /** Everything below this clock is on disk. */
  saved(clock: number): void {
    this.#edits = this.#edits.filter((edit) => edit.clock > clock);
  }

  get count(): number {
    return this.#edits.length;
  }

  /** ms when the oldest unsaved edit was made */
  get oldest(): number | undefined {
    return this.#edits[0]?.at;
  }

  /** The last value I gave each unsaved cell; nothing is pending afterwards. */
  takeAll(): Map<CellAddress, CellValue> {
    const cells = new Map(this.#edits.flatMap((edit) => edit.cells.map(({ cell, value }) => [cell, value])));
    this.#edits = [];
    return cells;
  }
}
