// Bytes that lie about themselves: counts, ids, contents and parents that the board never has are refused at the door.
import * as encoding from 'lib0/encoding';
import { Doc, XmlElement, Array as YArray, Map as YMap, Text } from 'yjs';
import { describe, expect, it } from 'vitest';
import { maya } from './cast.ts';
import { TestRoom, edit, said, updateOf } from './judged-room.ts';
import { oneStruct, write, type RawStruct, type RawUpdate } from './raw-update.ts';

function code(bytes: Uint8Array): string {
  return said(new TestRoom().receive(maya, bytes));
}

function uints(...numbers: number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(encoder, number);
  return encoding.toUint8Array(encoder);
}

const NOTE = { root: 'convoy', key: 'convoykilo.note' };
const note = (value: unknown): RawStruct => ({ ...NOTE, content: { any: [value] } });
const noted = (more: Partial<RawUpdate>): Uint8Array =>
  write({ blocks: [{ client: 100, clock: 0, structs: [note('x')] }], deletes: [], ...more });

/** What a client sends that sets something else than a JSON value. */
function nested(value: unknown): Uint8Array {
  const doc = new Doc();
  return updateOf(doc, () => doc.getMap('convoy').set('convoykilo.note', value));
}

describe('numbers that lie', () => {
  it.each<[string, Uint8Array]>([
    ['a struct-count bomb', uints(1, 2 ** 31, 1, 0)],
    ['a block-count bomb', uints(2 ** 40)],
    ['a delete-range bomb', uints(0, 1, 1, 2 ** 31)],
    ['a delete-client bomb', uints(0, 2 ** 31)],
    [
      'a value-count bomb',
      oneStruct(100, 0, { ...NOTE, content: { ref: 8, bytes: uints(2 ** 31), length: 1 } }),
    ],
    [
      'a tuple bomb',
      oneStruct(100, 0, {
        ...NOTE,
        content: { ref: 8, bytes: new Uint8Array([1, 117, 255, 255, 127]), length: 1 },
      }),
    ],
    [
      'a string longer than the update',
      oneStruct(100, 0, {
        ...NOTE,
        content: { ref: 8, bytes: new Uint8Array([1, 119, 255, 255, 127]), length: 1 },
      }),
    ],
    ['an empty run of values', oneStruct(100, 0, { ...NOTE, content: { any: [] } })],
    ['an empty deleted run', oneStruct(100, 0, { ...NOTE, content: { deleted: 0 } })],
    ['an empty delete range', noted({ deletes: [{ client: 7, ranges: [[0, 0]] }] })],
    ['a block without structs', noted({ blocks: [{ client: 100, clock: 0, structs: [] }] })],
    ['a var-uint that never ends', new Uint8Array(64).fill(0x80)],
    ['trailing bytes', noted({ tail: new Uint8Array([0]) })],
    ['a truncated update', noted({}).subarray(0, -3)],
    ['no bytes at all', new Uint8Array(0)],
    [
      'text that is no UTF-8',
      oneStruct(100, 0, {
        ...NOTE,
        content: { ref: 8, bytes: new Uint8Array([1, 119, 2, 0xc3, 0x28]), length: 1 },
      }),
    ],
    [
      'a content type that does not exist',
      oneStruct(100, 0, { ...NOTE, content: { ref: 23, bytes: uints(1), length: 1 } }),
    ],
    [
      'a tag that does not exist',
      oneStruct(100, 0, { ...NOTE, content: { ref: 8, bytes: new Uint8Array([1, 90]), length: 1 } }),
    ],
  ])('%s is malformed', (_what, bytes) => {
    expect(code(bytes)).toBe('refused malformed');
  });

  it('two blocks of one client are malformed: Yjs would forget the first', () => {
    const block = { client: 100, clock: 0, structs: [note('x')] };
    expect(code(noted({ blocks: [block, block] }))).toBe('refused malformed');
    expect(code(noted({ deletes: [0, 0].map(() => ({ client: 7, ranges: [[0, 1]] as const })) }))).toBe(
      'refused malformed',
    );
  });

  it('delete ranges that overlap or go back are malformed: they multiply the work', () => {
    expect(code(noted({ deletes: [{ client: 7, ranges: [[0, 5], [4, 2]] }] }))).toBe('refused malformed'); // prettier-ignore
    expect(code(noted({ deletes: [{ client: 7, ranges: [[5, 1], [0, 1]] }] }))).toBe('refused malformed'); // prettier-ignore
  });

  it.each<[string, Uint8Array]>([
    ['a client id of 53 bits', oneStruct(2 ** 40, 0, note('x'))],
    ['an origin of such a client', oneStruct(100, 0, { origin: [2 ** 40, 0], content: { any: ['x'] } })],
    ['a delete of such a client', noted({ deletes: [{ client: 2 ** 33, ranges: [[0, 1]] }] })],
    ['a run that ends beyond all clocks', oneStruct(100, 0, { ...NOTE, content: { deleted: 2 ** 31 } })],
    ['a delete range beyond all clocks', noted({ deletes: [{ client: 7, ranges: [[0, 2 ** 50]] }] })],
  ])('%s is refused', (_what, bytes) => {
    expect(code(bytes)).toBe('refused structure');
  });
});

describe('structs the board never holds', () => {
  it.each<[string, Uint8Array]>([
    ['a GC struct', oneStruct(100, 0, { content: { ref: 0, bytes: uints(3), length: 3 } })],
    ['a right origin', oneStruct(100, 0, { right: [7, 0], content: { any: ['x'] } })],
    ['both origins', oneStruct(100, 0, { origin: [7, 0], right: [7, 1], content: { any: ['x'] } })],
    ['a root without a key', oneStruct(100, 0, { root: 'convoy', content: { any: ['x'] } })],
    [
      'a parent by id',
      oneStruct(100, 0, { parent: [7, 0], key: 'convoykilo.note', content: { any: ['x'] } }),
    ],
    [
      'a key of two hundred bytes',
      oneStruct(100, 0, { root: 'convoy', key: 'k'.repeat(200), content: { any: ['x'] } }),
    ],
    ['a nested map', nested(new YMap())],
    ['a nested array', nested(new YArray())],
    ['a nested text', nested(new Text('x'))],
    ['a nested XML element', nested(new XmlElement('a'))],
    ['a subdocument', nested(new Doc())],
    ['bytes', nested(new Uint8Array([1]))],
    [
      'an embed',
      oneStruct(100, 0, { ...NOTE, content: { ref: 5, bytes: new Uint8Array([2, 123, 125]), length: 1 } }),
    ],
    [
      'a format mark',
      oneStruct(100, 0, { ...NOTE, content: { ref: 6, bytes: new Uint8Array([1, 98, 1, 49]), length: 1 } }),
    ],
    [
      'a string of text',
      oneStruct(100, 0, { ...NOTE, content: { ref: 4, bytes: new Uint8Array([1, 120]), length: 1 } }),
    ],
    [
      'JSON content of old',
      oneStruct(100, 0, { ...NOTE, content: { ref: 2, bytes: new Uint8Array([1, 1, 49]), length: 1 } }),
    ],
    ['a run written after itself', oneStruct(100, 0, { origin: [100, 0], content: { any: ['x'] } })],
    ['a run written after its own future', oneStruct(100, 0, { origin: [100, 5], content: { any: ['x'] } })],
    ['a run of which two values would live', oneStruct(100, 0, { ...NOTE, content: { any: ['x', 'y'] } })],
  ])('%s is refused', (_what, bytes) => {
    expect(code(bytes)).toBe('refused structure');
  });

  it('a run of which an inner value would live on is refused', () => {
    const blocks = [{ client: 100, clock: 0, structs: [{ ...NOTE, content: { any: ['x', 'y', 'z'] } }] }];
    expect(code(noted({ blocks, deletes: [{ client: 100, ranges: [[0, 1]] }] }))).toBe('refused structure');
    expect(code(noted({ blocks, deletes: [{ client: 100, ranges: [[0, 2]] }] }))).toBe('accepted');
  });

  it('a circle of two clients is refused: each would wait for the other', () => {
    const blocks = [
      { client: 200, clock: 0, structs: [{ origin: [100, 0] as const, content: { any: ['x'] } }] },
      { client: 100, clock: 0, structs: [{ origin: [200, 0] as const, content: { any: ['y'] } }] },
    ];
    expect(code(noted({ blocks }))).toBe('refused structure');
  });

  it('V2 encoding is not read', () => {
    const doc = new TestRoom().copy(100);
    const v1 = edit(doc, { 'convoy/convoykilo/note': 'x' });
    expect(code(new Uint8Array([0, ...v1]))).toMatch(/^refused/);
  });
});

describe('gaps', () => {
  it.each<[string, Uint8Array]>([
    ['a clock ahead', oneStruct(100, 3, note('x'))],
    ['a clock far ahead', oneStruct(100, 2 ** 31 - 2, note('x'))],
    [
      'a Skip',
      noted({
        blocks: [
          {
            client: 100,
            clock: 0,
            structs: [{ content: { ref: 10, bytes: uints(2), length: 2 } }, note('x')],
          },
        ],
      }),
    ],
    ['an origin nobody here knows', oneStruct(100, 0, { origin: [4242, 9], content: { any: ['x'] } })],
  ])('%s is asked for again, and nothing is kept', (_what, bytes) => {
    expect(code(bytes)).toBe('resync missing');
  });
});
