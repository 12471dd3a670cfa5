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

  /** What could be taken now. */
  left(): number {
    const now = this.#clock.now();
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed * this.#perSecond) / 1000);
    return this.#tokens;
  }
}
