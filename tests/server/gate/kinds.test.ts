// Every kind passes through the gate as its declaration says: a new kind is covered the day it is declared.
import { describe, expect, it } from 'vitest';
import { KINDS, KIND_NAMES, fieldOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { KindDecl } from '#domain/kinds/shape.ts';
import { NOW, lina, maya, sam } from './cast.ts';
import { TestRoom, edit, said } from './judged-room.ts';

/** The kind's own example as a new record; cells that only one party may set are left to that party. */
function example(kind: Kind, id: string): { [address: string]: unknown } {
  const declared: KindDecl = KINDS[kind];
  const cells = Object.entries(declared.example).filter(([field]) => {
    const who = fieldOf(kind, field)?.who;
    return (
      requiredFields(kind).includes(field) || (who?.only === undefined && who?.by !== 'S' && who?.by !== 'O')
    );
  });
  return Object.fromEntries(
    cells.map(([field, value]) => [`${kind}/${declared.only ?? id}/${field}`, value]),
  );
}

function creatorsOf(kind: Kind): readonly string[] {
  return requiredFields(kind).map((field) => fieldOf(kind, field)?.who.by ?? '?');
}

function expected(kind: Kind): string {
  const by = creatorsOf(kind);
  return by.includes('S') ? 'refused server-only' : by.includes('O') ? 'refused owner-only' : 'accepted';
}

describe('a record like the example of its kind', () => {
  it.each(KIND_NAMES)('%s is created by the coordination cell, or by nobody but owner or server', (kind) => {
    const room = new TestRoom();
    room.now = NOW + 10 * 365 * 86_400_000; // examples may lie anywhere in time, observations never ahead of it
    expect(said(room.receive(maya, edit(room.copy(100), example(kind, 'examplerec'))))).toBe(expected(kind));
  });

  it.each(KIND_NAMES)(
    '%s is not created by a watch officer unless every required cell is theirs, nor by an observer',
    (kind) => {
      const theirs = creatorsOf(kind).every((by) => by === 'W');
      const room = new TestRoom();
      const bytes = edit(room.copy(100), example(kind, 'examplerec'));
      expect(room.receive(lina, bytes).verdict === 'accepted').toBe(theirs);
      const other = new TestRoom();
      expect(said(other.receive(sam, bytes))).toBe('refused read-only');
    },
  );
});
