// Failed tries to get in, counted per address: the people behind a shared address who do get in never count.
import type { Clock } from '../journal/ports.ts';

const MINUTE = 60_000;
/** Addresses remembered at once; beyond it the oldest are forgotten, so that a flood of addresses costs no memory. */
const ADDRESSES = 10_000;

export class FailedTries {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #tries = new Map<string, { count: number; since: number }>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Notes a failed try; false when this address had too many within the minute. */
  note(address: string): boolean {
    const now = this.#clock.now();
    const known = this.#tries.get(address);
    const tries = known && now - known.since < MINUTE ? known : { count: 0, since: now };
    tries.count++;
    this.#tries.delete(address); // to the end: the first key is the one longest quiet
    this.#tries.set(address, tries);
    const oldest = this.#tries.keys().next().value;
    if (this.#tries.size > ADDRESSES && oldest !== undefined) this.#tries.delete(oldest);
    return tries.count <= this.#perMinute;
  }
}
