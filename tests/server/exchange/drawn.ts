// Route files drawn by hand for tests, and what reading them answers in short.
import type { LonLat } from '#domain/line.ts';
import { readFile } from '#server/exchange/read-file.ts';
import { file } from './world.ts';

/** The route in short, or `[code, row, field]` of each problem. */
export function read(name: string, content: string | Uint8Array, near: readonly LonLat[] = []) {
  const answer = readFile(file(name, content), near);
  switch (answer.is) {
    case 'route': {
      const { name: called, lengthKm, line, notes } = answer.route;
      return { name: called, lengthKm, points: line.length, notes: notes.map(({ code }) => code) };
    }
    case 'bad':
      return answer.problems.map(({ row, field, code }) => [code, row, field]);
    case 'convoy':
      return 'a table';
  }
}

export const gpx = (inside: string): string => `<?xml version="1.0"?><gpx version="1.1">${inside}</gpx>`;
export const track = (
  ...points: readonly (readonly [lat: number | string, lon: number | string])[]
): string =>
  `<trk><name>North</name><trkseg>${points.map(([lat, lon]) => `<trkpt lat="${lat}" lon="${lon}"/>`).join('')}</trkseg></trk>`;
export const kml = (inside: string): string =>
  `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${inside}</Document></kml>`;
export const line = (coordinates: unknown, more: object = {}): string =>
  JSON.stringify({ type: 'LineString', coordinates, ...more });
