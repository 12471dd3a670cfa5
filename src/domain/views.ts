// Views: the one place that decides what a reader's view lets out. Every outlet goes through `project`.
import { coarse, lateBy, ripeAt, type Careful } from './careful.ts';
import { parseAddress, type CellAddress, type CellRef } from './cells.ts';
import { fieldOf, type Of } from './kinds/registry.ts';
import type { CellValue } from './kinds/shape.ts';
import { CAREFUL } from './limits.ts';
import type { View } from './people.ts';

/** A view as a room is set now: what `project` decides by. */
export type Sight = { readonly view: 'full' } | { readonly view: 'observer'; readonly careful?: Careful };

const MINUTE = 60_000;

/** @param settings the room's own record */
export function sightOf(view: View, settings: Pick<Of<'room'>, 'observerView' | 'delayMin'>): Sight {
  if (view === 'full' || settings.observerView !== 'careful') return { view };
  return { view, careful: { delayMs: (settings.delayMin ?? CAREFUL.delayMin) * MINUTE } };
}

/** How careful this sight is; undefined where it lets out values as they are. */
export function carefulOf(sight: Sight): Careful | undefined {
  return sight.view === 'observer' ? sight.careful : undefined;
}

export function sameSight(a: Sight, b: Sight): boolean {
  return a.view === b.view && carefulOf(a)?.delayMs === carefulOf(b)?.delayMs;
}

/**
 * The value of a cell as a view lets it out at `now` (ms); undefined when the cell is withheld or not declared, null while
 * the value lies ahead. Says nothing of lateness: a change is told from `toldFrom` on.
 */
export function project(sight: Sight, cell: CellRef, value: CellValue, now: number): CellValue | undefined {
  const field = fieldOf(cell.kind, cell.field);
  if (!field) return undefined;
  switch (sight.view) {
    case 'full':
      return value;
    case 'observer': {
      const { careful } = sight;
      if (field.restricted) return undefined;
      if (!careful || value === null) return value;
      return ripeAt(careful, cell.kind, field, value) > now ? null : coarse(field, value);
    }
  }
}

/** From when on (ms) a value that was withheld because it lies ahead is let out; −Infinity when it never was. */
export function ripeFrom(sight: Sight, cell: CellRef, value: CellValue): number {
  const careful = carefulOf(sight);
  const field = fieldOf(cell.kind, cell.field);
  return careful && field ? ripeAt(careful, cell.kind, field, value) : -Infinity;
}

/** From when on (ms) a view is told of a change that was made at `setAt`. */
export function toldFrom(sight: Sight, kind: string, setAt: number): number {
  const careful = carefulOf(sight);
  return careful ? setAt + lateBy(careful, kind) : setAt;
}

/** Does this view know the cell at all (for errors, forms, history)? */
export function shows(view: View, address: CellAddress): boolean {
  const cell = parseAddress(address);
  return cell !== undefined && showsField(view, cell.kind, cell.field);
}

/** Does this view know the field at all, however careful it is? */
export function showsField(view: View, kind: string, field: string): boolean {
  const declared = fieldOf(kind, field);
  return declared !== undefined && (view === 'full' || declared.restricted !== true);
}

/** May this view see that somebody is in this field just now? Not where it is late: the field itself would be news. */
export function showsFocus(sight: Sight, address: CellAddress): boolean {
  const cell = parseAddress(address);
  const careful = carefulOf(sight);
  return cell !== undefined && shows(sight.view, address) && !(careful && lateBy(careful, cell.kind) > 0);
}
