// The doors of a test: a clock that is moved by hand, chance, and a log that keeps what it is told.
import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Log } from '#server/journal/ports.ts';

/** 2026-09-21, within the times the kinds allow. */
export const START = 1_790_000_000_000;

export class HandClock implements Clock {
  #now = START;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, running what falls due in its order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

export const chance: Ids = { bytes: (count) => new Uint8Array(randomBytes(count)) };

export class KeptLog implements Log {
  readonly lines: string[] = [];
  info(fields: object, message: string): void {
    this.lines.push(`info ${message} ${JSON.stringify(fields)}`);
  }
  warn(fields: object, message: string): void {
    this.lines.push(`warn ${message} ${JSON.stringify(fields)}`);
  }
  error(fields: object, message: string): void {
    this.lines.push(`error ${message} ${JSON.stringify(fields)}`);
  }
}

/** Resolves once the condition holds, looked at on every turn of the event loop; fails loudly after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const late = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > late) throw new Error(`Never happened: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
