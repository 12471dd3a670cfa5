// Who answers for which kilometre: segments and waypoints of a route in order, by linear referencing (km from the start).
import { isArchived, type Board } from './board-model.ts';
import type { Of } from './kinds/registry.ts';

export interface Segment {
  readonly id: string;
  readonly fromKm: number;
  readonly toKm: number;
  /** record id of the responsible party */
  readonly party: string;
  readonly name: string | null;
  readonly condition: NonNullable<Of<'segment'>['condition']>;
}

export interface Checkpoint {
  readonly id: string;
  readonly km: number;
  readonly name: string;
  readonly kind: NonNullable<Of<'checkpoint'>['kind']>;
  readonly party: string | null;
  readonly condition: NonNullable<Of<'checkpoint'>['condition']>;
}

/** Segments of a route (record id), from its start; archived ones left out. */
export function segmentsOn(board: Board, route: string): readonly Segment[] {
  const found: Segment[] = [];
  for (const [id, { route: on, fromKm, toKm, party, name, condition, archivedAt }] of board.segment) {
    if (on !== route || isArchived({ archivedAt: archivedAt ?? null })) continue;
    if (typeof fromKm !== 'number' || typeof toKm !== 'number' || typeof party !== 'string') continue;
    const [low, high] = fromKm <= toKm ? [fromKm, toKm] : [toKm, fromKm];
    found.push({ id, fromKm: low, toKm: high, party, name: name ?? null, condition: condition ?? 'unknown' });
  }
  return found.sort((a, b) => a.fromKm - b.fromKm || a.toKm - b.toKm || (a.id < b.id ? -1 : 1));
}

/** Every segment that holds this km. More than one with different parties means the corridor is drawn wrongly. */
export function segmentsAt(board: Board, route: string, km: number): readonly Segment[] {
  const all = segmentsOn(board, route);
  const inside = all.filter((segment) => segment.fromKm <= km && km < segment.toKm);
  // A boundary belongs to the segment that begins there; the very end belongs to the segment that ends there.
  return inside.length > 0 ? inside : all.filter((segment) => segment.fromKm <= km && km === segment.toKm);
}

/**
 * The party responsible at a km, with its evidence. Null where no segment lies, and where segments of different
 * parties overlap: a doubtful answer to "who is responsible" is worse than none.
 */
export function responsibleAt(
  board: Board,
  route: string,
  km: number,
): { readonly party: string; readonly segment: Segment } | null {
  const at = segmentsAt(board, route, km);
  const segment = at.at(-1);
  if (!segment || at.some((other) => other.party !== segment.party)) return null;
  return { party: segment.party, segment };
}

/** Waypoints of a route, from its start; archived ones left out. */
export function checkpointsOn(board: Board, route: string): readonly Checkpoint[] {
  const found: Checkpoint[] = [];
  for (const [id, { route: on, km, name, kind, party, condition, archivedAt }] of board.checkpoint) {
    if (on !== route || typeof km !== 'number' || isArchived({ archivedAt: archivedAt ?? null })) continue;
    found.push({
      id,
      km,
      name: name ?? id,
      kind: kind ?? 'checkpoint',
      party: party ?? null,
      condition: condition ?? 'unknown',
    });
  }
  return found.sort((a, b) => a.km - b.km || (a.id < b.id ? -1 : 1));
}
