// Views, addresses and the wire: what an observer is shown, and that nobody changes a frame's shape unaware.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KIND_NAMES, KINDS } from '#domain/kinds/registry.ts';
import type { KindDecl } from '#domain/kinds/shape.ts';
import { parseAddress, parseKey } from '#domain/cells.ts';
import { project, shows } from '#domain/views.ts';

test('no restricted cell of any kind is in the observer’s view, every other is', () => {
  for (const kind of KIND_NAMES) {
    const decl: KindDecl = KINDS[kind];
    for (const [field, declared] of Object.entries(decl.fields)) {
      const ref = { kind, id: 'recordaaa', field };
      expect(project({ view: 'observer' }, ref, 'x', 0), `${kind}.${field}`).toBe(
        declared.restricted ? undefined : 'x',
      );
      expect(project({ view: 'full' }, ref, 'x', 0)).toBe('x');
    }
  }
});

test('what is not declared is in no view', () => {
  expect(shows('full', 'convoy/recordaaa/__proto__')).toBe(false);
  expect(shows('full', 'secrets/recordaaa/name')).toBe(false);
});

test('only addresses and keys of the allowed form are read', () => {
  expect(parseAddress('convoy/k7f3a9q2/eta')).toEqual({ kind: 'convoy', id: 'k7f3a9q2', field: 'eta' });
  expect(parseKey('k7f3a9q2.eta')).toEqual({ id: 'k7f3a9q2', field: 'eta' });
  for (const bad of [
    'k7f3a9q2',
    '.eta',
    'k7f3a9q2.',
    'K7F3A9Q2.eta',
    'short.eta',
    '__proto__.x',
    'k7f3a9q2.__proto__',
    'k7f3a9q2.a.b',
  ])
    expect(parseKey(bad), bad).toBeUndefined();
  expect(parseAddress('convoy/k7f3a9q2/eta/x')).toBeUndefined();
});

test('the wire is frozen: whoever changes it thaws it here, with a version and a migration', () => {
  const text = readFileSync(new URL('../../../src/domain/protocol.ts', import.meta.url), 'utf8');
  const shapes = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/\s+/g, ' ');
  expect(createHash('sha256').update(shapes).digest('hex').slice(0, 16)).toBe('2e45009751704d89');
});
