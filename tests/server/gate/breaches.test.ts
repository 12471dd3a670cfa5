// Every breach found while the gate was built, as it was found: none of them works again.
import { Doc, applyUpdate, encodeStateAsUpdate, getState } from 'yjs';
import { describe, expect, it } from 'vitest';
import { judge } from '#server/rooms/gate/judge.ts';
import { lina, maya, omar } from './cast.ts';
import { TestRoom, cellsOf, edit } from './judged-room.ts';
import { oneStruct, read, write, type RawStruct } from './raw-update.ts';

const KILO = 'convoy/convoykilo';
const note = (value: unknown, key = 'convoykilo.note'): RawStruct => ({
  root: 'convoy',
  key,
  content: { any: [value] },
});

describe('the bytes that were inspected', () => {
  it('are never what is applied: unknown deletes and known structs are left out', () => {
    const room = new TestRoom();
    const doc = room.copy(100);
    room.receive(maya, edit(doc, { [`${KILO}/note`]: 'a' }));
    edit(doc, { [`${KILO}/note`]: 'b' });
    const honest = read(encodeStateAsUpdate(doc));
    const bytes = write({ ...honest, deletes: [...honest.deletes, { client: 4242, ranges: [[0, 5]] }] });
    const shadow = room.copy(1);
    applyUpdate(shadow, bytes);
    expect(shadow.store.pendingDs, 'the client’s own bytes leave something pending').not.toBeNull();
    const verdict = room.receive(maya, bytes);
    expect(verdict).toMatchObject({ verdict: 'accepted', cells: [{ from: 'a', to: 'b' }] });
    expect(room.doc.store.pendingDs).toBeNull();
    expect(verdict.verdict === 'accepted' && read(verdict.update).blocks).toHaveLength(1);
  });

  it('create no root when they are decoded', () => {
    const room = new TestRoom();
    const bytes = oneStruct(100, 0, { root: 'constructor', key: 'convoykilo.note', content: { any: ['x'] } });
    expect(room.receive(maya, bytes)).toMatchObject({ refusal: { code: 'unknown-kind' } });
    expect(room.doc.share.has('constructor')).toBe(false);
  });

  it('create no root either where the kind exists but nobody has used it yet', () => {
    const room = new TestRoom();
    const empty = new Doc();
    const seen = {
      doc: empty,
      now: room.now,
      limits: room.limits,
      mayConflict: true,
      ownerOf: () => undefined,
      isOfEndedEpoch: () => false,
    };
    const bytes = write({ blocks: [{ client: 100, clock: 0, structs: [note('x')] }], deletes: [] });
    expect(judge(seen, maya, bytes)).toMatchObject({ refusal: { code: 'missing' } });
    expect([...empty.share.keys()]).toEqual([]);
  });
});

describe('a delete of units that nobody has written yet', () => {
  it.each([1, 2, 50])(
    'is left out beside new units, %i after the first, and not written with no length',
    (from) => {
      const room = new TestRoom();
      const bytes = write({
        blocks: [{ client: 100, clock: 0, structs: [note('x')] }],
        deletes: [{ client: 100, ranges: [[from, 2]] }],
      });
      const verdict = room.receive(maya, bytes);
      expect(verdict.verdict === 'accepted' && read(verdict.update).deletes).toEqual([]);
    },
  );
});

describe('a partly known run', () => {
  /** Two sets of the note by client 100, of which the room knows the first. */
  function halfKnown(): { room: TestRoom; origin: readonly [number, number] } {
    const room = new TestRoom();
    const doc = room.copy(100);
    room.receive(lina, edit(doc, { [`${KILO}/note`]: 'first' }));
    return { room, origin: [100, 0] };
  }

  it('is refused when it says that it began in another cell', () => {
    const { room } = halfKnown();
    const honestly = oneStruct(100, 0, { ...note('x'), content: { any: ['first', 'second'] } });
    const elsewhere = oneStruct(100, 0, {
      ...note('x', 'convoykilo.vehicles'),
      content: { any: ['first', 5] },
    });
    const cut = (bytes: Uint8Array): Uint8Array =>
      write({ ...read(bytes), deletes: [{ client: 100, ranges: [[0, 1]] }] });
    expect(room.receive(lina, cut(elsewhere))).toMatchObject({ refusal: { code: 'structure' } });
    expect(room.receive(lina, cut(honestly))).toMatchObject({
      verdict: 'accepted',
      cells: [{ to: 'second' }],
    });
  });

  it('is refused when it says that it was written after a unit of another cell', () => {
    const { room } = halfKnown();
    const tip = room.doc.share.get('convoy')?._map.get('convoykilo.vehicles')?.lastId;
    expect(tip).toBeDefined();
    const struct = { origin: [tip?.client ?? 0, tip?.clock ?? 0] as const, content: { any: ['first', 5] } };
    expect(room.receive(omar, oneStruct(100, 0, struct)).verdict).toBe('refused');
    expect(room.receive(lina, oneStruct(100, 0, struct))).toMatchObject({ refusal: { code: 'structure' } });
  });

  it('is written again from its real predecessor', () => {
    const { room } = halfKnown();
    const doc = room.copy(3);
    const bytes = write({
      blocks: [{ client: 100, clock: 0, structs: [{ ...note('x'), content: { any: ['first', 'second'] } }] }],
      deletes: [{ client: 100, ranges: [[0, 1]] }],
    });
    const verdict = room.receive(lina, bytes);
    if (verdict.verdict !== 'accepted') throw new Error('Expected it to be accepted.');
    expect(read(verdict.update).blocks).toEqual([
      { client: 100, clock: 1, next: 0, structs: [{ origin: [100, 0], content: { any: ['second'] } }] },
    ]);
    applyUpdate(doc, verdict.update);
    expect(cellsOf(doc)).toEqual(cellsOf(room.doc));
  });
});

describe('an origin in the middle of a deleted run', () => {
  /** The room after client `id` set the note three times: what it overwrote is one ContentDeleted run. */
  function withRun(id: number): TestRoom {
    const room = new TestRoom();
    const doc = room.copy(id);
    for (const value of ['one', 'two', 'three', 'four'])
      room.receive(lina, edit(doc, { [`${KILO}/note`]: value }));
    return room;
  }

  it.each([
    ['loses against the rest of the run when its client id is lower', 300, 200, 'four'],
    ['overtakes the rest of the run when its client id is higher', 200, 300, 'late'],
  ])('%s', (_what, writer, late, expected) => {
    const room = withRun(writer);
    const run = room.doc.store.clients.get(writer)?.[0];
    expect(run?.length, 'Yjs merged the run').toBe(3);
    const bytes = oneStruct(late, 0, { origin: [writer, 1], content: { any: ['late'] } });
    const verdict = judge(room, maya, bytes);
    expect(verdict).toMatchObject({ verdict: 'accepted', cells: [{ from: 'four', to: expected }] });
    room.receive(maya, bytes);
    expect(cellsOf(room.doc).get('convoy/convoykilo.note')).toBe(expected);
    expect(getState(room.doc.store, late)).toBe(1);
  });
});

describe('values that break who formats them', () => {
  const hostile: [string, unknown][] = [
    ['a BigInt', 10n],
    ['an object', { a: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['__proto__ as a key inside a value', JSON.parse('{"__proto__": {"admin": true}}')],
    ['bytes', new Uint8Array([1, 2, 3])],
    ['undefined', undefined],
    ['not a number', NaN],
    ['infinity', -Infinity],
    ['an array in an array', [[1]]],
    ['a BigInt in a tuple', [36.5, 10n, 1_790_007_200_000]],
    ['a tuple of nine', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a string of five thousand characters', 'x'.repeat(5000)],
    ['a right-to-left override', 'KILO\u202e1'],
  ];

  it.each(hostile)('%s is refused, and neither the refusal nor an exception repeats it', (_what, value) => {
    for (const key of ['convoykilo.note', 'convoykilo.vehicles', 'convoykilo.fix', 'convoykilo.callsign']) {
      const room = new TestRoom();
      const verdict = room.receive(maya, oneStruct(100, 0, note(value, key)));
      expect(verdict).toMatchObject({ verdict: 'refused', refusal: { code: 'value' } });
      expect(JSON.stringify(verdict)).not.toMatch(/xxxx|admin|10n|\u202e/);
    }
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it.each([
    '__proto__',
    'convoykilo.__proto__',
    '__proto__.note',
    'constructor.prototype',
    'convoykilo.toString',
    '',
  ])('%j is no key of a cell', (key) => {
    const room = new TestRoom();
    expect(room.receive(maya, oneStruct(100, 0, note('x', key))).verdict).toBe('refused');
  });

  it.each(['__proto__', 'toString', 'constructor', ''])('%j is no kind', (root) => {
    const room = new TestRoom();
    const bytes = oneStruct(100, 0, { root, key: 'convoykilo.note', content: { any: ['x'] } });
    expect(room.receive(maya, bytes)).toMatchObject({ refusal: { code: 'unknown-kind', params: {} } });
  });
});

describe('a new record whose naming cell holds what no cell can hold', () => {
  it('is refused at once: asking again would bring the same', () => {
    const room = new TestRoom();
    const cells = { party: 9n, callsign: 'MIKE-3', route: 'routesouth', fromKm: 0, toKm: 9 };
    const structs = Object.entries(cells).map(([field, value]) => note(value, `convoymike.${field}`));
    const bytes = write({ blocks: [{ client: 100, clock: 0, structs }], deletes: [] });
    expect(room.receive(omar, bytes).verdict).toBe('refused');
  });
});
