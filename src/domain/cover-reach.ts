// Does a cover window reach the convoy: its stretch of the route must hold the estimated km with all its uncertainty.
import type { Span } from './cover-need.ts';
import { estimator, type Estimate } from './estimate.ts';
import type { Of } from './kinds/registry.ts';

const MINUTE = 60_000;

/** Where a window is, as one word: two windows of one drone with different words cannot both be flown. */
export function placeOf(cover: Of<'cover'>): string {
  if (typeof cover.convoy === 'string') return cover.convoy;
  return `${cover.route ?? ''} ${cover.fromKm ?? ''} ${cover.toKm ?? ''}`;
}

/** Where one convoy may be, minute by minute: worked out once for all windows that ask. */
export class Reach {
  readonly #estimate: (at: number) => Estimate;
  readonly #low: number;
  readonly #high: number;
  readonly #minutes = new Map<number, Edges>();

  constructor(convoy: Of<'convoy'>) {
    this.#estimate = estimator(convoy);
    this.#low = Math.min(convoy.fromKm ?? 0, convoy.toKm ?? 0);
    this.#high = Math.max(convoy.fromKm ?? 0, convoy.toKm ?? 0);
  }

  /** Is the convoy for certain within the window's stretch at a time (ms)? Without a stretch it goes wherever the convoy goes. */
  holds(cover: Of<'cover'>, at: number): boolean {
    const stretch = stretchOf(cover);
    return stretch === null || isWithin(this.#edgesAt(at), stretch);
  }

  /**
   * Times (ms, to the second) within `span` at which the convoy enters or leaves the window's stretch. The estimate
   * is followed minute by minute and each change then narrowed down: changes closer together than a minute are lost.
   */
  changes(cover: Of<'cover'>, span: Span): readonly number[] {
    const stretch = stretchOf(cover);
    if (stretch === null) return [];
    const from = Math.max(span.from, cover.from ?? span.from);
    const to = Math.min(span.to, cover.to ?? span.to);
    const changes: number[] = [];
    let here = from < to && isWithin(this.#edgesAt(from), stretch);
    for (let at = from; at < to;) {
      const next = Math.min(to, (Math.floor(at / MINUTE) + 1) * MINUTE);
      const there = isWithin(next === to ? this.#edgesAt(next) : this.#edgesOnMinute(next), stretch);
      if (here !== there) {
        const was = here;
        changes.push(narrow(at, next, (middle) => isWithin(this.#edgesAt(middle), stretch) === was));
      }
      here = there;
      at = next;
    }
    return changes;
  }

  #edgesOnMinute(at: number): Edges {
    let edges = this.#minutes.get(at);
    if (!edges) {
      edges = this.#edgesAt(at);
      this.#minutes.set(at, edges);
    }
    return edges;
  }

  /** Doubt does not lead beyond the convoy's own way: it does not drive past its start or its end. */
  #edgesAt(at: number): Edges {
    const { km, uncertaintyKm } = this.#estimate(at);
    return { low: Math.max(this.#low, km - uncertaintyKm), high: Math.min(this.#high, km + uncertaintyKm) };
  }
}

/** km between which the convoy is */
interface Edges {
  readonly low: number;
  readonly high: number;
}

function isWithin(edges: Edges, stretch: Edges): boolean {
  return edges.low >= stretch.low && edges.high <= stretch.high;
}

function narrow(low: number, high: number, same: (at: number) => boolean): number {
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2);
    if (same(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function stretchOf(cover: Of<'cover'>): Edges | null {
  const { fromKm, toKm } = cover;
  if (typeof fromKm !== 'number' && typeof toKm !== 'number') return null;
  const ends = [fromKm ?? 0, toKm ?? Infinity];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
