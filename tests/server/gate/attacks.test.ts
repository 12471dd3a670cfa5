// Flawless updates with bad intentions: other people's names and cells, too much at once, undo of what stays.
import { UndoManager, encodeStateAsUpdate } from 'yjs';
import { describe, expect, it } from 'vitest';
import type { Member } from '#domain/people.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import { lina, maya, omar } from './cast.ts';
import { TestRoom, edit, said, updateOf } from './judged-room.ts';
import { oneStruct, read, write, type RawStruct, type RawUpdate } from './raw-update.ts';

function code(bytes: Uint8Array, member: Member = maya, room = new TestRoom()): string {
  return said(room.receive(member, bytes));
}

const NOTE = { root: 'convoy', key: 'convoykilo.note' };
const note = (value: unknown): RawStruct => ({ ...NOTE, content: { any: [value] } });
const noted = (more: Partial<RawUpdate>): Uint8Array =>
  write({ blocks: [{ client: 100, clock: 0, structs: [note('x')] }], deletes: [], ...more });

describe('somebody else’s name', () => {
  it('a forged client id is refused, at its next clock and at the first', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    room.receive(lina, edit(doc, { 'convoy/convoykilo/note': 'mine' }));
    expect(code(oneStruct(100, 1, { origin: [100, 0], content: { any: ['x'] } }), maya, room)).toBe(
      'refused foreign-client',
    );
    expect(code(oneStruct(100, 0, note('x')), maya, room)).toBe('nothing');
    room.owners.set(101, 'lina');
    expect(code(oneStruct(101, 0, note('x')), maya, room)).toBe('refused foreign-client');
  });

  it('a forged id beside one’s own spoils the whole update', () => {
    const room = new TestRoom();
    room.owners.set(101, 'lina');
    const blocks = [101, 100].map((client) => ({ client, clock: 0, structs: [note('x')] }));
    expect(code(noted({ blocks }), maya, room)).toBe('refused foreign-client');
  });
});

describe('other people’s cells', () => {
  it('a delete is no way to take a value away, with a set that loses beside it or without', () => {
    const room = new TestRoom();
    room.receive(lina, edit(room.copy(300), { 'convoy/convoykilo/note': 'stands' }));
    const stands = { client: 300, ranges: [[0, 1]] as const };
    expect(code(noted({ blocks: [], deletes: [stands] }), lina, room)).toBe('refused unset');
    const loses = [{ client: 100, clock: 0, structs: [note('loses')] }];
    expect(code(noted({ blocks: loses, deletes: [stands] }), lina, room)).toBe('refused unset');
  });

  it('a deleted run is no way to empty a cell', () => {
    const room = new TestRoom();
    room.receive(lina, edit(room.copy(300), { 'convoy/convoykilo/note': 'stands' }));
    expect(code(oneStruct(400, 0, { origin: [300, 0], content: { deleted: 1 } }), lina, room)).toBe(
      'refused unset',
    );
    const own = noted({
      blocks: [{ client: 400, clock: 0, structs: [{ origin: [300, 0], content: { any: ['x'] } }] }],
      deletes: [{ client: 400, ranges: [[0, 1]] }],
    });
    expect(code(own, lina, room)).toBe('refused unset');
  });

  it('an origin names the cell, whatever one would like it to be', () => {
    const room = new TestRoom();
    const tip = room.doc.share.get('convoy')?._map.get('convoykilo.party')?.lastId;
    const origin = [tip?.client ?? 0, tip?.clock ?? 0] as const;
    expect(code(oneStruct(100, 0, { origin, content: { any: ['partyhosts'] } }), maya, room)).toBe(
      'refused naming-set',
    );
  });

  it('a value that loses is judged like one that wins', () => {
    const room = new TestRoom();
    const doc = room.copy(300);
    room.receive(omar, edit(doc, { 'convoy/convoykilo/eta': 1_790_000_000_000 }));
    const loser = (value: unknown): Uint8Array =>
      oneStruct(100, 0, { root: 'convoy', key: 'convoykilo.eta', content: { any: [value] } });
    expect(code(loser('tomorrow'), maya, room)).toBe('refused value');
    expect(code(loser(1_790_000_000_001), lina, room)).toBe('refused role');
    expect(code(loser(1_790_000_000_001), maya, room)).toBe('accepted');
  });

  it('a value that its author overwrote in the same update is judged too', () => {
    const room = new TestRoom();
    const structs = [note('x'.repeat(4000)), { origin: [100, 0] as const, content: { any: ['short'] } }];
    const deletes = [{ client: 100, ranges: [[0, 1]] as const }];
    expect(code(noted({ blocks: [{ client: 100, clock: 0, structs }], deletes }), lina, room)).toBe(
      'refused value',
    );
  });
});

describe('amounts', () => {
  it('more new structs than the limit are too complex', () => {
    const room = new TestRoom({ limits: { structs: 10 } });
    const structs = Array.from({ length: 11 }, (_, i): RawStruct =>
      i === 0 ? note('x') : { origin: [100, i - 1], content: { any: ['x'] } },
    );
    expect(code(noted({ blocks: [{ client: 100, clock: 0, structs }] }), maya, room)).toBe(
      'refused too-complex',
    );
  });

  it('known structs do not count against it: a client may send all it has', () => {
    const room = new TestRoom({ limits: { structs: 1 } });
    const doc = room.copy(100);
    edit(doc, { 'convoy/convoykilo/note': 'x' });
    expect(code(encodeStateAsUpdate(doc), maya, room)).toBe('accepted');
  });

  it('more delete ranges than the limit are too complex', () => {
    const room = new TestRoom({ limits: { deleteRanges: 3 } });
    const ranges = [0, 2, 4, 6].map((from) => [from, 1] as const);
    expect(code(noted({ deletes: [{ client: 4242, ranges }] }), maya, room)).toBe('refused too-complex');
  });

  it('more new client ids than the limit are too complex', () => {
    const blocks = Array.from({ length: 9 }, (_, i) => ({ client: 100 + i, clock: 0, structs: [note('x')] }));
    expect(code(noted({ blocks }))).toBe('refused too-complex');
    expect(code(noted({ blocks: blocks.slice(1) }))).toBe('accepted');
  });

  it('conflicts that would have to be replayed for too long are too complex', () => {
    const room = new TestRoom({ limits: { replaySteps: 200 } });
    const doc = room.copy(300);
    for (let i = 0; i < 50; i++) {
      room.receive(lina, edit(doc, { 'convoy/convoykilo/note': `${i}` }));
      room.receive(maya, edit(room.copy(1000 + i), { 'convoy/convoykilo/note': `${i}` }));
    }
    const structs = Array.from({ length: 20 }, (_, i): RawStruct => ({
      origin: [300, i],
      content: { any: ['x'] },
    }));
    expect(code(noted({ blocks: [{ client: 100, clock: 0, structs }] }), lina, room)).toBe(
      'refused too-complex',
    );
  });
});

describe('undo', () => {
  it('of an overwrite by Yjs’s own UndoManager is an ordinary edit', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const undo = new UndoManager(doc.getMap('convoy'), { captureTimeout: 0 });
    expect(code(edit(doc, { 'convoy/convoykilo/vehicles': 9 }), omar, room)).toBe('accepted');
    expect(
      code(
        updateOf(doc, () => undo.undo()),
        omar,
        room,
      ),
    ).toBe('accepted');
    expect(judge(room, omar, encodeStateAsUpdate(doc))).toEqual({ verdict: 'nothing' });
    expect(room.doc.getMap('convoy').get('convoykilo.vehicles')).toBe(8);
  });

  it('of a first value would remove the cell, and is refused', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    const undo = new UndoManager(doc.getMap('convoy'), { captureTimeout: 0 });
    expect(code(edit(doc, { 'convoy/convoykilo/eta': 1_790_000_000_000 }), omar, room)).toBe('accepted');
    expect(
      code(
        updateOf(doc, () => undo.undo()),
        omar,
        room,
      ),
    ).toBe('refused unset');
    expect(read(encodeStateAsUpdate(room.doc)).blocks.length).toBeGreaterThan(0);
  });
});
