// A clock that stands still until a test moves it; whatever was due on the way runs in order, at its own time.
import type { Clock } from '#server/journal/ports.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class MovedClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** timers that have not run yet */
  get waiting(): number {
    return this.#timers.length;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  /** Moves forward; promises that timers started are settled before the next timer runs. */
  async move(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }

  /** Somebody set the server's clock: nothing runs by that alone. */
  set(now: number): void {
    this.#now = now;
  }
}

/** Everything that memory can settle has settled. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
