// Equality of cell values: primitives as they are, tuples element by element.
import type { CellValue } from '#domain/kinds/shape.ts';

export function sameValue(a: CellValue | undefined, b: CellValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return a.length === b.length && a.every((element, i) => element === b[i]);
}
