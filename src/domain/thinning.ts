// Fewer points, the same line: takes away the points whose triangle with their neighbours is smallest.
// Visvalingam and Whyatt, "Line generalisation by repeated elimination of points" (1993), with a heap: n log n always.
import { distanceKm, type LonLat } from './line.ts';

/** The line with at most `keep` points (at least 2), and how far in metres a left-out point lies from it at most. */
export function thinned(
  line: readonly LonLat[],
  keep: number,
): { readonly line: readonly LonLat[]; readonly offMetres: number } {
  const target = Math.max(2, keep);
  if (line.length <= target) return { line, offMetres: 0 };
  const gone = removalOrder(line, line.length - target);
  const kept: number[] = [];
  for (let i = 0; i < line.length; i += 1) if (gone[i] === 0) kept.push(i);
  return {
    line: kept.map((i) => line[i]).filter((point) => point !== undefined),
    offMetres: offset(line, kept),
  };
}

/** Marks `count` inner points, the least telling first. */
function removalOrder(line: readonly LonLat[], count: number): Uint8Array {
  const gone = new Uint8Array(line.length);
  const before = Int32Array.from(line, (_, i) => i - 1);
  const after = Int32Array.from(line, (_, i) => i + 1);
  const area = new Float64Array(line.length).fill(Infinity);
  const heap = new Heap();
  const measure = (i: number) => areaOf(line[before[i] ?? 0], line[i], line[after[i] ?? 0]);
  for (let i = 1; i < line.length - 1; i += 1) {
    area[i] = measure(i);
    heap.push(i, area[i] ?? 0);
  }
  for (let left = count; left > 0;) {
    const next = heap.pop();
    if (next === undefined) break;
    // An entry whose area changed since is stale; its newer entry is in the heap too.
    if (gone[next.item] === 1 || area[next.item] !== next.key) continue;
    gone[next.item] = 1;
    left -= 1;
    const [low, high] = [before[next.item] ?? 0, after[next.item] ?? 0];
    after[low] = high;
    before[high] = low;
    for (const i of [low, high]) {
      if (i === 0 || i === line.length - 1) continue;
      // Never smaller than what was just taken away, or corners would go before their surroundings.
      area[i] = Math.max(next.key, measure(i));
      heap.push(i, area[i] ?? 0);
    }
  }
  return gone;
}

/** Twice the area of a triangle in square degrees, narrowed towards the poles as the meridians are. */
function areaOf(a: LonLat | undefined, b: LonLat | undefined, c: LonLat | undefined): number {
  if (!a || !b || !c) return Infinity;
  const narrow = Math.cos((b[1] * Math.PI) / 180);
  return Math.abs((b[0] - a[0]) * narrow * (c[1] - a[1]) - (c[0] - a[0]) * narrow * (b[1] - a[1]));
}

function offset(line: readonly LonLat[], kept: readonly number[]): number {
  let most = 0;
  for (let k = 1; k < kept.length; k += 1) {
    const [from, to] = [kept[k - 1] ?? 0, kept[k] ?? 0];
    for (let i = from + 1; i < to; i += 1) most = Math.max(most, offSegment(line[i], line[from], line[to]));
  }
  return Math.ceil(most * 1000);
}

/** km from a point to the segment a–b, on the plane around it: good to a percent over tens of km. */
function offSegment(point: LonLat | undefined, a: LonLat | undefined, b: LonLat | undefined): number {
  if (!point || !a || !b) return 0;
  const narrow = Math.cos((point[1] * Math.PI) / 180);
  const [dx, dy] = [(b[0] - a[0]) * narrow, b[1] - a[1]];
  const size = dx * dx + dy * dy;
  const along = size === 0 ? 0 : ((point[0] - a[0]) * narrow * dx + (point[1] - a[1]) * dy) / size;
  const share = Math.min(1, Math.max(0, along));
  return distanceKm(point, [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
}

interface Entry {
  readonly item: number;
  readonly key: number;
}

/** A binary heap, smallest key first. */
class Heap {
  readonly #entries: Entry[] = [];

  push(item: number, key: number): void {
    const all = this.#entries;
    let at = all.length;
    const entry = { item, key };
    all.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = all[parent];
      if (!above || above.key <= key) break;
      all[at] = above;
      at = parent;
    }
    all[at] = entry;
  }

  pop(): Entry | undefined {
    const all = this.#entries;
    const first = all[0];
    const last = all.pop();
    if (!first || !last || all.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = all[2 * at + 1];
      if (!left) break;
      const right = all[2 * at + 2];
      const [child, next] = right && right.key < left.key ? [right, 2 * at + 2] : [left, 2 * at + 1];
      if (child.key >= last.key) break;
      all[at] = child;
      at = next;
    }
    all[at] = last;
    return first;
  }
}
