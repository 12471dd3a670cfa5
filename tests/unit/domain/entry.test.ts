// Promises about typing: what people write is read as they mean it, and what could mean two things is asked about.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTextProblem, parseText, type EntryContext } from '#domain/entry.ts';
import { KIND_NAMES, fieldOf, fieldsOf } from '#domain/kinds/registry.ts';
import type { FieldDecl } from '#domain/kinds/shape.ts';
import { titleLookup } from '#domain/lookup.ts';
import { valueProblem } from '#domain/values.ts';
import { boardWith, NOON, PARTY_A, ROUTE } from './boards.ts';

const board = boardWith({
  route: {
    routebbbb: { name: 'Twin', geometry: '0'.repeat(64), lengthKm: 1, state: 'open' },
    routecccc: { name: 'twin', geometry: '0'.repeat(64), lengthKm: 1, state: 'open' },
    routedddd: { name: 'Gone', geometry: '0'.repeat(64), lengthKm: 1, state: 'open', archivedAt: NOON },
  },
});
const context: EntryContext = { now: NOON, timeZone: 'Asia/Damascus', lookup: titleLookup(board) };
const field = (name: string): FieldDecl => {
  const [kind = '', id = ''] = name.split('.');
  const found = fieldOf(kind, id);
  if (!found) throw new Error(name);
  return found;
};

it.each([
  ['convoy.fromKm', '31.4', 31.4],
  ['convoy.fromKm', ' 31,44 km ', 31.4],
  ['convoy.vehicles', '8', 8],
  ['convoy.checkInMin', '20 min', 20],
  ['convoy.needIntel', 'Yes', true],
  ['convoy.needIntel', '0', false],
  ['convoy.phase', 'En Route', 'en_route'],
  ['convoy.phase', 'at-checkpoint', 'at_checkpoint'],
  ['convoy.callsign', '  KILO-1 ', 'KILO-1'],
  ['convoy.eta', '', null],
  ['convoy.eta', '1125z', Date.UTC(2026, 10, 24, 11, 25)],
  ['convoy.eta', '1790000000000', 1_790_000_000_000],
  ['convoy.radio', '31.4 28 0850Z', [31.4, 28, Date.UTC(2026, 10, 24, 8, 50)]],
  ['convoy.radio', '31,4; 28 km/h; 2026-11-24 11:50', [31.4, 28, Date.UTC(2026, 10, 24, 8, 50)]],
  ['convoy.contact', 'VHF 16; 0850Z', ['VHF 16', Date.UTC(2026, 10, 24, 8, 50)]],
  ['convoy.fix', '36.57 32.71 0850Z', [36.57, 32.71, Date.UTC(2026, 10, 24, 8, 50)]],
  ['convoy.party', 'guarantor  a', PARTY_A],
  ['convoy.route', ROUTE, ROUTE],
  ['alert.convoys', '', null],
  ['note.about', `route/${ROUTE}`, `route/${ROUTE}`],
  ['note.about', 'party/Guarantor A', `party/${PARTY_A}`],
] as const)('%s typed as “%s”', (name, text, value) => {
  expect(parseText(field(name), text, context)).toEqual(value);
});

it.each([
  ['convoy.callsign', '', 'required'],
  ['convoy.callsign', 'x'.repeat(25), 'long'],
  ['convoy.callsign', 'KILO\u202E1', 'control'],
  ['convoy.fromKm', '1,234.5', 'type'],
  ['convoy.fromKm', '1e3', 'type'],
  ['convoy.fromKm', 'Infinity', 'type'],
  ['convoy.fromKm', '-1', 'range'],
  ['convoy.vehicles', '8.5', 'decimal'],
  ['convoy.needIntel', 'maybe', 'type'],
  ['convoy.phase', 'flying', 'word'],
  ['convoy.eta', '25:00', 'time'],
  ['convoy.eta', 'tomorrow', 'time'],
  ['convoy.radio', '31.4 28', 'parts'],
  ['convoy.radio', '31.4 28 0930Z', 'future'],
  ['convoy.route', 'Nowhere', 'not-found'],
  ['convoy.route', 'TWIN', 'ambiguous'],
  ['convoy.route', 'Gone', 'not-found'],
  ['note.about', 'KILO-1', 'id'],
  ['note.about', 'truck/KILO-1', 'id'],
] as const)('%s typed as “%s” is asked about: %s', (name, text, why) => {
  const answer = parseText(field(name), text, context);
  expect(isTextProblem(answer) && answer.why).toBe(why);
});

it('of two names that differ only in case the exact one is meant', () => {
  expect(parseText(field('convoy.route'), 'Twin', context)).toBe('routebbbb');
});

describe('any text', () => {
  const fields = KIND_NAMES.flatMap((kind) =>
    Object.entries(fieldsOf(kind)).map(([name]) => `${kind}.${name}`),
  );
  it('in any field of any kind becomes a value that fits, or a reason', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30, unit: 'grapheme' }),
      fc.constantFrom(
        '0',
        '-0',
        'NaN',
        '1e309',
        '__proto__',
        'constructor',
        '9'.repeat(400),
        '2026-13-01T00:00Z',
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), text, (name, typed) => {
        const answer = parseText(field(name), typed, context);
        if (isTextProblem(answer)) expect(answer.why).toMatch(/^[a-z-]+$/);
        else expect(valueProblem(field(name), answer, NOON)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
