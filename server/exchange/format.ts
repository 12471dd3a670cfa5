// What a file is, by what stands in it; its name only decides where the content leaves it open.
import type { ImportFormat } from '#domain/import-outcome.ts';
import { Halt } from './halt.ts';

/** Zip archives (KMZ, XLSX, any other) begin with these bytes. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

/** Throws `Halt` for anything that cannot be imported. */
export function formatOf(text: string, name: string): ImportFormat {
  const start = text.slice(0, 4096).trimStart();
  if (start.startsWith('<')) return xmlFormat(text);
  if (start.startsWith('{') || start.startsWith('[')) return 'geojson';
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  switch (extension) {
    case 'csv':
    case 'tsv':
    case 'txt':
    case undefined:
      return 'csv';
    case 'json':
    case 'geojson':
      return 'geojson';
    case 'gpx':
    case 'kml':
    case 'tcx':
      throw new Halt('not-xml', { row: 1 });
    default:
      throw new Halt('format');
  }
}

/** By the root element: the first tag that is no declaration, comment or instruction. */
function xmlFormat(text: string): ImportFormat {
  const root = /<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/.exec(text.slice(0, 65_536))?.[1]?.toLowerCase();
  switch (root) {
    case 'gpx':
    case 'kml':
      return root;
    case 'trainingcenterdatabase':
      return 'tcx';
    default:
      throw new Halt('format');
  }
}
