// A token bucket on the injected clock: a lasting rate and what may come at once.
import type { Clock } from '../journal/ports.ts';

export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#at = clock.now();
  }

  /** Takes so many tokens, or none and answers false. */
  take(count = 1): boolean {
    if (this.left() < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** Takes what was used already, beyond what is there if need be: it comes back at the same rate. */
  owe(count: number): void {
    this.#tokens -= count;
  }

  /** What could be taken now; below zero when more was used than was there. */
  left(): number {
    const now = this.#clock.now();
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed * this.#perSecond) / 1000);
    return this.#tokens;
  }
}
