// Values of mine that lost against somebody's who set the same cell at the same time: the higher client id wins, not the later edit.
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { isObservation } from '#domain/observations.ts';
import type { Changes } from '#domain/protocol.ts';
import { sameValue } from '#domain/same-value.ts';

export interface Overtaken {
  readonly cell: CellAddress;
  readonly mine: CellValue;
  /** name of the person whose value stands */
  readonly by: string;
}

/**
 * @param me my user id
 * @param nameOf who set what stood before these changes
 */
export function overtakenIn(
  { cells, name }: Changes,
  me: string | undefined,
  nameOf: (cell: CellAddress) => string | undefined,
): readonly Overtaken[] {
  return cells.flatMap(({ cell, from, to, lost }) => {
    const ref = parseAddress(cell);
    // Of observations the newer stands, whoever came first: nobody has been overtaken.
    if (!ref || !lost || lost.by !== me || isObservation(ref)) return [];
    // Mine came too late when nothing changed; else theirs came and won.
    const by = sameValue(from, to) ? nameOf(cell) : name;
    return [{ cell, mine: lost.value, by: by ?? '' }];
  });
}
