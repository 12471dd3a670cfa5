// A route's line on the ground: its length and the place of a km on it and back; WGS 84, distances over the sphere.
import { along } from '@turf/along';
import { length } from '@turf/length';
import { nearestPointOnLine } from '@turf/nearest-point-on-line';
import { toTenth } from './units.ts';

/** degrees, WGS 84 */
export type LonLat = readonly [lon: number, lat: number];

/** The length of a line in km, unrounded. */
export function lengthOf(line: readonly LonLat[]): number {
  return line.length < 2 ? 0 : length(featureOf(line), { units: 'kilometers' });
}

/** The length as the board carries it: km with one decimal. */
export function lengthKmOf(line: readonly LonLat[]): number {
  return toTenth(lengthOf(line));
}

/** Where a km lies; beyond the ends: the end. Null for a line without points. */
export function pointAtKm(line: readonly LonLat[], km: number): LonLat | null {
  const [first] = line;
  if (!first) return null;
  if (line.length < 2 || km <= 0) return first;
  const [lon, lat] = along(featureOf(line), km, { units: 'kilometers' }).geometry.coordinates;
  return lon === undefined || lat === undefined ? first : [lon, lat];
}

/** The km of the place on the line nearest to a point, and how far off the line the point is, km. */
export function kmOfPoint(
  line: readonly LonLat[],
  point: LonLat,
): { readonly km: number; readonly offKm: number } | null {
  if (line.length < 2) return null;
  const { properties } = nearestPointOnLine(featureOf(line), [...point], { units: 'kilometers' });
  return { km: properties.lineDistance, offKm: properties.pointDistance };
}

/** Radius of the sphere that turf reckons on, km. */
const EARTH_KM = 6371.0088;

/** The distance between two points, km (haversine). */
export function distanceKm([lon, lat]: LonLat, [otherLon, otherLat]: LonLat): number {
  const [a, b] = [radians(lat), radians(otherLat)];
  const sides =
    Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(otherLon - lon) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(sides)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function featureOf(line: readonly LonLat[]) {
  const coordinates = line.map(([lon, lat]) => [lon, lat]);
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } } as const;
}
