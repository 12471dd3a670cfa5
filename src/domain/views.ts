// Views: the one place that decides what a reader's view lets out. Every outlet goes through `project`.
import { parseAddress, type CellAddress, type CellRef } from './cells.ts';
import { fieldOf } from './kinds/registry.ts';
import type { CellValue } from './kinds/shape.ts';
import type { View } from './people.ts';

/** The value of a cell as a view lets it out; undefined when the cell is withheld or not declared. */
export function project(view: View, cell: CellRef, value: CellValue): CellValue | undefined {
  const field = fieldOf(cell.kind, cell.field);
  if (!field) return undefined;
  switch (view) {
    case 'full':
      return value;
    case 'observer':
      return field.restricted ? undefined : value;
  }
}

/** Does this view know the cell at all (for presence, errors, history)? */
export function shows(view: View, address: CellAddress): boolean {
  const cell = parseAddress(address);
  return cell !== undefined && project(view, cell, null) !== undefined;
}
