// The careful view of a value: places on a grid, whole kilometres, late by the room's delay, nothing that lies ahead.
import { onGrid } from './grid.ts';
import { kindOf } from './kinds/registry.ts';
import type { CellValue, FieldDecl, PartType, Primitive } from './kinds/shape.ts';

/** How careful a room is. */
export interface Careful {
  /** ms by which records of delayed kinds are shown late */
  readonly delayMs: number;
}

/** ms by which cells of this kind are shown late. */
export function lateBy({ delayMs }: Careful, kind: string): number {
  return kindOf(kind)?.late ? delayMs : 0;
}

/**
 * When the times within a value have passed in this view, ms. INVARIANT: a view that is late by half an hour is half an
 * hour behind with plans too: a departure shown at its minute would tell where the convoy is now.
 */
export function ripeAt(careful: Careful, kind: string, field: FieldDecl, value: CellValue): number {
  if (kindOf(kind)?.foretells) return -Infinity;
  const times = partsOf(field, value).flatMap(([part, one]) =>
    part.type === 'time' && typeof one === 'number' ? [one] : [],
  );
  return Math.max(-Infinity, ...times) + lateBy(careful, kind);
}

/** The value with its places and kilometres made coarse. A part that is not of its type is let out as null. */
export function coarse(field: FieldDecl, value: CellValue): CellValue {
  if (field.type !== 'tuple') return isPart(field) ? coarsePart(field, value as Primitive) : value;
  if (!isTuple(value)) return null;
  const at = (type: PartType['type']): number => field.parts.findIndex((part) => part.type === type);
  const [east, north] = [at('lon'), at('lat')];
  const [lon, lat] = [value[east], value[north]];
  const point = typeof lon === 'number' && typeof lat === 'number' ? onGrid(lon, lat) : undefined;
  return field.parts.map((part, i): Primitive => {
    if (i === east) return point?.[0] ?? null;
    if (i === north) return point?.[1] ?? null;
    return coarsePart(part, value[i] ?? null);
  });
}

function coarsePart(part: PartType, value: Primitive): Primitive {
  switch (part.type) {
    case 'km':
      return typeof value === 'number' ? Math.round(value) : null;
    case 'lon':
    case 'lat':
      return null; // half a place is none
    default:
      return value;
  }
}

function partsOf(field: FieldDecl, value: CellValue): (readonly [PartType, Primitive])[] {
  if (field.type !== 'tuple') return isPart(field) ? [[field, value as Primitive]] : [];
  return isTuple(value) ? field.parts.map((part, i) => [part, value[i] ?? null] as const) : [];
}

function isPart(field: FieldDecl): field is FieldDecl & PartType {
  switch (field.type) {
    case 'ref':
    case 'refs':
    case 'record':
    case 'hash':
    case 'uuid':
    case 'tuple':
      return false;
    default:
      return true;
  }
}

function isTuple(value: CellValue): value is readonly Primitive[] {
  return Array.isArray(value);
}
