// One row per convoy: everything the table says, worked out from the board; and the order in which people need them.
import { titleOf, type Board } from '#domain/board-model.ts';
import { responsibleAt } from '#domain/corridor.ts';
import type { Gap } from '#domain/coverage.ts';
import { needsOf } from '#domain/cover-need.ts';
import { estimateAt, etaOf, type Arrival, type Estimate } from '#domain/estimate.ts';
import { checkIn, isMoving, type CheckIn } from '#domain/freshness.ts';
import type { Of } from '#domain/kinds/registry.ts';

/** `ahead`: needs cover later and, as planned, has it · `none`: asked for no cover */
export type CoverLight =
  | { readonly light: 'covered' | 'ahead' | 'none' }
  | { readonly light: 'gap-now'; readonly gap: Gap }
  | { readonly light: 'gap-next'; readonly gap: Gap };

export interface ConvoyRow {
  readonly id: string;
  readonly callsign: string;
  readonly phase: NonNullable<Of<'convoy'>['phase']>;
  readonly moving: boolean;
  readonly where: Estimate;
  readonly call: CheckIn;
  readonly arrival: Arrival;
  readonly cover: CoverLight;
  /** title of the party that answers for the km it is at; null where nobody is named */
  readonly responsible: string | null;
  readonly rank: number;
}

/** Rows in reading order: without cover or overdue now, then the next gap, then who moves, then the plan, then the rest. */
export function convoyRows(
  board: Board,
  settings: Of<'room'>,
  gaps: readonly Gap[],
  now: number,
): readonly ConvoyRow[] {
  const rows = [...board.convoy].map(([id, convoy]) => {
    const where = estimateAt(convoy, now);
    const call = checkIn(convoy, settings, now);
    const arrival = etaOf(convoy, now);
    const moving = isMoving(convoy.phase);
    const cover = coverOf(
      convoy,
      gaps.filter((gap) => gap.convoy === id),
      now,
    );
    const at =
      convoy.route && where.source !== 'unknown' ? responsibleAt(board, convoy.route, where.km) : null;
    return {
      id,
      callsign: convoy.callsign ?? id,
      phase: convoy.phase ?? 'planned',
      moving,
      where,
      call,
      arrival,
      cover,
      responsible: at && titleOf(board, 'party', at.party),
      rank: rankOf(moving, cover, call, convoy.phase),
    } satisfies ConvoyRow;
  });
  return rows.sort(
    (a, b) =>
      a.rank - b.rank ||
      (a.arrival.at ?? Infinity) - (b.arrival.at ?? Infinity) ||
      (a.callsign < b.callsign ? -1 : 1),
  );
}

function coverOf(convoy: Of<'convoy'>, gaps: readonly Gap[], now: number): CoverLight {
  const needs = needsOf(convoy, now).filter((need) => need.to > now);
  if (needs.length === 0) return { light: 'none' };
  const ahead = gaps.filter((gap) => gap.to > now).sort((a, b) => a.from - b.from || b.to - a.to);
  const [gap] = ahead;
  if (gap) return { light: gap.from <= now ? 'gap-now' : 'gap-next', gap };
  return { light: needs.some((need) => need.from <= now) ? 'covered' : 'ahead' };
}

function rankOf(moving: boolean, cover: CoverLight, call: CheckIn, phase: Of<'convoy'>['phase']): number {
  const late = call.state === 'overdue' || call.state === 'critical' || call.state === 'lost_contact';
  if (moving && (late || cover.light === 'gap-now')) return 0;
  if (moving && cover.light === 'gap-next') return 1;
  if (moving) return 2;
  return phase === 'arrived' || phase === 'offloaded' || phase === 'closed' || phase === 'aborted' ? 4 : 3;
}
