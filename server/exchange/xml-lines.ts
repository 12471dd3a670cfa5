// Finds the lines in GPX, KML and TCX: looked over, parsed, every point checked, then converted by togeojson.
import { gpx, kml, tcx } from '@tmcw/togeojson';
import { DOMParser, ParseError, onWarningStopParsing, type Document } from '@xmldom/xmldom';
import type { FeatureCollection, Geometry } from 'geojson';
import { Halt } from './halt.ts';
import { linesOfGeoJson, type Found } from './geojson.ts';
import type { Json } from './json-text.ts';
import { checkXmlPoints, elementsOf } from './xml-points.ts';
import { scanXml } from './xml-scan.ts';

export type XmlFormat = 'gpx' | 'kml' | 'tcx';

/** Throws `Halt` when the file is no such XML; points that are no places come as problems. */
export function linesOfXml(text: string, format: XmlFormat): Found {
  const document = parse(scanXml(text));
  const check = checkXmlPoints(document);
  if (check.problems.length > 0) return { lines: [], points: 0, areas: 0, problems: check.problems };
  const found = linesOfGeoJson(plain(convert(document, format)));
  if (found.lines.length === 0) throwEmpty(document, check.lines, check.points);
  return found;
}

/** The converter leaves lines without points out: say which of the reasons it was. */
function throwEmpty(document: Document, lines: number, points: number): void {
  if (lines > 0) throw new Halt(points === 0 ? 'no-points' : 'one-point');
  for (const element of elementsOf(document))
    if (element.localName === 'NetworkLink') throw new Halt('network-link');
}

function parse(text: string): Document {
  try {
    return new DOMParser({ onError: onWarningStopParsing }).parseFromString(text, 'text/xml');
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const locator: unknown = error.locator;
    const hasLine = typeof locator === 'object' && locator !== null && 'lineNumber' in locator;
    const row =
      hasLine && typeof locator.lineNumber === 'number' && locator.lineNumber > 0 ? locator.lineNumber : null;
    throw new Halt('not-xml', { row });
  }
}

function convert(document: Document, format: XmlFormat): FeatureCollection<Geometry | null> {
  switch (format) {
    case 'gpx':
      return gpx(document);
    case 'kml':
      return kml(document, { skipNullGeometry: true });
    case 'tcx':
      return tcx(document);
    default:
      return format satisfies never;
  }
}

/** Only what a line needs: type, name, coordinates; heights, times and styles stay behind. */
function plain(collection: FeatureCollection<Geometry | null>): Json {
  const features = collection.features.map(({ geometry, properties }) => {
    const name: unknown = properties?.['name'];
    return {
      type: 'Feature',
      properties: { name: typeof name === 'string' ? name : null },
      geometry: shape(geometry),
    };
  });
  return { type: 'FeatureCollection', features };
}

function shape(geometry: Geometry | null): Json {
  if (geometry === null) return null;
  if (geometry.type === 'GeometryCollection') {
    return { type: geometry.type, geometries: geometry.geometries.map(shape) };
  }
  return { type: geometry.type, coordinates: geometry.coordinates as Json };
}
