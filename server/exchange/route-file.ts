// A route from a file: one line with its length in km and a name, what was noticed, or why not. Never throws on content.
import { note, type ImportFormat, type ImportNote, type ImportProblem } from '#domain/import-outcome.ts';
import { distanceKm, lengthKmOf, type LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { thinned } from '#domain/thinning.ts';
import { KM_MAX } from '#domain/values.ts';
import { linesOfGeoJson, type Found } from './geojson.ts';
import { Halt, halted } from './halt.ts';
import { readJson } from './json-text.ts';
import { oneLine } from './one-line.ts';
import { routeName } from './route-name.ts';
import { linesOfXml } from './xml-lines.ts';

export interface RouteDraft {
  readonly name: string;
  /** degrees with six decimals (a tenth of a metre) */
  readonly line: readonly LonLat[];
  /** km with one decimal, along exactly this line */
  readonly lengthKm: number;
  readonly notes: readonly ImportNote[];
}

/**
 * Reads a route out of a text. `fileName` serves as its name where the file has none; `near` are points of the room's
 * other routes, to question a line that lies far from all of them.
 */
export function readRoute(
  text: string,
  format: Exclude<ImportFormat, 'csv'>,
  fileName: string,
  near: readonly LonLat[] = [],
): { readonly route: RouteDraft } | { readonly problems: readonly ImportProblem[] } {
  const read = halted(() => {
    const found = format === 'geojson' ? linesOfGeoJson(readJson(text)) : linesOfXml(text, format);
    return found.problems.length > 0 ? found : { ...found, draft: draftOf(found, fileName, near) };
  });
  if ('problems' in read) return read;
  return 'draft' in read.value ? { route: read.value.draft } : { problems: read.value.problems };
}

function draftOf(found: Found, fileName: string, near: readonly LonLat[]): RouteDraft {
  const one = oneLine(found);
  const less = thinned(one.line, IMPORT_LIMITS.keptVertices);
  const line = less.line.map(([lon, lat]): LonLat => [round(lon), round(lat)]);
  const lengthKm = lengthKmOf(line);
  if (lengthKm < 0.1) throw new Halt('too-short');
  if (lengthKm > KM_MAX) throw new Halt('too-long-line', {}, { max: KM_MAX });
  const notes = [...one.notes, ...questions(line, near)];
  if (less.line.length < one.line.length) {
    notes.push(note('simplified', { from: one.line.length, to: line.length, metres: less.offMetres }));
  }
  const { name, notes: named } = routeName(one.name, fileName);
  if (name === '') throw new Halt('name');
  if (one.of > 1) notes.unshift(note('longest-of-several', { n: one.of, km: lengthKm.toFixed(1) }));
  return { name, line, lengthKm, notes: [...notes, ...named] };
}

/** Nobody can tell swapped axes from numbers alone when both fit; but a line that lies at home once swapped is telling. */
function questions(line: readonly LonLat[], near: readonly LonLat[]): readonly ImportNote[] {
  const [start] = line;
  if (!start || near.length === 0) return [];
  const away = Math.min(...near.map((point) => distanceKm(point, start)));
  if (away <= IMPORT_LIMITS.farKm) return [];
  const [lon, lat] = start;
  const swapped =
    Math.abs(lon) <= 90 ? Math.min(...near.map((point) => distanceKm(point, [lat, lon]))) : Infinity;
  return [
    swapped <= IMPORT_LIMITS.farKm ? note('maybe-swapped') : note('far-away', { km: Math.round(away) }),
  ];
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
