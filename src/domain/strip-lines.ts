// A convoy's line on the strip: solid up to the last report, dotted while reckoned, dashed where only planned.
import type { Span } from './cover-need.ts';
import { bendsOf, estimateStart, estimator, etaOf, radioOf } from './estimate.ts';
import { isMoving } from './freshness.ts';
import type { Of } from './kinds/registry.ts';

/** km on the route, ms */
export type Point = readonly [km: number, at: number];

export interface Line {
  /** solid: reported · dotted: reckoned from a report · dashed: planned */
  readonly style: 'solid' | 'dotted' | 'dashed';
  readonly points: readonly Point[];
}

type Convoy = Of<'convoy'>;

/** The pieces of a convoy's line inside `span`; none for a convoy that goes nowhere in it. */
export function linesOf(convoy: Convoy, span: Span, now: number): readonly Line[] {
  if (convoy.phase === 'aborted') return [];
  const start = estimateStart(convoy, now);
  const end = etaOf(convoy, now).at;
  const report = radioOf(convoy);
  const reported = lastReported(convoy);
  const lines: Line[] = [];
  const add = (style: Line['style'], from: number | null, to: number | null) => {
    if (from === null || to === null) return;
    const cut = { from: Math.max(from, span.from), to: Math.min(to, span.to) };
    if (cut.from < cut.to) lines.push({ style, points: pathOf(convoy, cut, now) });
  };
  if (reported !== null) add('solid', Math.min(start ?? reported, reported), reported);
  if (typeof convoy.ata === 'number' || !(isMoving(convoy.phase) || start !== null)) return lines;
  if (isMoving(convoy.phase)) {
    // Nobody reported an arrival, so the reckoned line goes on to now and waits at the end.
    const since = reported ?? start ?? now;
    add(report ? 'dotted' : 'dashed', since, now);
    add('dashed', now, end === null ? null : Math.max(now, end));
  } else if (report === null || !hasEnded(convoy)) add('dashed', start, end);
  return lines;
}

/** The way of a convoy over `span` as a line of points, bending only where the estimate does. */
export function pathOf(convoy: Convoy, span: Span, now: number): readonly Point[] {
  const inside = [...bendsOf(convoy, now), now]
    .filter((at) => at > span.from && at < span.to)
    .sort((a, b) => a - b);
  const estimate = estimator(convoy);
  return [...new Set([span.from, ...inside, span.to])].map((at): Point => [
    Math.round(estimate(at).km * 100) / 100,
    at,
  ]);
}

/** ms of the newest fact about where it is: arrival, else the last radio report, else departure. */
function lastReported(convoy: Convoy): number | null {
  return convoy.ata ?? radioOf(convoy)?.at ?? null;
}

function hasEnded(convoy: Convoy): boolean {
  return convoy.phase === 'arrived' || convoy.phase === 'offloaded' || convoy.phase === 'closed';
}
