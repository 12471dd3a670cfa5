// Does a cover window reach the convoy: its stretch of the route must hold the estimated km with all its uncertainty.
import type { Span } from './cover-need.ts';
import { estimateAt } from './estimate.ts';
import type { Of } from './kinds/registry.ts';

const MINUTE = 60_000;

/** Where a window is, as one word: two windows of one drone with different words cannot both be flown. */
export function placeOf(cover: Of<'cover'>): string {
  if (typeof cover.convoy === 'string') return cover.convoy;
  return `${cover.route ?? ''} ${cover.fromKm ?? ''} ${cover.toKm ?? ''}`;
}

/** Is the convoy within the window's stretch at a time (ms)? A window without a stretch goes wherever the convoy goes. */
export function inReach(cover: Of<'cover'>, convoy: Of<'convoy'>, at: number): boolean {
  const stretch = stretchOf(cover);
  if (stretch === null) return true;
  const { km, uncertaintyKm } = estimateAt(convoy, at);
  const ends = [convoy.fromKm ?? 0, convoy.toKm ?? 0];
  // Doubt does not lead beyond the convoy's own way: it does not drive past its start or its end.
  const low = Math.max(Math.min(...ends), km - uncertaintyKm);
  const high = Math.min(Math.max(...ends), km + uncertaintyKm);
  return low >= stretch.from && high <= stretch.to;
}

/**
 * Times (ms, to the second) within `span` at which the convoy enters or leaves the window's stretch. The estimate
 * is followed minute by minute and each change then narrowed down: changes closer together than a minute are lost.
 */
export function reachChanges(cover: Of<'cover'>, convoy: Of<'convoy'>, span: Span): readonly number[] {
  if (stretchOf(cover) === null) return [];
  const from = Math.max(span.from, cover.from ?? span.from);
  const to = Math.min(span.to, cover.to ?? span.to);
  const changes: number[] = [];
  for (let at = from; at < to; at += MINUTE) {
    const next = Math.min(to, at + MINUTE);
    const here = inReach(cover, convoy, at);
    if (here === inReach(cover, convoy, next)) continue;
    changes.push(narrow(at, next, (middle) => inReach(cover, convoy, middle) === here));
  }
  return changes;
}

function narrow(low: number, high: number, same: (at: number) => boolean): number {
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2);
    if (same(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function stretchOf(cover: Of<'cover'>): Span | null {
  const { fromKm, toKm } = cover;
  if (typeof fromKm !== 'number' && typeof toKm !== 'number') return null;
  const ends = [fromKm ?? 0, toKm ?? Infinity];
  return { from: Math.min(...ends), to: Math.max(...ends) };
}
