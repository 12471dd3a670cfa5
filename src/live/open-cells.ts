// Cells of whichever document is open now: an epoch or a refusal puts a fresh one in its place.
import type { Doc } from 'yjs';
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Look } from '#domain/policy.ts';
import { readCell } from '#board/cells.ts';

export class OpenCells {
  readonly #doc: () => Doc;

  constructor(doc: () => Doc) {
    this.#doc = doc;
  }

  readonly look: Look = (kind, id, field) => readCell(this.#doc(), kind as Kind, id, field);

  /** undefined while nothing of the cell has arrived */
  readonly valueOf = (cell: CellAddress): CellValue | undefined => {
    const ref = parseAddress(cell);
    return ref && this.look(ref.kind, ref.id, ref.field);
  };

  /** null when empty */
  readonly stands = (cell: CellAddress): CellValue => this.valueOf(cell) ?? null;
}
