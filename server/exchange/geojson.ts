// Finds the lines in GeoJSON (RFC 7946), each point checked and every refusal pointing at its place in the file.
import type { ImportProblem } from '#domain/import-outcome.ts';
import { problem } from '#domain/import-outcome.ts';
import type { LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { Halt } from './halt.ts';
import { pointerOf, type Json, type JsonObject } from './json-text.ts';
import { checkPoint } from './points.ts';

/** One line of a file, in one or several recorded parts. */
export interface FoundLine {
  readonly name: string | null;
  readonly parts: readonly (readonly LonLat[])[];
}

/** All that is of use in a file, and what was passed over. */
export interface Found {
  readonly lines: readonly FoundLine[];
  readonly points: number;
  readonly areas: number;
  readonly problems: readonly ImportProblem[];
}

type Path = readonly (string | number)[];

/** Throws `Halt` when this is no GeoJSON at all; points that are no places come as problems. */
export function linesOfGeoJson(json: Json): Found {
  const search = new Search();
  search.object(json, [], null);
  return search;
}

class Search implements Found {
  readonly lines: FoundLine[] = [];
  readonly problems: ImportProblem[] = [];
  points = 0;
  areas = 0;
  #vertices = 0;

  object(json: Json, path: Path, name: string | null): void {
    const object = objectOf(json, path, 'type');
    checkSystem(object, path);
    switch (object['type']) {
      case 'FeatureCollection':
        return listOf(object['features'], [...path, 'features'], 'features').forEach((feature, i) => {
          const at = [...path, 'features', i];
          const one = objectOf(feature, at, 'features');
          if (one['type'] !== 'Feature')
            throw new Halt('not-geojson', { field: pointerOf([...at, 'type']) }, { expected: 'type' });
          this.object(one, at, name);
        });
      case 'Feature': {
        const geometry = object['geometry'];
        if (geometry === undefined)
          throw new Halt(
            'not-geojson',
            { field: pointerOf([...path, 'geometry']) },
            { expected: 'geometry' },
          );
        if (geometry !== null)
          this.#geometry(geometry, [...path, 'geometry'], nameOf(object['properties'] ?? null) ?? name);
        return;
      }
      default:
        this.#geometry(object, path, name);
    }
  }

  #geometry(json: Json, path: Path, name: string | null): void {
    const geometry = objectOf(json, path, 'geometry');
    const at = [...path, 'coordinates'];
    const coordinates = geometry['coordinates'] ?? null;
    switch (geometry['type']) {
      case 'LineString':
        this.lines.push({ name, parts: [this.#line(coordinates, at)] });
        return;
      case 'MultiLineString': {
        const parts = listOf(coordinates, at, 'coordinates');
        this.lines.push({ name, parts: parts.map((part, i) => this.#line(part, [...at, i])) });
        return;
      }
      case 'GeometryCollection':
        listOf(geometry['geometries'], [...path, 'geometries'], 'geometries').forEach((one, i) =>
          this.#geometry(one, [...path, 'geometries', i], name),
        );
        return;
      case 'Point':
        this.points += 1;
        return;
      case 'MultiPoint':
        this.points += listOf(coordinates, at, 'coordinates').length;
        return;
      case 'Polygon':
      case 'MultiPolygon':
        this.areas += 1;
        return;
      default:
        throw new Halt('not-geojson', { field: pointerOf([...path, 'type']) }, { expected: 'type' });
    }
  }

  #line(json: Json, path: Path): LonLat[] {
    const line: LonLat[] = [];
    listOf(json, path, 'coordinates').forEach((point, i) => {
      this.#vertices += 1;
      if (this.#vertices > IMPORT_LIMITS.vertices) {
        throw new Halt(
          'too-many-points',
          { field: pointerOf([...path, i]) },
          { max: IMPORT_LIMITS.vertices },
        );
      }
      const [lon, lat] = Array.isArray(point) ? (point as readonly Json[]) : [];
      const found = checkPoint(lon, lat);
      if (found === null) line.push([Number(lon), Number(lat)]);
      else if (this.problems.length < IMPORT_LIMITS.problems) {
        this.problems.push(problem(found, { field: pointerOf([...path, i]) }));
      }
    });
    return line;
  }
}

/** RFC 7946 knows WGS 84 only; the older `crs` member may say so, or name another system. */
function checkSystem(object: JsonObject, path: Path): void {
  const crs = object['crs'];
  if (crs === undefined || crs === null) return;
  const name =
    isObject(crs) && isObject(crs['properties'] ?? null) ? (crs['properties'] as JsonObject)['name'] : null;
  if (typeof name !== 'string' || !/(?:CRS84|EPSG:{1,2}(?:\d*:)?4326)$/i.test(name)) {
    throw new Halt('crs', { field: pointerOf([...path, 'crs']) });
  }
}

function nameOf(properties: Json): string | null {
  if (!isObject(properties)) return null;
  const name = properties['name'] ?? properties['title'];
  return typeof name === 'string' && name.trim() !== '' ? name : null;
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function objectOf(json: Json, path: Path, expected: string): JsonObject {
  if (!isObject(json)) throw new Halt('not-geojson', { field: pointerOf(path) }, { expected });
  return json;
}

function listOf(json: Json | undefined, path: Path, expected: string): readonly Json[] {
  if (!Array.isArray(json)) throw new Halt('not-geojson', { field: pointerOf(path) }, { expected });
  return json as readonly Json[];
}
