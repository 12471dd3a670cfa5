// Text into values, alike in forms, commands and CSV: `31,4 km`, `1125z`, `yes`, `Guarantor B`; and why a text is none.
import { RECORD_ID } from './cells.ts';
import { kindOf } from './kinds/registry.ts';
import type { CellValue, FieldDecl, PartType, Primitive } from './kinds/shape.ts';
import { parseTime } from './times.ts';
import { valueProblem, type ValueProblem } from './values.ts';

/** Why a text is no value of its field; words under `value.<why>`. */
export type TextProblem =
  | ValueProblem
  | { readonly why: 'time' }
  | { readonly why: 'not-found'; readonly to: string }
  | { readonly why: 'ambiguous'; readonly to: string; readonly count: number };

/** Finds records by id, title, callsign or name; `titleLookup` in lookup.ts makes one from a board. */
export type Lookup = (kind: string, text: string) => readonly string[];

/** What reading a text may need: the time it is, the room's zone, and the records it may name. */
export interface EntryContext {
  /** ms */
  readonly now: number;
  /** IANA name */
  readonly timeZone: string;
  readonly lookup: Lookup;
}

/**
 * Reads a text as the value of a field. An empty text is null (emptied), which a required field refuses. The parts of
 * a tuple are separated by spaces or semicolons. A km is rounded to the one decimal that cells carry. Without a
 * context no names are found, and nothing is too far in the future.
 */
export function parseText(field: FieldDecl, text: string, context?: EntryContext): CellValue | TextProblem {
  const clean = text.trim();
  const value = clean === '' ? null : read(field, clean, context ?? NO_CONTEXT);
  if (isTextProblem(value)) return value;
  return valueProblem(field, value, context?.now) ?? value;
}

/** A clock that shows 1970 is no clock: only what needs none is read with it. */
const NO_CONTEXT: EntryContext = { now: 0, timeZone: 'UTC', lookup: () => [] };

/** Is the answer of `parseText` a problem rather than a value? */
export function isTextProblem(answer: CellValue | TextProblem): answer is TextProblem {
  return typeof answer === 'object' && answer !== null && 'why' in answer;
}

function read(field: FieldDecl, text: string, context: EntryContext): CellValue | TextProblem {
  switch (field.type) {
    case 'ref':
      return findOne(field.to, text, context);
    case 'refs':
      return findAll(field.to, text, context);
    case 'record':
      return findRecord(text, context);
    case 'hash':
    case 'uuid':
      return text.toLowerCase();
    case 'tuple':
      return readTuple(field.parts, text, context);
    default:
      return readPart(field, text, context);
  }
}

function readPart(part: PartType, text: string, context: EntryContext): Primitive | TextProblem {
  switch (part.type) {
    case 'text':
      return text;
    case 'word':
      return part.words.find((word) => plain(word) === plain(text)) ?? { why: 'word' };
    case 'bool':
      return YES.has(text.toLowerCase()) ? true : NO.has(text.toLowerCase()) ? false : { why: 'type' };
    case 'time':
      return parseTime(text, context.now, context.timeZone) ?? { why: 'time' };
    case 'km': {
      const km = readNumber(text, /\s*km$/i);
      return typeof km === 'number' ? Math.round(km * 10) / 10 : km;
    }
    case 'int':
    case 'number':
      return readNumber(text, /\s*(km\/h|kmh|km|min|kg|s|h)$/i);
    case 'lon':
    case 'lat':
      return readNumber(text, /\s*°$/);
    default:
      return part satisfies never;
  }
}

const YES = new Set(['yes', 'y', 'true', '1', 'x']);
const NO = new Set(['no', 'n', 'false', '0']);

/** `en route`, `En-Route` and `en_route` are one word. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, '');
}

/** A decimal number with point or comma; thousands separators are refused, for they differ by country. */
function readNumber(text: string, unit: RegExp): number | TextProblem {
  const digits = text.replace(unit, '');
  if (!/^[+-]?\d+(?:[.,]\d+)?$/.test(digits)) return { why: 'type' };
  const value = Number(digits.replace(',', '.'));
  return Number.isFinite(value) ? value : { why: 'type' };
}

/** A time may contain a space, so the last part takes what is left over. */
function readTuple(
  parts: readonly ({ readonly name: string } & PartType)[],
  text: string,
  context: EntryContext,
): CellValue | TextProblem {
  const words = text.includes(';') ? text.split(';').map((word) => word.trim()) : splitAt(text, parts.length);
  if (words.length !== parts.length) return { why: 'parts', count: parts.length };
  const values: Primitive[] = [];
  for (const [i, part] of parts.entries()) {
    const value = readPart(part, words[i] ?? '', context);
    if (typeof value === 'object' && value !== null) return value;
    values.push(value);
  }
  return values;
}

function splitAt(text: string, count: number): readonly string[] {
  const words = text.split(/\s+/);
  return words.length <= count ? words : [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}

function findOne(to: string, text: string, context: EntryContext): string | TextProblem {
  const found = context.lookup(to, text);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  if (found.length > 1) return { why: 'ambiguous', to, count: found.length };
  return { why: 'not-found', to };
}

function findAll(to: string, text: string, context: EntryContext): string | TextProblem {
  const ids: string[] = [];
  for (const word of text.split(/[,;]/).map((one) => one.trim())) {
    if (word === '') continue;
    const found = findOne(to, word, context);
    if (typeof found !== 'string') return found;
    ids.push(found);
  }
  return ids.join(',');
}

/** `convoy/KILO-1` or `convoy/k7f3a9q2`. */
function findRecord(text: string, context: EntryContext): string | TextProblem {
  const slash = text.indexOf('/');
  const kind = text.slice(0, slash);
  if (slash < 1 || kindOf(kind) === undefined) return { why: 'id' };
  const found = findOne(kind, text.slice(slash + 1), context);
  return typeof found === 'string' && RECORD_ID.test(found) ? `${kind}/${found}` : found;
}
