// Makes one line of what a file holds: joins the parts of a recording, takes the longest of several, and says so.
import { note, type ImportNote } from '#domain/import-outcome.ts';
import { distanceKm, lengthOf, type LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { toTenth } from '#domain/units.ts';
import type { Found, FoundLine } from './geojson.ts';
import { Halt } from './halt.ts';

export interface OneLine {
  readonly name: string | null;
  readonly line: readonly LonLat[];
  readonly notes: readonly ImportNote[];
  /** how many lines the file holds; only one was taken */
  readonly of: number;
}

/** Throws `Halt` when there is no line with at least two different points. */
export function oneLine(found: Found): OneLine {
  const whole = found.lines.map(wholeOf).sort((a, b) => b.km - a.km);
  const best = whole[0];
  if (!best) throw nothing(found);
  if (best.line.length < 2) throw new Halt(best.line.length === 1 ? 'one-point' : 'no-points');
  const notes = [...best.notes];
  const of = whole.filter(({ line }) => line.length > 1).length;
  if (found.points > 0) notes.push(note('points-left-out', { n: found.points }));
  if (found.areas > 0) notes.push(note('areas-left-out', { n: found.areas }));
  notes.push(...jumps(best.line));
  return { name: best.name, line: best.line, notes, of };
}

function nothing(found: Found): Halt {
  if (found.points > 0 && found.areas > 0) return new Halt('only-points-and-areas');
  if (found.points > 0) return new Halt('only-points', {}, { n: found.points });
  return new Halt(found.areas > 0 ? 'only-areas' : 'no-line');
}

interface Whole extends Omit<OneLine, 'of'> {
  readonly km: number;
}

/** Joins the parts of one recording in their order, where every gap is small; else takes the longest part. */
function wholeOf({ name, parts }: FoundLine): Whole {
  const real = parts.map(withoutRepeats).filter((part) => part.length > 0);
  const gaps = real.slice(1).map((part, i) => gapBetween(real[i], part));
  const widest = Math.max(0, ...gaps);
  if (widest <= IMPORT_LIMITS.joinKm) {
    const line = withoutRepeats(real.flat());
    const notes =
      real.length > 1 ? [note('joined', { n: real.length, metres: Math.round(widest * 1000) })] : [];
    return { name, line, notes, km: lengthOf(line) };
  }
  const [longest] = real.map((line) => ({ line, km: lengthOf(line) })).sort((a, b) => b.km - a.km);
  const notes = [note('longest-part', { n: real.length, km: toTenth(widest) })];
  return { name, line: longest?.line ?? [], notes, km: longest?.km ?? 0 };
}

/** A recorder that stands still writes the same place again and again: no information, only points. */
function withoutRepeats(line: readonly LonLat[]): readonly LonLat[] {
  return line.filter(([lon, lat], i) => lon !== line[i - 1]?.[0] || lat !== line[i - 1]?.[1]);
}

function gapBetween(before: readonly LonLat[] | undefined, after: readonly LonLat[]): number {
  const [end, start] = [before?.at(-1), after[0]];
  return end && start ? distanceKm(end, start) : 0;
}

function jumps(line: readonly LonLat[]): readonly ImportNote[] {
  let most = 0;
  for (const [i, point] of line.entries()) {
    const last = line[i - 1];
    if (last) most = Math.max(most, distanceKm(last, point));
  }
  return most > IMPORT_LIMITS.jumpKm ? [note('jump', { km: Math.round(most) })] : [];
}
