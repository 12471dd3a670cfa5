// A route's line beside the document: GeoJSON bytes under their SHA-256, which is all that the board's cell holds.
import { createHash } from 'node:crypto';
import { lengthKmOf, type LonLat } from '#domain/line.ts';
import type { Store } from '../journal/store.ts';
import { readJson } from './json-text.ts';
import { linesOfGeoJson } from './geojson.ts';
import { halted } from './halt.ts';

/** Keeps a line for a room; the same line has the same hash. Answers the hash and the length in km, one decimal. */
export async function keepLine(
  store: Pick<Store, 'putBlob'>,
  room: string,
  line: readonly LonLat[],
): Promise<{ readonly hash: string; readonly lengthKm: number }> {
  const bytes = lineBytes(line);
  const hash = lineHash(line);
  await store.putBlob(room, hash, bytes);
  return { hash, lengthKm: lengthKmOf(line) };
}

/** SHA-256 in hex of the bytes a line is kept as. */
export function lineHash(line: readonly LonLat[]): string {
  return createHash('sha256').update(lineBytes(line)).digest('hex');
}

/** A GeoJSON LineString (RFC 7946), longitude first. */
export function lineBytes(line: readonly LonLat[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ type: 'LineString', coordinates: line }));
}

/** Reads a kept line back; empty when the bytes are none. */
export function lineOfBytes(bytes: Uint8Array): readonly LonLat[] {
  const read = halted(() => linesOfGeoJson(readJson(new TextDecoder().decode(bytes))));
  return 'value' in read ? (read.value.lines[0]?.parts[0] ?? []) : [];
}
