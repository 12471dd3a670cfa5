// Values of mine that lost against somebody's who set the same cell at the same time: the higher client id wins, not the later edit.
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { isObservation } from '#domain/observations.ts';
import type { Changes } from '#domain/protocol.ts';
import { sameValue } from '#domain/same-value.ts';

export interface Overtaken {
  readonly cell: CellAddress;
  readonly mine: CellValue;
  /** name of the person whose value stands; left out when theirs came first: the age of the cell then says who */
  readonly by: string | undefined;
}

/** @param me my user id */
export function overtakenIn({ cells, name }: Changes, me: string | undefined): readonly Overtaken[] {
  return cells.flatMap(({ cell, from, to, lost }) => {
    const ref = parseAddress(cell);
    // Of observations the newer stands, whoever came first: nobody has been overtaken.
    if (!ref || !lost || lost.by !== me || isObservation(ref)) return [];
    // Nothing changed: mine came too late. Who came first may not be known here yet, after a reconnect.
    return [{ cell, mine: lost.value, by: sameValue(from, to) ? undefined : name }];
  });
}
