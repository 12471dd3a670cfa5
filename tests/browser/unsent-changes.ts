// Changes of mine that do not stand, as the live link shows them.
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { refusal } from '#domain/refusals.ts';
import type { UnsentChange, WhyUnsent } from '#live/contract.ts';
import { NOW } from './exercise.ts';

export function change(cell: CellAddress, mine: CellValue, stands: CellValue, why: WhyUnsent): UnsentChange {
  return { id: cell, why, at: NOW, cells: [{ cell, mine, stands }] };
}

export function refusedChange(cell: CellAddress, mine: CellValue, stands: CellValue): UnsentChange {
  return change(cell, mine, stands, { is: 'refused', problem: { refusal: refusal('party', {}, cell) } });
}
