// Reads a table out of CSV text: finds the separator, keeps spreadsheet row numbers, passes over HXL tags; bounded.
import { parse, CsvError } from 'csv-parse/sync';
import { note, type ImportNote } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { Halt } from './halt.ts';

export interface TableRow {
  /** as a spreadsheet numbers it: the header is row 1 */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly header: readonly string[];
  /** rows with at least one filled cell */
  readonly rows: readonly TableRow[];
  readonly notes: readonly ImportNote[];
}

const SEPARATORS = [',', ';', '\t'] as const;
type Separator = (typeof SEPARATORS)[number];
const SEPARATOR_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

/** HXL 1.1: `#date+start`; a row of them stands under the header. */
const HXL_TAG = /^#[a-z][a-z0-9_]*(?:\s*\+[a-z][a-z0-9_]*)*$/i;
/** What a spreadsheet would run as a formula when it opens the file again (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** Throws `Halt` where the text is no table. */
export function readTable(text: string): Table {
  const said = /^sep=([,;\t])\r?\n/i.exec(text);
  const body = said ? text.slice(said[0].length) : text;
  const shift = said ? 1 : 0;
  const separator = (said?.[1] as Separator | undefined) ?? separatorOf(body);
  const [first, ...rest] = recordsOf(body, separator, shift);
  const header = trimEnd((first ?? []).map((cell) => cell.trim()));
  if (header.length === 0) throw new Halt('empty');
  if (header.length > IMPORT_LIMITS.columns)
    throw new Halt('too-many-columns', { row: 1 + shift }, { max: IMPORT_LIMITS.columns });
  const tagged = isTagRow(rest[0]);
  const notes: ImportNote[] =
    separator === ',' ? [] : [note('separator', { separator: SEPARATOR_NAMES[separator] })];
  if (tagged) notes.push(note('hxl-row'));
  let formulas = 0;
  const rows = rest.flatMap((raw, i): TableRow[] => {
    if ((tagged && i === 0) || raw.every((cell) => cell.trim() === '')) return [];
    const cells = trimEnd(raw).map(unprefixed);
    formulas += cells.filter((cell) => FORMULA.test(cell) && !NUMBER.test(cell.trim())).length;
    return [{ row: i + 2 + shift, cells }];
  });
  if (rows.length === 0) throw new Halt('no-rows');
  if (rows.length > IMPORT_LIMITS.rows) throw new Halt('too-many-rows', {}, { max: IMPORT_LIMITS.rows });
  if (formulas > 0) notes.push(note('formula-text', { n: formulas }));
  return { header, rows, notes };
}

function recordsOf(text: string, delimiter: string, shift: number): readonly (readonly string[])[] {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      // A stray inch mark in a text is no reason to refuse a list; an open quotation mark is.
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: IMPORT_LIMITS.rowChars,
      // Header, tags and one row too many: enough to say that there are too many. Empty rows count here.
      to: 2 * IMPORT_LIMITS.rows + 3,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const records: unknown = error['records'];
    throw new Halt('not-csv', { row: typeof records === 'number' ? records + 1 + shift : null });
  }
}

/** The separator that stands most often in the first line, outside quotation marks. */
function separatorOf(text: string): Separator {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const char of text.slice(0, IMPORT_LIMITS.rowChars)) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) break;
    else if (!quoted && (char === ',' || char === ';' || char === '\t')) counts[char] += 1;
  }
  return SEPARATORS.reduce((best, one) => (counts[one] > counts[best] ? one : best));
}

function isTagRow(cells: readonly string[] | undefined): boolean {
  const filled = (cells ?? []).map((cell) => cell.trim()).filter((cell) => cell !== '');
  return filled.length > 0 && filled.every((cell) => HXL_TAG.test(cell));
}

/** Exports put `'` before what looks like a formula; reading takes it away again, so that a round trip changes nothing. */
function unprefixed(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function trimEnd(cells: readonly string[]): readonly string[] {
  let end = cells.length;
  while (end > 0 && (cells[end - 1] ?? '').trim() === '') end -= 1;
  return cells.slice(0, end);
}
