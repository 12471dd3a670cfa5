// When two cell values are the same: primitives as they are, tuples element by element.
import type { CellValue } from './kinds/shape.ts';

export function sameValue(a: CellValue | undefined, b: CellValue | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return a.length === b.length && a.every((element, at) => element === b[at]);
}
