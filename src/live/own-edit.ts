// What I did to the board, in the units I did it in: a cell I set, or a record I created with all its cells at once.
import { parseAddress, type CellAddress, type CellRef } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';

export interface EditedCell {
  readonly cell: CellAddress;
  /** what stood before */
  readonly from: CellValue;
  readonly to: CellValue;
  /** journal seq of what stood before: 0 when nobody had ever set it; left out while that is not known */
  readonly seq?: number | undefined;
}

export interface OwnEdit {
  readonly id: string;
  /** ms on the server's clock */
  readonly at: number;
  /** a new record: its cells stand or fall together */
  readonly creates: boolean;
  readonly cells: readonly EditedCell[];
}

/** All I set one cell to, in order: the last is what I want, the others are steps on the way that may have arrived. */
export interface Series {
  readonly cell: CellAddress;
  /** what stood before the first of them, and its journal seq as in `EditedCell` */
  readonly from: CellValue;
  readonly seq: number | undefined;
  readonly steps: readonly { readonly edit: string; readonly value: CellValue }[];
}

/** Edits that belong together for whoever decides about them: of one cell, or of one record that was new. */
export interface Unit {
  /** of the last edit, ms on the server's clock */
  readonly at: number;
  /** `kind/id` when the record was new */
  readonly creates: string | undefined;
  readonly cells: readonly Series[];
}

/** Random, so that edits of several windows never share one. */
export function newEditId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}

/** What the series is for. */
export function wanted({ steps }: Series): CellValue {
  return steps.at(-1)?.value ?? null;
}

/** `kind/id` of a cell. */
export function recordOf(cell: CellAddress): string {
  return cell.slice(0, cell.lastIndexOf('/'));
}

/** Edits of one cell as one, and what was set in a record after I created it as part of its creation. */
export function unitsOf(edits: readonly OwnEdit[]): readonly Unit[] {
  const units = new Map<string, Unit>();
  for (const { id, at, creates, cells } of [...edits].sort((a, b) => a.at - b.at)) {
    for (const change of cells) {
      const record = recordOf(change.cell);
      const key = creates || units.has(record) ? record : change.cell;
      const before = units.get(key);
      const unit = before ?? { at, creates: creates ? record : undefined, cells: [] };
      units.set(key, { ...unit, at, cells: withStep(unit.cells, id, change) });
    }
  }
  return [...units.values()];
}

function withStep(cells: readonly Series[], edit: string, change: EditedCell): readonly Series[] {
  const step = { edit, value: change.to };
  if (!cells.some(({ cell }) => cell === change.cell))
    return [...cells, { cell: change.cell, from: change.from, seq: change.seq, steps: [step] }];
  return cells.map((series) =>
    series.cell === change.cell ? { ...series, steps: [...series.steps, step] } : series,
  );
}

/** Ids of the edits in a unit. */
export function editsOf(unit: Unit): readonly string[] {
  return [...new Set(unit.cells.flatMap(({ steps }) => steps.map(({ edit }) => edit)))];
}

/** The cells of a unit that can be written, with what each is to be. */
export function writesOf({ cells }: Unit): readonly { readonly ref: CellRef; readonly value: CellValue }[] {
  return cells.flatMap((series) => {
    const ref = parseAddress(series.cell);
    return ref ? [{ ref, value: wanted(series) }] : [];
  });
}
