// When does a convoy need drone cover, and for which tasks: while it is under way, or while it plans to be.
import { estimateStart, etaOf } from './estimate.ts';
import { isMoving } from './freshness.ts';
import type { Of } from './kinds/registry.ts';

export type Task = NonNullable<Of<'cover'>['task']>;

/** ms, `from` included, `to` excluded */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface CoverNeed extends Span {
  readonly task: Task;
}

/** What a convoy needs, seen at `now` (ms). A convoy under way without a known arrival needs cover until it arrives. */
export function needsOf(convoy: Of<'convoy'>, now: number): readonly CoverNeed[] {
  const span = underWay(convoy, now);
  if (span === null || span.to <= span.from) return [];
  const needs: CoverNeed[] = [];
  if (convoy.needIntel === true) needs.push({ task: 'intelligence', ...span });
  if (convoy.needResponse === true) needs.push({ task: 'rapid_response', ...span });
  return needs;
}

/** From departure to arrival as known, reckoned or planned; null when it goes nowhere. */
export function underWay(convoy: Of<'convoy'>, now: number): Span | null {
  const start = estimateStart(convoy, now);
  if (isMoving(convoy.phase)) {
    // One that reckoning puts at its end but nobody reported there is still on the road, who knows how long.
    const to = etaOf(convoy, now).at;
    return { from: start ?? now, to: to === null || to <= now ? Infinity : to };
  }
  switch (convoy.phase) {
    case 'planned':
    case 'staged':
    case null:
    case undefined: {
      const { at } = etaOf(convoy, now);
      return start === null || at === null ? null : { from: start, to: at };
    }
    case 'arrived':
    case 'offloaded':
    case 'closed':
      return typeof convoy.atd === 'number' && typeof convoy.ata === 'number'
        ? { from: convoy.atd, to: convoy.ata }
        : null;
    default:
      return null;
  }
}
