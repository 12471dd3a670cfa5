// Honest updates made hostile: every part of a struct, a block or a delete set may become what an attacker would like.
import * as encoding from 'lib0/encoding';
import type { Doc } from 'yjs';
import { KIND_NAMES, fieldsOf } from '#domain/kinds/registry.ts';
import { ENDED_ID, SERVER_ID } from './cast.ts';
import type { Chance } from './chance.ts';
import { cellsOf } from './judged-room.ts';
import { write, type Content, type Id, type RawBlock, type RawStruct, type RawUpdate } from './raw-update.ts';

/** What the attacker knows of the room: all of it. */
export interface Target {
  readonly doc: Doc;
  /** client ids that belong to somebody */
  readonly clients: readonly number[];
}

type Mutation = (chance: Chance, update: RawUpdate, target: Target) => RawUpdate;

/** An honest update, taken apart once for all mutants that are made of it. */
export interface Honest {
  readonly bytes: Uint8Array;
  readonly parts: RawUpdate;
}

/** An update changed in one to three places, or its bytes turned over. */
export function mutant(chance: Chance, honest: Honest, target: Target): Uint8Array {
  if (chance.once(20)) return flipped(chance, honest.bytes);
  let update = honest.parts;
  for (let i = chance.once(3) ? chance.whole(2, 3) : 1; i > 0; i--)
    update = chance.pick(MUTATIONS)(chance, update, target);
  const bytes = write(update);
  return chance.once(30) ? flipped(chance, bytes) : bytes;
}

/** A whole update out of nothing but what the target knows. */
export function forged(chance: Chance, target: Target): Uint8Array {
  const many = chance.once(20);
  const blocks = Array.from({ length: many ? 5 : chance.whole(0, 2) }, (): RawBlock => {
    const client = many ? chance.whole(10, 5000) : someClient(chance, target);
    const structs = Array.from({ length: chance.whole(1, 4) }, () => anyStruct(chance, target));
    return {
      client,
      clock: nextClock(target, client) + (chance.once(10) ? chance.whole(-3, 3) : 0),
      structs,
    };
  });
  const deletes = chance.once(2) ? [someDeletes(chance, target)] : [];
  return write({ blocks, deletes });
}

const MUTATIONS: readonly Mutation[] = [
  onStruct((chance, struct, target) => ({ ...struct, ...place(chance, target) })),
  onStruct((chance, struct, target) => ({ ...struct, ...place(chance, target) })),
  onStruct((chance, struct) => ({ ...struct, content: content(chance) })),
  onStruct((chance, struct) => ({ ...struct, content: content(chance) })),
  onStruct((chance, struct, target) => ({ ...struct, right: someUnit(chance, target) })),
  onStruct((chance, struct) => ({ ...struct, flip: 1 << chance.whole(0, 7) })),
  onStruct((chance, struct) => ({
    ...struct,
    key: chance.pick(KEYS),
    root: struct.root ?? 'convoy',
    origin: undefined,
  })),
  onStruct((_chance, struct, target) => ({ ...struct, origin: tipOf(target, struct) ?? struct.origin })),
  onBlock((chance, block, target) => ({ ...block, client: someClient(chance, target) })),
  onBlock((chance, block, target) => {
    const client = someClient(chance, target);
    return { ...block, client, clock: nextClock(target, client) };
  }),
  onBlock((chance, block) => ({ ...block, clock: Math.max(0, block.clock + chance.whole(-3, 3)) })),
  onBlock((chance, block) => ({ ...block, structs: block.structs.filter(() => !chance.once(3)) })),
  onBlock((chance, block) => ({ ...block, structs: [...block.structs, chance.pick(block.structs)] })),
  onBlock((chance, block, target) => ({ ...block, structs: [...block.structs, anyStruct(chance, target)] })),
  onBlock((_chance, block) => ({ ...block, structs: [...block.structs].reverse() })),
  onBlock((chance, block) => ({ ...block, count: block.structs.length + chance.whole(-1, 2 ** 20) })),
  (chance, update) => ({
    ...update,
    blocks: [...update.blocks, ...update.blocks.filter(() => chance.once(2))],
  }),
  (chance, update, target) => ({ ...update, deletes: [...update.deletes, someDeletes(chance, target)] }),
  (_chance, update) => ({ ...update, deletes: [] }),
  (chance, update) => ({
    ...update,
    deletes: update.deletes.map((one) => ({ ...one, count: chance.whole(0, 2 ** 30) })),
  }),
  (chance, update, target) => ({ ...update, deletes: [someDeletes(chance, target)] }),
  torn,
  (chance, update) => ({ ...update, tail: chance.bytes(chance.whole(1, 9)) }),
];

const KEYS = [
  '',
  'note',
  '__proto__',
  'convoykilo.',
  '.note',
  'convoykilo.__proto__',
  'convoykilo.constructor',
  'K.note',
];
const ROOTS = [...KIND_NAMES, '__proto__', 'toString', 'tank', ''];

function onStruct(change: (chance: Chance, struct: RawStruct, target: Target) => RawStruct): Mutation {
  return onBlock((chance, block, target) => {
    const at = chance.whole(0, block.structs.length - 1);
    return {
      ...block,
      structs: block.structs.map((struct, i) => (i === at ? change(chance, struct, target) : struct)),
    };
  });
}

function onBlock(change: (chance: Chance, block: RawBlock, target: Target) => RawBlock): Mutation {
  return (chance, update, target) => {
    const at = chance.whole(0, Math.max(0, update.blocks.length - 1));
    const changed = update.blocks.map((block, i) =>
      i === at && block.structs.length > 0 ? change(chance, block, target) : block,
    );
    return { ...update, blocks: changed };
  };
}

/** Its first run begins with units that the room knows already, and says of itself that it began elsewhere. */
function torn(chance: Chance, update: RawUpdate, target: Target): RawUpdate {
  const [block, ...others] = update.blocks;
  const [first, ...rest] = block?.structs ?? [];
  if (!block || !first || !('any' in first.content)) return update;
  const more = chance.whole(1, 2);
  const known = Array.from({ length: more }, () => value(chance));
  const claim = chance.once(3) ? {} : place(chance, target);
  const run = { ...first, ...claim, content: { any: [...known, ...first.content.any] } };
  const clock = Math.max(0, block.clock - more);
  const inner = { client: block.client, ranges: [[clock, run.content.any.length - 1]] as const };
  const deletes = [...update.deletes.filter(({ client }) => client !== block.client), inner];
  return { ...update, blocks: [{ ...block, clock, structs: [run, ...rest] }, ...others], deletes };
}

function anyStruct(chance: Chance, target: Target): RawStruct {
  return { ...place(chance, target), content: content(chance) };
}

/** Where a struct may claim to belong. */
function place(chance: Chance, target: Target): Pick<RawStruct, 'origin' | 'root' | 'key' | 'parent'> {
  const none = { origin: undefined, root: undefined, key: undefined, parent: undefined };
  if (chance.once(2)) return { ...none, origin: someUnit(chance, target) };
  if (chance.once(30)) return { ...none, parent: someUnit(chance, target), key: 'note' };
  if (chance.once(8)) return { ...none, root: chance.pick(ROOTS), key: chance.pick(KEYS) };
  const [root = '', key = ''] = chance.pickFrom(cellsOf(target.doc).keys()).split('/');
  if (chance.once(2)) return { ...none, root, key };
  const kind = chance.pick(KIND_NAMES);
  const id = chance.once(2) ? (key.split('.')[0] ?? '') : chance.id();
  return { ...none, root: kind, key: `${id}.${chance.pick(Object.keys(fieldsOf(kind)))}` };
}

function content(chance: Chance): Content {
  const dice = chance.whole(0, 9);
  if (dice < 6) return { any: Array.from({ length: chance.once(5) ? 2 : 1 }, () => value(chance)) };
  if (dice < 8) return { deleted: chance.once(9) ? 2 ** 31 : chance.whole(0, 3) };
  return chance.pick(STRANGE);
}

function value(chance: Chance): unknown {
  return chance.pick<() => unknown>([
    () => null,
    () => undefined,
    () => 10n,
    () => chance.once(2),
    () => chance.whole(-5, 500),
    () => chance.pick([NaN, Infinity, -0, 1e308, 2 ** 53, 0.1]),
    () => 'x'.repeat(chance.once(4) ? chance.whole(0, 6000) : chance.whole(0, 30)),
    () =>
      chance.pick([
        'open',
        'planned',
        'partycoord',
        'partyrelief',
        'routesouth',
        'droneowl1',
        'intelligence',
      ]),
    () => [chance.next() * 180, chance.next() * 90, 1_790_000_000_000 + chance.whole(0, 10_000_000)],
    () => ({ __proto__: null, a: 1 }),
    () => JSON.parse('{"__proto__": 1}') as unknown,
    () => new Uint8Array(3),
    () => [[1]],
  ])();
}

function bytesOf(fill: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  fill(encoder);
  return encoding.toUint8Array(encoder);
}

/** Contents by their number: GC, JSON, binary, text, embed, format, type, subdocument, Skip, and none of these. */
const STRANGE: readonly Content[] = [
  { ref: 0, bytes: new Uint8Array([2]), length: 2 },
  { ref: 2, bytes: new Uint8Array([1, 1, 49]), length: 1 },
  { ref: 3, bytes: new Uint8Array([1, 7]), length: 1 },
  { ref: 4, bytes: new Uint8Array([1, 120]), length: 1 },
  { ref: 5, bytes: new Uint8Array([2, 123, 125]), length: 1 },
  { ref: 6, bytes: new Uint8Array([1, 98, 1, 49]), length: 1 },
  { ref: 7, bytes: new Uint8Array([1]), length: 1 },
  {
    ref: 9,
    bytes: bytesOf((e) => [encoding.writeVarString(e, 'guid'), encoding.writeAny(e, {})]),
    length: 1,
  },
  { ref: 10, bytes: new Uint8Array([2]), length: 2 },
  { ref: 31, bytes: new Uint8Array([2]), length: 2 },
];

function someClient(chance: Chance, target: Target): number {
  if (chance.once(3)) return chance.pick(target.clients);
  return chance.pick([SERVER_ID, ENDED_ID, 0, 1, chance.whole(10, 5000), 2 ** 32 - 1, 2 ** 32, 2 ** 52]);
}

function nextClock(target: Target, client: number): number {
  const last = target.doc.store.clients.get(client)?.at(-1);
  return last ? last.id.clock + last.length : 0;
}

/** A unit that exists, or nearly. */
function someUnit(chance: Chance, target: Target): Id {
  const client = chance.once(9)
    ? someClient(chance, target)
    : chance.pickFrom(target.doc.store.clients.keys());
  return [client, chance.whole(0, nextClock(target, client) + (chance.once(9) ? 3 : -1))].map((n) =>
    Math.max(0, n),
  ) as [number, number];
}

function tipOf(target: Target, struct: RawStruct): Id | undefined {
  const id =
    struct.root !== undefined
      ? target.doc.share.get(struct.root)?._map.get(struct.key ?? '')?.lastId
      : undefined;
  return id && [id.client, id.clock];
}

function someDeletes(chance: Chance, target: Target): RawUpdate['deletes'][number] {
  const [client, from] = someUnit(chance, target);
  return { client, ranges: [[from, chance.once(9) ? chance.whole(0, 2 ** 40) : chance.whole(1, 4)]] };
}

function flipped(chance: Chance, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice(0, chance.once(4) ? chance.whole(0, bytes.length) : bytes.length);
  for (let i = chance.whole(1, 4); i > 0 && copy.length > 0; i--)
    copy[chance.whole(0, copy.length - 1)] = chance.whole(0, 255);
  return copy;
}
