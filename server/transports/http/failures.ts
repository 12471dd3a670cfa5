// Failed tries to get in, counted per address; people who do get in never count and are never held up.
import { RateLimiterMemory } from 'rate-limiter-flexible';

const SECONDS = 60;

export class Failures {
  readonly #limiter: RateLimiterMemory;
  readonly #points: number;

  constructor(perMinute: number) {
    this.#points = perMinute;
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: SECONDS });
  }

  /** Has this address used up its failed tries? */
  async tooMany(address: string): Promise<boolean> {
    const tries = await this.#limiter.get(address);
    return tries !== null && tries.consumedPoints >= this.#points;
  }

  /** Counts a failed try; false when it was one too many. */
  async note(address: string): Promise<boolean> {
    const { consumedPoints } = await this.#limiter.penalty(address);
    return consumedPoints <= this.#points;
  }
}
