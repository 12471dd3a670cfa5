// Promises about what derives from the kinds: every field has an input, a label and a way to be shown.
import { describe, expect, it } from 'vitest';
import { formOf } from '#domain/fields.ts';
import { KINDS, KIND_NAMES, fieldsOf, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue, KindDecl } from '#domain/kinds/shape.ts';
import { fieldLabel, kindLabel, kindsLabel, partLabel, statusLabel } from '#domain/labels.ts';
import { showValue } from '#domain/shown.ts';
import { columnsOf } from '#domain/table.ts';
import { say } from '#domain/words/say.ts';
import { kindWords } from '#domain/words/en/kinds.ts';
import { valueWords } from '#domain/words/en/values.ts';

describe.each(KIND_NAMES)('%s', (kind: Kind) => {
  it('has a word for itself, every field, status and part', () => {
    expect(say(kindLabel(kind))).not.toBe('');
    expect(say(kindsLabel(kind))).not.toBe('');
    for (const [field, decl] of Object.entries(fieldsOf(kind))) {
      expect(say(fieldLabel(kind, field))).not.toBe('');
      if (decl.type === 'word')
        for (const word of decl.words) expect(statusLabel(kind, field, word)).toBeDefined();
      if (decl.type === 'tuple')
        for (const part of decl.parts) expect(say(partLabel(kind, field, part.name))).not.toBe('');
    }
  });

  it('has an input for every field, with what a person needs to know to fill it in', () => {
    const form = formOf(kind);
    expect(form.map(({ field }) => field)).toEqual(Object.keys(KINDS[kind].fields));
    for (const input of form) {
      expect(input.required).toBe(input.decl.required === true);
      if (input.input === 'word') expect(input.words.length).toBeGreaterThan(1);
      if (input.input === 'tuple') expect(input.parts.length).toBeGreaterThan(1);
    }
  });

  it('has a table of known columns, and shows every value of its example', () => {
    const decl: KindDecl = KINDS[kind];
    expect(columnsOf(kind).map(({ field }) => field)).toEqual(decl.columns);
    for (const [field, value] of Object.entries(decl.example)) {
      const known = fieldsOf(kind)[field];
      if (!known) throw new Error(field);
      expect(showValue(kind, field, known, value).length).toBeGreaterThan(0);
    }
  });
});

it('shows a value in pieces that a page words itself', () => {
  const shown = (field: keyof typeof KINDS.convoy.fields, value: CellValue) =>
    showValue('convoy', field, KINDS.convoy.fields[field], value);
  expect(shown('radio', [31.4, 28, 5])).toEqual([
    { label: 'convoy.radio.km', piece: { piece: 'number', text: '31.4', unit: 'km' } },
    { label: 'convoy.radio.kmh', piece: { piece: 'number', text: '28', unit: 'kmh' } },
    { label: 'convoy.radio.at', piece: { piece: 'time', at: 5 } },
  ]);
  expect(shown('fromKm', 6)).toEqual([{ piece: { piece: 'number', text: '6.0', unit: 'km' } }]);
  expect(shown('phase', 'en_route')).toEqual([{ piece: { piece: 'word', key: 'convoy.phase.en_route' } }]);
  expect(shown('party', 'partyaaaa')).toEqual([
    { piece: { piece: 'record', kind: 'party', id: 'partyaaaa' } },
  ]);
  expect(shown('eta', null)).toEqual([]);
});

it('a value that does not fit its field is shown as it is, never hidden', () => {
  expect(showValue('convoy', 'phase', KINDS.convoy.fields.phase, 'teleporting')).toEqual([
    { piece: { piece: 'text', text: 'teleporting' } },
  ]);
  expect(showValue('convoy', 'eta', KINDS.convoy.fields.eta, [1, 2])).toHaveLength(2);
});

it('no word promises what nobody guarantees', () => {
  for (const [key, text] of Object.entries({ ...kindWords, ...valueWords })) {
    expect([key, text]).not.toEqual([key, expect.stringMatching(/custody|protect|escort|friend|foe|enemy/i)]);
  }
});
