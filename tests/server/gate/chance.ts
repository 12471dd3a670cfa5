// Chance that can be replayed: one seed, printed by whoever uses it, gives the same run again.

export class Chance {
  readonly seed: number;
  #state: number;

  constructor(seed: number) {
    this.seed = seed;
    this.#state = seed | 0;
  }

  /** 0 ≤ x < 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  once(outOf: number): boolean {
    return this.next() * outOf < 1;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('Nothing to pick from.');
    return list[this.whole(0, list.length - 1)] as T;
  }

  pickFrom<T>(list: Iterable<T>): T {
    return this.pick([...list]);
  }

  /** A record id. */
  id(): string {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from({ length: this.whole(8, 16) }, () => letters[this.whole(0, 35)]).join('');
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.whole(0, 255));
  }
}

/**
 * Runs a property for `count` seeds and names the seed that breaks it; `GATE_SEED=…` for one run again. Gives the number
 * of runs: one run alone says nothing about how often things happen.
 */
export function forSeeds(name: string, count: number, property: (chance: Chance) => void): number {
  const fixed = process.env['GATE_SEED'];
  const first = fixed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(fixed);
  const runs = fixed === undefined ? count : 1;
  console.info(`${name}: ${runs} runs from seed ${first}`);
  for (let seed = first; seed < first + runs; seed++) {
    try {
      property(new Chance(seed));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${name} breaks with GATE_SEED=${seed}: ${why}`, { cause });
    }
  }
  return runs;
}
