// The schema of values: what fits a cell, what does not and why; hostile types never throw.
import { expect, test } from 'vitest';
import { fieldOf } from '#domain/kinds/registry.ts';
import { valueProblem } from '#domain/values.ts';

const NOW = 1_790_000_000_000;
const why = (kind: string, field: string, value: unknown): string | undefined => {
  const decl = fieldOf(kind, field);
  if (!decl) throw new Error(`no field ${kind}.${field}`);
  return valueProblem(decl, value, NOW)?.why;
};

test.each([
  ['convoy', 'callsign', 'KILO-1', undefined],
  ['convoy', 'callsign', 'قافلة ١', undefined],
  ['convoy', 'callsign', '', 'required'],
  ['convoy', 'callsign', null, 'required'],
  ['convoy', 'callsign', 'x'.repeat(25), 'long'],
  ['convoy', 'callsign', 7, 'type'],
  ['convoy', 'note', 'line\nnext', undefined],
  ['convoy', 'note', 'evil\u202Etxt', 'control'],
  ['convoy', 'note', 'half \uD800 pair', 'control'],
  ['convoy', 'note', 'bell\u0007', 'control'],
  ['convoy', 'note', null, undefined],
  ['convoy', 'vehicles', 8, undefined],
  ['convoy', 'vehicles', 8.5, 'decimal'],
  ['convoy', 'vehicles', -1, 'range'],
  ['convoy', 'vehicles', '8', 'type'],
  ['convoy', 'vehicles', NaN, 'type'],
  ['convoy', 'vehicles', Infinity, 'type'],
  ['convoy', 'vehicles', 8n, 'type'],
  ['convoy', 'fromKm', 31.4, undefined],
  ['convoy', 'fromKm', 0.1 + 0.2, undefined],
  ['convoy', 'fromKm', 31.45, 'decimal'],
  ['convoy', 'eta', NOW, undefined],
  ['convoy', 'eta', 1_790_000_000, 'range'],
  ['convoy', 'eta', NOW + 0.5, 'decimal'],
  ['convoy', 'needIntel', true, undefined],
  ['convoy', 'needIntel', 1, 'type'],
  ['convoy', 'phase', 'en_route', undefined],
  ['convoy', 'phase', '__proto__', 'word'],
  ['convoy', 'route', 'routeaaaa', undefined],
  ['convoy', 'route', 'Route 1', 'id'],
  ['convoy', 'fix', [36.5, 32.7, NOW], undefined],
  ['convoy', 'fix', [36.5, 91, NOW], 'range'],
  ['convoy', 'fix', [36.5, 32.7], 'parts'],
  ['convoy', 'fix', [36.5, 32.7, NOW, 1], 'parts'],
  ['convoy', 'fix', [36.5, null, NOW], 'type'],
  ['convoy', 'fix', { 0: 36.5, 1: 32.7, 2: NOW, length: 3 }, 'type'],
  ['convoy', 'fix', Object.create(null), 'type'],
  ['convoy', 'fix', null, undefined],
  ['convoy', 'radio', [31.4, 28, NOW + 120_000], undefined],
  ['convoy', 'radio', [31.4, 28, NOW + 120_001], 'future'],
  ['convoy', 'contact', ['VHF 16', NOW], undefined],
  ['convoy', 'contact', ['', NOW], 'required'],
  ['note', 'about', 'convoy/convoyaaaa', undefined],
  ['note', 'about', 'weapon/convoyaaaa', 'id'],
  ['route', 'geometry', 'ab'.repeat(32), undefined],
  ['route', 'geometry', 'AB'.repeat(32), 'type'],
  ['alert', 'convoys', 'convoyaaaa,convoybbbb', undefined],
  ['alert', 'convoys', 'convoyaaaa,,x', 'id'],
  ['convoy', 'callsign', undefined, 'type'],
] as const)('%s.%s, case %#', (kind, field, value, expected) => {
  expect(why(kind, field, value)).toBe(expected);
});
