// What an alert may say: every field bounded and known before anything else looks at it, and the server's time governs.
import { RECORD_ID } from '../cells.ts';
import { fieldOf } from '../kinds/registry.ts';
import type { FieldDecl } from '../kinds/shape.ts';
import { ALERT_LIMITS, VALUE_LIMITS } from '../limits.ts';
import { refusal, type Refusal } from '../refusals.ts';
import { valueProblem } from '../values.ts';
import type { AlertContent, AlertPlace } from './life.ts';
import { TEMPLATES } from './templates.ts';

/** What is wrong with a content, in words the catalogue has under `alerts.problem.<what>`. */
export type ContentProblem = keyof AlertContent | 'id' | 'rev' | 'stance' | 'reason' | 'of';

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function contentRefusal(what: ContentProblem): Refusal {
  return refusal('alert-content', { what });
}

const SOURCE: FieldDecl = { type: 'text', max: ALERT_LIMITS.sourceChars, who: { by: 'S' } };
const UUID: FieldDecl = { type: 'uuid', who: { by: 'S' }, required: true };
const REQUIRED = ['event', 'severity', 'observedAt'] as const;
const OPTIONAL = ['headline', 'text', 'response', 'urgency', 'certainty', 'verification', 'expires'] as const;
const LISTS = ['convoys', 'segments'] as const;

/** Reads a UUID; upper case counts as the same. Undefined when it is none. */
export function readUuid(value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.toLowerCase() : value;
  return typeof id === 'string' && valueProblem(UUID, id) === null ? id : undefined;
}

/**
 * Reads the payload of `alert:raise` (anything that came off a wire). Unknown members are left out, `null` is "not said",
 * km are rounded to 100 m: nobody in danger is sent back for a decimal.
 */
export function parseContent(payload: unknown): Parsed<AlertContent> {
  if (typeof payload !== 'object' || payload === null) return { ok: false, refusal: contentRefusal('event') };
  const said = (name: string): unknown =>
    Object.hasOwn(payload, name) ? ((payload as { [name: string]: unknown })[name] ?? undefined) : undefined;
  const content: { [name: string]: unknown } = {};
  for (const name of REQUIRED) {
    const problem = said(name) === undefined || badCell(name, said(name));
    if (problem) return { ok: false, refusal: contentRefusal(name) };
    content[name] = said(name);
  }
  for (const name of OPTIONAL) {
    const value = said(name);
    if (value === undefined || value === '') continue;
    if (badCell(name, value)) return { ok: false, refusal: contentRefusal(name) };
    content[name] = value;
  }
  const source = said('source');
  if (source !== undefined && source !== '') {
    if (valueProblem(SOURCE, source)) return { ok: false, refusal: contentRefusal('source') };
    content['source'] = source;
  }
  for (const name of LISTS) {
    const ids = said(name);
    if (ids === undefined) continue;
    if (!isIdList(ids) || badCell(name, ids.join(','))) return { ok: false, refusal: contentRefusal(name) };
    if (ids.length > 0) content[name] = [...new Set(ids)];
  }
  const place = placeFrom(said('place'));
  if (!place) return { ok: false, refusal: contentRefusal('place') };
  content['place'] = place;
  return { ok: true, value: content as unknown as AlertContent };
}

/** A content as it is kept: filled from its event's template, its times on the server's clock. */
export type FilledContent = AlertContent &
  Required<Pick<AlertContent, 'response' | 'urgency' | 'certainty' | 'verification' | 'expires'>>;

/**
 * Fills what the sender left out. An observation more than two minutes ahead tells that the sender's clock is wrong:
 * both of its times are moved back by the difference, nothing else is believed to be in the future.
 * @param now ms, the server's clock
 */
export function fillContent(sent: AlertContent, now: number): Parsed<FilledContent> {
  const ahead = sent.observedAt - now;
  const skew = ahead > VALUE_LIMITS.observationAheadMs ? ahead : 0;
  const expires = sent.expires === undefined ? now + ALERT_LIMITS.defaultMs : sent.expires - skew;
  if (expires <= now || expires > now + ALERT_LIMITS.longestMs)
    return { ok: false, refusal: contentRefusal('expires') };
  return {
    ok: true,
    value: {
      verification: 'reported',
      ...TEMPLATES[sent.event],
      ...sent,
      observedAt: sent.observedAt - skew,
      expires,
    },
  };
}

function badCell(field: string, value: unknown): boolean {
  const declared = fieldOf('alert', field);
  return !declared || valueProblem(declared, value) !== null;
}

function isIdList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && RECORD_ID.test(id));
}

function placeFrom(value: unknown): AlertPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { route, fromKm, toKm, lon, lat } = value as { [name: string]: unknown };
  if (route === undefined || route === null) {
    if (typeof lon !== 'number' || typeof lat !== 'number' || badCell('point', [lon, lat])) return undefined;
    return { lon, lat };
  }
  if (typeof route !== 'string' || typeof fromKm !== 'number' || typeof toKm !== 'number') return undefined;
  const [low, high] = [Math.min(fromKm, toKm), Math.max(fromKm, toKm)].map((km) => Math.round(km * 10) / 10);
  if (badCell('route', route) || badCell('fromKm', low) || badCell('toKm', high)) return undefined;
  return low === undefined || high === undefined ? undefined : { route, fromKm: low, toKm: high };
}
