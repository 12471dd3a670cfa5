// Times as people write and read them: local and Zulu, date-time groups, ISO 8601; all in ms since 1970 UTC inside.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `0914Z`: hours and minutes UTC. */
export function zulu(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16).replace(':', '')}Z`;
}

/** `2026-11-24 12:14` in a zone. */
export function localDateTime(at: number, timeZone: string): string {
  const [year, month, day, hour, minute] = wallClock(at, timeZone);
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** Is this a time zone this machine knows? */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Reads a time: ISO 8601 with zone (`2026-11-24T09:14Z`, `…+03:00`) or without (then local), a day and time
 * (`2026-11-24 12:14`), `12:14` or `1214` local, `0914z`, a date-time group, or ms since 1970. A time without a day is
 * the one nearest to `now`. Null when it is none of these, or does not exist (25:00, 31 June).
 */
export function parseTime(text: string, now: number, timeZone: string): number | null {
  const clean = text.trim().toUpperCase();
  if (/^\d{12,13}$/.test(clean)) return Number(clean);
  return parseIso(clean, timeZone) ?? parseGroup(clean) ?? parseClock(clean, now, timeZone);
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ]+(\d{2}):?(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;

function parseIso(text: string, timeZone: string): number | null {
  const found = ISO.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const wall = utcOf([year ?? 0, month ?? 0, day ?? 0, hour ?? 0, minute ?? 0], second ?? 0);
  if (wall === null) return null;
  const ms = found[7] ? Math.floor(Number(`0.${found[7]}`) * 1000) : 0;
  const zone = found[8];
  if (zone === undefined) return fromWall(wall, timeZone) + ms;
  if (zone === 'Z') return wall + ms;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 14 || minutes > 59) return null;
  return wall + ms - (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

const GROUP = /^(\d{2})(\d{2})(\d{2})\s*Z\s*([A-Z]{3})\s*(\d{2}|\d{4})$/;

function parseGroup(text: string): number | null {
  const [, day, hour, minute, name, year] = GROUP.exec(text) ?? [];
  if (day === undefined || year === undefined) return null;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  return utcOf([full, MONTHS.indexOf(name ?? '') + 1, Number(day), Number(hour), Number(minute)], 0);
}

function parseClock(text: string, now: number, timeZone: string): number | null {
  const found = /^(\d{1,2}):(\d{2})\s*(Z)?$/.exec(text) ?? /^(\d{2})(\d{2})\s*(Z)?$/.exec(text);
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  if (!found || hour > 23 || minute > 59) return null;
  const today = found[3] ? now : wallAsUtc(now, timeZone);
  const midnight = Math.floor(today / DAY) * DAY;
  const candidates = [-DAY, 0, DAY].map((shift) => {
    const wall = midnight + shift + hour * HOUR + minute * MINUTE;
    return found[3] ? wall : fromWall(wall, timeZone);
  });
  return candidates.reduce((best, at) => (Math.abs(at - now) < Math.abs(best - now) ? at : best));
}

type WallClock = readonly [year: number, month: number, day: number, hour: number, minute: number];

function utcOf([year, month, day, hour, minute]: WallClock, second: number): number | null {
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at);
  const real =
    back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real ? at : null;
}

/** ms whose UTC digits read like the wall clock of the zone at `at`. */
function wallAsUtc(at: number, timeZone: string): number {
  const [year, month, day, hour, minute] = wallClock(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) + (((at % MINUTE) + MINUTE) % MINUTE);
}

/** The instant at which the zone's clock shows `wall`; in the hour that repeats in autumn, its first passing. */
function fromWall(wall: number, timeZone: string): number {
  const before = wall - (wallAsUtc(wall - DAY, timeZone) - (wall - DAY));
  const after = wall - (wallAsUtc(wall + DAY, timeZone) - (wall + DAY));
  return wallAsUtc(before, timeZone) === wall ? before : after;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(at: number, timeZone: string): WallClock {
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  const parts: { [type: string]: number } = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  return [
    parts['year'] ?? 0,
    parts['month'] ?? 0,
    parts['day'] ?? 0,
    parts['hour'] ?? 0,
    parts['minute'] ?? 0,
  ];
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  // A room's zone may be misspelt or unknown to this machine: UTC is then the honest clock.
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const format = new Intl.DateTimeFormat('en', { ...numeric, hourCycle: 'h23', timeZone: zone });
  formats.set(timeZone, format);
  return format;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
