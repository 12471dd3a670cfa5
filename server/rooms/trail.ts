// Which journal entries touched which record, so that one record's history is read without reading all others'.
import { parseAddress } from '#domain/cells.ts';
import type { BoardChange } from './board-entry.ts';

export type TrailRow = readonly [record: string, ...steps: number[]];

export class Trail {
  /** `kind/id` → seqs, ascending */
  readonly #seqs = new Map<string, number[]>();

  note(seq: number, change: BoardChange): void {
    for (const { cell } of change.cells) {
      const ref = parseAddress(cell);
      if (!ref) continue;
      const record = `${ref.kind}/${ref.id}`;
      const seqs = this.#seqs.get(record);
      if (!seqs) this.#seqs.set(record, [seq]);
      else if (seqs.at(-1) !== seq) seqs.push(seq);
    }
  }

  /** @param record `kind/id` */
  of(record: string): readonly number[] {
    return this.#seqs.get(record) ?? [];
  }

  /** For a checkpoint: the first seq, then the steps to the next ones (small numbers stay short). */
  rows(): TrailRow[] {
    return [...this.#seqs].map(([record, seqs]) => [
      record,
      ...seqs.map((seq, at) => seq - (seqs[at - 1] ?? 0)),
    ]);
  }

  restore(rows: readonly TrailRow[]): void {
    for (const [record, ...steps] of rows) {
      let seq = 0;
      this.#seqs.set(
        record,
        steps.map((step) => (seq += step)),
      );
    }
  }
}
