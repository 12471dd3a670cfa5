// Every kind is pure data, complete and usable: adding a kind is one file, this loop covers it.
import { describe, expect, test } from 'vitest';
import { KINDS, KIND_NAMES, fieldOf, fieldsOf, kindOf, requiredFields } from '#domain/kinds/registry.ts';
import type { KindDecl } from '#domain/kinds/shape.ts';
import { valueProblem } from '#domain/values.ts';
import { wordKey } from '#domain/words/say.ts';

describe.each(KIND_NAMES.map((kind) => [kind, KINDS[kind] as KindDecl] as const))(
  'the kind %s',
  (kind, decl) => {
    test('is pure JSON data under its own name', () => {
      expect(JSON.parse(JSON.stringify(decl))).toEqual(decl);
      expect(decl.kind).toBe(kind);
    });

    test('shows a valid record as its example, with every required field', () => {
      for (const [name, value] of Object.entries(decl.example)) {
        const field = fieldOf(kind, name);
        expect(field && valueProblem(field, value), name).toBeNull();
      }
      expect(Object.keys(decl.example)).toEqual(expect.arrayContaining([...requiredFields(kind)]));
    });

    test('names only fields it has, for titles, columns, places and steps', () => {
      const named = [
        ...decl.title,
        ...decl.columns,
        ...Object.values(decl.place ?? {}),
        ...Object.keys(decl.steps ?? {}),
      ];
      expect(named.filter((name) => !decl.fields[name])).toEqual([]);
      for (const [name, steps] of Object.entries(decl.steps ?? {})) {
        const field = decl.fields[name];
        const words = field?.type === 'word' ? field.words : [];
        expect(Object.keys(steps)).toEqual([...words]);
        expect(
          Object.values(steps)
            .flat()
            .filter((word) => !words.includes(word)),
        ).toEqual([]);
      }
    });

    test('rests permissions on naming cells only, and those are required', () => {
      for (const [name, field] of Object.entries(decl.fields)) {
        if (field.naming) expect(field.required, name).toBe(true);
        const path = field.who.own ?? field.who.only;
        if (path && path !== 'self') expect(decl.fields[path.split('.')[0] ?? '']?.naming, name).toBe(true);
      }
    });

    test('has a word for itself, each field and each status word', () => {
      const keys: string[] = [kind];
      for (const [name, field] of Object.entries(decl.fields)) {
        keys.push(`${kind}.${name}`);
        if (field.type === 'word') keys.push(...field.words.map((word) => `${kind}.${name}.${word}`));
      }
      expect(keys.filter((key) => !wordKey(key))).toEqual([]);
    });
  },
);

test('records of most kinds can be archived by whoever creates them, notes and the room cannot', () => {
  expect(fieldOf('convoy', 'archivedAt')?.who).toEqual({ by: 'C', own: 'party' });
  expect(fieldOf('cover', 'archivedAt')?.who).toEqual({ by: 'C', own: 'drone.party' });
  expect(fieldOf('segment', 'archivedAt')?.who).toEqual({ by: 'O' });
  expect(fieldOf('note', 'archivedAt')).toBeUndefined();
  expect(fieldsOf('room')['archivedAt']).toBeUndefined();
});

test.each(['__proto__', 'constructor', 'toString', ''])(
  'the name %j is neither a kind nor a field',
  (name) => {
    expect(kindOf(name)).toBeUndefined();
    expect(fieldOf(name, 'name')).toBeUndefined();
    expect(fieldOf('convoy', name)).toBeUndefined();
  },
);
