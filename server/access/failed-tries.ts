// Failed tries to get in, counted per address over every door: the people behind a shared address who do get in never count.
import type { Clock } from '../journal/ports.ts';

const MINUTE = 60_000;
/** Addresses remembered at once; beyond it the longest quiet are forgotten, so that a flood of addresses costs no memory. */
const ADDRESSES = 10_000;

/** INVARIANT: one for the whole house, or an address has as many tries as there are doors. */
export class FailedTries {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #tries = new Map<string, { count: number; since: number }>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Has this address used up its failed tries of this minute? */
  tooMany(address: string): boolean {
    return (this.#of(address)?.count ?? 0) >= this.#perMinute;
  }

  /** Notes a failed try; false when this address had too many within the minute. */
  note(address: string): boolean {
    const tries = this.#of(address) ?? { count: 0, since: this.#clock.now() };
    tries.count++;
    this.#tries.delete(address); // to the end: the first key is the one longest quiet
    this.#tries.set(address, tries);
    const oldest = this.#tries.keys().next().value;
    if (this.#tries.size > ADDRESSES && oldest !== undefined) this.#tries.delete(oldest);
    return tries.count <= this.#perMinute;
  }

  #of(address: string): { count: number; since: number } | undefined {
    const known = this.#tries.get(address);
    return known && this.#clock.now() - known.since < MINUTE ? known : undefined;
  }
}
