// A file's bytes into a route or a table, or why not. Pure and bounded, so that it can run beside the server's own thread.
import type { ImportFormat, ImportProblem } from '#domain/import-outcome.ts';
import type { LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { readTable, type Table } from './csv-table.ts';
import { decodeText } from './encoding.ts';
import { formatOf, isZip } from './format.ts';
import { Halt, halted } from './halt.ts';
import { readRoute, type RouteDraft } from './route-file.ts';

/** A file as it came in; all of it is a stranger's word. */
export interface ImportFile {
  readonly name: string;
  /** media type as the sender claims it; not relied on */
  readonly type: string;
  /** what the sender means it to be; left out, the content decides */
  readonly kind?: 'route' | 'convoy';
  readonly bytes: Uint8Array;
}

export type FileContent =
  | { readonly is: 'route'; readonly format: Exclude<ImportFormat, 'csv'>; readonly route: RouteDraft }
  | { readonly is: 'convoy'; readonly format: 'csv'; readonly table: Table }
  | { readonly is: 'bad'; readonly format: ImportFormat | null; readonly problems: readonly ImportProblem[] };

/** Runs `readFile` somewhere: here, or in a thread of its own. Plain data in and out. */
export type ReadFile = (file: ImportFile, near: readonly LonLat[]) => Promise<FileContent>;

/** Reads a file. `near`: points of the room's other routes, to question a line far from all of them. Never throws on content. */
export function readFile(file: ImportFile, near: readonly LonLat[]): FileContent {
  const opened = halted(() => open(file));
  if ('problems' in opened) return { is: 'bad', format: null, problems: opened.problems };
  const { text, format } = opened.value;
  if (format === 'csv') {
    const table = halted(() => readTable(text));
    if ('problems' in table) return { is: 'bad', format, problems: table.problems };
    return { is: 'convoy', format, table: table.value };
  }
  const read = readRoute(text, format, file.name, near);
  if ('problems' in read) return { is: 'bad', format, problems: read.problems };
  return { is: 'route', format, route: read.route };
}

function open(file: ImportFile): { readonly text: string; readonly format: ImportFormat } {
  if (file.bytes.length > IMPORT_LIMITS.bytes) {
    throw new Halt('too-big', {}, { max: IMPORT_LIMITS.bytes / (1024 * 1024) });
  }
  if (isZip(file.bytes)) throw new Halt('kmz');
  const text = decodeText(file.bytes);
  const format = formatOf(text, file.name);
  if (file.kind !== undefined && (file.kind === 'convoy') !== (format === 'csv')) throw new Halt('format');
  return { text, format };
}
