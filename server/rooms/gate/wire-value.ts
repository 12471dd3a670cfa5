// Values off the wire: JSON primitives and flat tuples are read, everything else becomes a mark that fits no field.
import { VALUE_LIMITS } from '#domain/limits.ts';
import type { GateLimits } from './verdict.ts';
import type { Reader } from './reader.ts';
import { stop } from './stop.ts';

/** A value of a type the board never holds: BigInt, object, bytes, undefined, something nested. Never built, only skipped. */
export const UNFIT = Symbol('a value of a type the board never holds');
/** A string beyond every field's length. */
export const TOO_LONG = Symbol('a string longer than any field takes');

/** Tags of lib0's `writeAny`. */
const TAG = {
  undefined: 127,
  null: 126,
  int: 125,
  float32: 124,
  float64: 123,
  bigint: 122,
  false: 121,
  true: 120,
  string: 119,
  object: 118,
  array: 117,
  bytes: 116,
} as const;

/** Nobody nests deeper by mistake; skipping recurses this far and no further. */
const DEPTH = 8;

/** One value: a primitive, a new array of primitives, `UNFIT` or `TOO_LONG`. */
export function readValue(reader: Reader, limits: GateLimits): unknown {
  const tag = reader.byte();
  return tag === TAG.array ? readTuple(reader, limits) : readPrimitive(reader, tag, limits);
}

/** Passes over one value without building it. */
export function skipValue(reader: Reader): void {
  skipTagged(reader, reader.byte(), 0);
}

function readPrimitive(reader: Reader, tag: number, limits: GateLimits): unknown {
  switch (tag) {
    case TAG.null:
      return null;
    case TAG.true:
      return true;
    case TAG.false:
      return false;
    case TAG.int:
      return reader.int();
    case TAG.float32:
      return reader.float32();
    case TAG.float64:
      return reader.float64();
    case TAG.string:
      return reader.string(limits.stringBytes) ?? TOO_LONG;
    default:
      skipTagged(reader, tag, 0);
      return UNFIT;
  }
}

function readTuple(reader: Reader, limits: GateLimits): unknown {
  const length = reader.uint();
  if (length > VALUE_LIMITS.tuple) {
    skipMany(reader, length, 0);
    return UNFIT;
  }
  const parts: unknown[] = [];
  let unfit: symbol | undefined;
  for (let i = 0; i < length; i++) {
    const part = readPrimitive(reader, reader.byte(), limits);
    if (typeof part === 'symbol') unfit ??= part;
    parts.push(part);
  }
  return unfit ?? parts;
}

function skipTagged(reader: Reader, tag: number, depth: number): void {
  switch (tag) {
    case TAG.undefined:
    case TAG.null:
    case TAG.true:
    case TAG.false:
      return;
    case TAG.int:
      reader.int();
      return;
    case TAG.float32:
      return reader.skip(4);
    case TAG.float64:
    case TAG.bigint:
      return reader.skip(8);
    case TAG.string:
    case TAG.bytes:
      return reader.skipSized();
    case TAG.array:
      return skipMany(reader, reader.uint(), depth);
    case TAG.object:
      return skipObject(reader, depth);
    default:
      return stop('malformed');
  }
}

function skipMany(reader: Reader, count: number, depth: number): void {
  if (depth >= DEPTH || count > reader.left) stop('malformed');
  for (let i = 0; i < count; i++) skipTagged(reader, reader.byte(), depth + 1);
}

function skipObject(reader: Reader, depth: number): void {
  const count = reader.uint();
  if (depth >= DEPTH || count * 2 > reader.left) stop('malformed');
  for (let i = 0; i < count; i++) {
    reader.skipSized(); // the key; never made a property of anything, whatever its name
    skipTagged(reader, reader.byte(), depth + 1);
  }
}
