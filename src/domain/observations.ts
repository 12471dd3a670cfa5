// Which of two observations stands: the newer by the time it was seen, whichever arrived last.
import { fieldOf } from './kinds/registry.ts';
import type { CellRef } from './cells.ts';
import type { CellValue } from './kinds/shape.ts';

/** Is this cell an observation (a tuple that ends with the time observed)? */
export function isObservation(cell: CellRef): boolean {
  const field = fieldOf(cell.kind, cell.field);
  return field?.type === 'tuple' && field.obs === true;
}

/** When it was observed, ms; undefined for an emptied cell. */
export function observedAt(value: CellValue): number | undefined {
  const last = Array.isArray(value) ? (value as readonly CellValue[]).at(-1) : undefined;
  return typeof last === 'number' ? last : undefined;
}

/**
 * Of what stands and what arrives the newer; at equal times what arrives. A correction (`null`) empties the cell, and
 * an emptied cell takes the next observation whatever its time.
 */
export function newerOf(standing: CellValue, arriving: CellValue): CellValue {
  const stood = observedAt(standing);
  const seen = observedAt(arriving);
  if (stood === undefined || seen === undefined) return arriving;
  return seen >= stood ? arriving : standing;
}

/** What an update did to one cell, as far as the rule needs it. */
export interface ObservationUpdate {
  /** value before */
  readonly from: CellValue;
  /** every value the update sets, in its author's order */
  readonly values: readonly CellValue[];
  /** its author had not seen `from` */
  readonly concurrent: boolean;
}

/**
 * What has to stand after the update. A correction corrects what its author saw: made without knowing `from`, it
 * leaves `from` standing.
 */
export function standingAfter({ from, values, concurrent }: ObservationUpdate): CellValue {
  if (!concurrent) return values.reduce(newerOf, from);
  const own = values.reduce<CellValue>(newerOf, null);
  return own === null ? from : newerOf(from, own);
}
