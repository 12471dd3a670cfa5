// Reads a Yjs update (V1) within bounds: the form is checked to the last byte, known clocks are passed over.
import { Reader } from './reader.ts';
import { stop } from './stop.ts';
import { NOBODY, Struct, type Block, type DeletedUnits, type Place, type Update } from './update.ts';
import type { GateLimits } from './verdict.ts';
import { readValue, skipValue } from './wire-value.ts';

/** Content types of Yjs, the lower five bits of a struct's first byte. */
const REF = { gc: 0, deleted: 1, any: 8, skip: 10 } as const;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;

/**
 * @param stateOf next clock of a client id in the room; structs below it are known and not built
 * Stops with `malformed`, `structure`, `too-complex`, or `missing` where clocks between known and new ones lack.
 */
export function decode(bytes: Uint8Array, stateOf: (client: number) => number, limits: GateLimits): Update {
  const decoder = new Decoder(bytes, stateOf, limits);
  const update = { blocks: decoder.blocks(), deleted: decoder.deleted() };
  decoder.end();
  return update;
}

class Decoder {
  readonly #reader: Reader;
  readonly #stateOf: (client: number) => number;
  readonly #limits: GateLimits;
  #structsLeft: number;

  constructor(bytes: Uint8Array, stateOf: (client: number) => number, limits: GateLimits) {
    this.#reader = new Reader(bytes);
    this.#stateOf = stateOf;
    this.#limits = limits;
    this.#structsLeft = limits.structs;
  }

  blocks(): Block[] {
    const count = this.#count(4);
    const blocks: Block[] = [];
    const seen = new Set<number>();
    for (let i = 0; i < count; i++) {
      const block = this.#block(seen);
      if (block.structs.length === 0) continue;
      if (blocks.push(block) > this.#limits.newClients) stop('too-complex');
    }
    return blocks;
  }

  deleted(): DeletedUnits {
    const count = this.#count(2);
    const deleted = new Map<number, number[]>();
    const seen = new Set<number>();
    let rangesLeft = this.#limits.deleteRanges;
    for (let i = 0; i < count; i++) {
      const client = this.#client(seen);
      const length = this.#count(2);
      if ((rangesLeft -= length) < 0) stop('too-complex');
      if (length > 0) deleted.set(client, this.#ranges(length));
    }
    return deleted;
  }

  end(): void {
    if (this.#reader.left > 0) stop('malformed');
  }

  #block(seen: Set<number>): Block {
    const count = this.#count(2);
    if (count === 0) stop('malformed');
    const client = this.#client(seen);
    const known = this.#stateOf(client);
    const structs: Struct[] = [];
    let cut: Place | undefined;
    let clock = this.#reader.uint();
    for (let i = 0; i < count; i++) {
      const info = this.#reader.byte();
      const ref = info & 0x1f;
      if (ref === REF.skip) {
        clock = this.#after(clock, this.#reader.uint());
        if (clock > known) stop('missing'); // what it leaves out is not here
        continue;
      }
      if (clock > known && structs.length === 0) stop('missing');
      if (ref !== REF.any && ref !== REF.deleted) stop(ref > REF.skip ? 'malformed' : 'structure');
      const place = this.#place(info);
      const length = ref === REF.any ? this.#count(1) : this.#reader.uint();
      const end = this.#after(clock, length);
      const first = Math.max(clock, known);
      const values = ref === REF.any ? this.#values(length, Math.min(length, first - clock)) : undefined;
      if (end > known) {
        // Values of a run count like structs of their own: each of them is judged.
        if ((this.#structsLeft -= Math.max(1, values?.length ?? 1)) < 0) stop('too-complex');
        if (first > clock) cut = place;
        structs.push(
          first > clock
            ? new Struct(client, first, end - first, client, first - 1, undefined, undefined, values)
            : new Struct(
                client,
                clock,
                length,
                place.originClient,
                place.originClock,
                place.root,
                place.key,
                values,
              ),
        );
      }
      clock = end;
    }
    return { client, known, structs, cut };
  }

  /** Where a struct belongs. Sets of flat cells come after their tip, or first under a key; nothing else does. */
  #place(info: number): Place {
    if (info & HAS_RIGHT_ORIGIN) stop('structure');
    if (info & HAS_ORIGIN) {
      const originClient = this.#id(this.#limits.clientId);
      const originClock = this.#id(this.#limits.clock);
      return { originClient, originClock, root: undefined, key: undefined };
    }
    const underRoot = this.#reader.uint() === 1;
    if (!underRoot || !(info & HAS_KEY)) stop('structure');
    const root = this.#reader.string(this.#limits.keyBytes) ?? stop('structure');
    const key = this.#reader.string(this.#limits.keyBytes) ?? stop('structure');
    return { originClient: NOBODY, originClock: NOBODY, root, key };
  }

  /** The values of a run without those of its first `known` units. */
  #values(count: number, known: number): unknown[] {
    for (let i = 0; i < known; i++) skipValue(this.#reader);
    const values: unknown[] = [];
    for (let i = known; i < count; i++) values.push(readValue(this.#reader, this.#limits));
    return values;
  }

  /** Ascending and apart, as Yjs writes them: otherwise the work would be ranges times structs. Touching ones become one. */
  #ranges(count: number): number[] {
    const ranges: number[] = [];
    let last = NOBODY;
    for (let i = 0; i < count; i++) {
      const from = this.#reader.uint();
      const to = this.#after(from, this.#reader.uint());
      if (from < last) stop('malformed');
      if (from === last) ranges[ranges.length - 1] = to;
      else ranges.push(from, to);
      last = to;
    }
    return ranges;
  }

  /** A client id that did not come before in its list. */
  #client(seen: Set<number>): number {
    const client = this.#id(this.#limits.clientId);
    if (seen.has(client)) stop('malformed');
    seen.add(client);
    return client;
  }

  #id(max: number): number {
    const id = this.#reader.uint();
    return id <= max ? id : stop('structure');
  }

  /** The clock after a run of units; runs are never empty. */
  #after(clock: number, length: number): number {
    if (length === 0) stop('malformed');
    const end = clock + length;
    return end <= this.#limits.clock ? end : stop('structure');
  }

  /** A number of things that take at least so many bytes each: more than fit is a lie, told before anything is built. */
  #count(bytesEach: number): number {
    const count = this.#reader.uint();
    return count * bytesEach <= this.#reader.left ? count : stop('malformed');
  }
}
