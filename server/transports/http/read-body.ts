// Bodies and queries as they come in, made into what was agreed; a refusal names the field, never its value.
import express, { type Request, type RequestHandler } from 'express';
import * as v from 'valibot';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';

/** Nothing compressed: a few bytes must not grow to gigabytes. */
export const jsonBody: RequestHandler = express.json({ limit: HTTP_LIMITS.bodyBytes, inflate: false });

/** The body in the shape agreed. Throws `bad-request`. */
export function bodyOf<Entries extends v.ObjectEntries>(
  shape: v.StrictObjectSchema<Entries, undefined>,
  request: Request,
): v.InferOutput<v.StrictObjectSchema<Entries, undefined>> {
  const read = v.safeParse(shape, request.body);
  if (read.success) return read.output;
  const key = read.issues[0].path?.[0]?.key;
  // Only our own names are said again: what else a stranger wrote is not repeated.
  const what = typeof key === 'string' && Object.hasOwn(shape.entries, key) ? key : 'body';
  throw new Refused('bad-request', { what });
}

/** A query parameter given once; undefined when it is not given. Throws `bad-request`. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Refused('bad-request', { what: name });
}

/** A query parameter that is a whole number; 0 when it is not given. */
export function queryCount(request: Request, name: string): number {
  const text = queryText(request, name) ?? '0';
  if (!/^\d{1,15}$/.test(text)) throw new Refused('bad-request', { what: name });
  return Number(text);
}

/** `?dry=1`: only look. Throws `bad-request` for anything but 0 and 1. */
export function isDry(request: Request): boolean {
  const dry = queryText(request, 'dry') ?? '0';
  if (dry !== '0' && dry !== '1') throw new Refused('bad-request', { what: 'dry' });
  return dry === '1';
}
