// The schema of values: what a cell may hold. Used by the gate, forms, imports and commands alike.
import { RECORD_ID } from './cells.ts';
import type { CellValue, FieldDecl, PartType, Primitive } from './kinds/shape.ts';
import { VALUE_LIMITS } from './limits.ts';
import { kindOf } from './kinds/registry.ts';

/** Why a value does not fit, in words the catalogue has under `value.<why>`; never the value itself. */
export type ValueProblem =
  | { readonly why: 'required' | 'type' | 'word' | 'id' | 'control' | 'decimal' | 'future' }
  | { readonly why: 'long'; readonly max: number }
  | { readonly why: 'range'; readonly min: number; readonly max: number }
  | { readonly why: 'parts'; readonly count: number };

/** Times lie between 2000-01-01 and 2100-01-01 UTC, ms: anything else is a slip of seconds against milliseconds. */
const TIME_MIN = 946_684_800_000;
const TIME_MAX = 4_102_444_800_000;
/** km along one route: no corridor is longer than a continent is wide. */
export const KM_MAX = 5000;

// Control characters but tab and newline, and the bidirectional embeddings, overrides and isolates that make
// text read other than it is stored; marks (U+200E, U+200F) and joiners stay, Arabic and Hebrew need them.
// eslint-disable-next-line no-control-regex -- the point of the expression
const FORBIDDEN_CHARS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Does this value fit this field? Null when it does. `now` is the server's clock in ms: observations lie at most
 * two minutes ahead of it; leave it out where no clock is at hand (forms, a verifier).
 * Accepts `unknown`: what comes off the wire may be of any type (BigInt, null-prototype objects, undefined).
 */
export function valueProblem(field: FieldDecl, value: unknown, now?: number): ValueProblem | null {
  if (value === null) return field.required ? { why: 'required' } : null;
  switch (field.type) {
    case 'tuple':
      return tupleProblem(field, value, now);
    case 'ref':
      return typeof value === 'string' && RECORD_ID.test(value) ? null : { why: 'id' };
    case 'record':
      return typeof value === 'string' && isRecord(value) ? null : { why: 'id' };
    case 'refs':
      return refsProblem(value, field.max);
    case 'hash':
      return typeof value === 'string' && HASH.test(value) ? null : { why: 'type' };
    case 'uuid':
      return typeof value === 'string' && UUID.test(value) ? null : { why: 'type' };
    default:
      return partProblem(field, value, field.required === true);
  }
}

/** Narrow an unknown value that passed `valueProblem` without a problem. */
export function isCellValue(value: unknown): value is CellValue {
  return (
    isPrimitive(value) ||
    (Array.isArray(value) && value.length <= VALUE_LIMITS.tuple && value.every(isPrimitive))
  );
}

function isPrimitive(value: unknown): value is Primitive {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function tupleProblem(
  field: Extract<FieldDecl, { type: 'tuple' }>,
  value: unknown,
  now: number | undefined,
): ValueProblem | null {
  if (!Array.isArray(value)) return { why: 'type' };
  if (value.length !== field.parts.length) return { why: 'parts', count: field.parts.length };
  for (const [i, part] of field.parts.entries()) {
    const problem = partProblem(part, value[i], true);
    if (problem) return problem;
  }
  const last: unknown = value.at(-1);
  const ahead =
    field.obs &&
    now !== undefined &&
    typeof last === 'number' &&
    last > now + VALUE_LIMITS.observationAheadMs;
  return ahead ? { why: 'future' } : null;
}

function partProblem(part: PartType, value: unknown, filled: boolean): ValueProblem | null {
  switch (part.type) {
    case 'text':
      return textProblem(value, part.max, filled);
    case 'word':
      return typeof value === 'string' && part.words.includes(value) ? null : { why: 'word' };
    case 'bool':
      return typeof value === 'boolean' ? null : { why: 'type' };
    case 'int':
      return rangeProblem(value, part.min, part.max) ?? (Number.isInteger(value) ? null : { why: 'decimal' });
    case 'number':
      return rangeProblem(value, part.min, part.max);
    case 'time':
      return rangeProblem(value, TIME_MIN, TIME_MAX) ?? (Number.isInteger(value) ? null : { why: 'decimal' });
    case 'km':
      return rangeProblem(value, 0, KM_MAX) ?? (oneDecimal(value) ? null : { why: 'decimal' });
    case 'lon':
      return rangeProblem(value, -180, 180);
    case 'lat':
      return rangeProblem(value, -90, 90);
  }
}

function textProblem(value: unknown, max: number, filled: boolean): ValueProblem | null {
  if (typeof value !== 'string') return { why: 'type' };
  if (filled && value.trim() === '') return { why: 'required' };
  if (value.length > max) return { why: 'long', max };
  return FORBIDDEN_CHARS.test(value) || LONE_SURROGATE.test(value) ? { why: 'control' } : null;
}

function rangeProblem(value: unknown, min: number, max: number): ValueProblem | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { why: 'type' };
  return value < min || value > max ? { why: 'range', min, max } : null;
}

function refsProblem(value: unknown, max: number): ValueProblem | null {
  if (typeof value !== 'string') return { why: 'type' };
  if (value.length > max) return { why: 'long', max };
  return value === '' || value.split(',').every((id) => RECORD_ID.test(id)) ? null : { why: 'id' };
}

function isRecord(value: string): boolean {
  if (value.length > 48) return false;
  const [kind, id, ...rest] = value.split('/');
  return rest.length === 0 && kindOf(kind ?? '') !== undefined && RECORD_ID.test(id ?? '');
}

/** km carry one decimal (linear referencing to 100 m); sums like 0.1 + 0.2 are within the tolerance. */
function oneDecimal(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value * 10 - Math.round(value * 10)) < 1e-6;
}
