// Promises about times: read in the zone they were meant in, also on the nights the clocks change, and shown in both.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, localDateTime, parseTime, zulu } from '#domain/times.ts';
import { NOON } from './boards.ts';

const utc = (text: string): number => Date.parse(text);

it.each([
  ['2026-11-24T09:14Z', 'UTC', '2026-11-24T09:14:00Z'],
  ['2026-11-24T09:14:30.250Z', 'UTC', '2026-11-24T09:14:30.250Z'],
  ['2026-11-24T12:14+03:00', 'UTC', '2026-11-24T09:14:00Z'],
  ['2026-11-24 12:14 -0530', 'UTC', '2026-11-24T17:44:00Z'],
  ['2026-11-24 12:14', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['2026-11-24t12:14', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['12:14', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['1214', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['0914z', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['9:14Z', 'Asia/Damascus', '2026-11-24T09:14:00Z'],
  ['240914Z NOV 26', 'UTC', '2026-11-24T09:14:00Z'],
  ['240914znov2026', 'UTC', '2026-11-24T09:14:00Z'],
  // Without a day: the nearest to now, 0900Z.
  ['2200Z', 'UTC', '2026-11-23T22:00:00Z'],
  ['2059Z', 'UTC', '2026-11-24T20:59:00Z'],
  ['23:30', 'Asia/Damascus', '2026-11-24T20:30:00Z'],
  // Clocks go forward at 02:00 on 29 March: 02:30 does not exist there; back at 03:00 on 25 October: 02:30 comes twice.
  ['2026-03-29 01:30', 'Europe/Berlin', '2026-03-29T00:30:00Z'],
  ['2026-03-29 03:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
  ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
  ['2026-10-25 03:30', 'Europe/Berlin', '2026-10-25T02:30:00Z'],
])('“%s” in %s', (text, zone, expected) => {
  expect(parseTime(text, NOON, zone)).toBe(utc(expected));
});

it.each([
  '',
  '24:00',
  '12:60',
  '2026-02-30T10:00Z',
  '2026-13-01 10:00',
  '2026-11-24T09:14+15:00',
  '9',
  '12',
  'now',
  '311200Z NOV 26',
  '010000Z XXX 26',
  '-1:30',
])('“%s” is no time', (text) => {
  expect(parseTime(text, NOON, 'UTC')).toBeNull();
});

it('reads back what it shows, at any time in any zone, but for the hour that comes twice', () => {
  const at = fc.integer({ min: utc('2020-01-01T00:00Z') / 60_000, max: utc('2035-01-01T00:00Z') / 60_000 });
  const zone = fc.constantFrom('UTC', 'Asia/Damascus', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia');
  fc.assert(
    fc.property(at, zone, (minutes, name) => {
      const time = minutes * 60_000;
      const again = parseTime(localDateTime(time, name), NOON, name) ?? NaN;
      expect(localDateTime(again, name)).toBe(localDateTime(time, name));
      expect([0, 3_600_000]).toContain(Math.abs(again - time));
      expect(parseTime(zulu(time), time, name)).toBe(time);
    }),
  );
});

describe('shown', () => {
  it('as Zulu and as local', () => {
    expect(zulu(NOON)).toBe('0900Z');
    expect(localDateTime(NOON, 'America/New_York')).toBe('2026-11-24 04:00');
  });

  it('in UTC where the room’s zone is none this machine knows', () => {
    expect(isTimeZone('Nowhere/Land')).toBe(false);
    expect(localDateTime(NOON, 'Nowhere/Land')).toBe('2026-11-24 09:00');
  });
});
