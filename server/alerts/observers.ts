// Observers' acknowledgements of one alert, recorded together: the first at once, then at most one entry a second.
import type { Acknowledgement } from '#domain/alerts/life.ts';
import { ALERT_LIMITS } from '#domain/limits.ts';
import type { AlertAnswer } from '#domain/protocol.ts';
import type { Clock } from '../journal/ports.ts';

interface Waiting {
  readonly acks: Map<string, Acknowledgement>;
  readonly answer: Promise<AlertAnswer>;
}

/**
 * A thousand observers may press at once. Each entry goes to everybody with the alert whole, so one by one they would
 * cost the square of their number: what keeps them from coordinating must not be the audience.
 */
export class Observers {
  readonly #clock: Clock;
  readonly #record: (id: string, acks: readonly Acknowledgement[]) => Promise<AlertAnswer>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #lastAt = new Map<string, number>();

  constructor(clock: Clock, record: (id: string, acks: readonly Acknowledgement[]) => Promise<AlertAnswer>) {
    this.#clock = clock;
    this.#record = record;
  }

  /** Resolves with the answer to the entry that names this person. */
  add(id: string, ack: Acknowledgement): Promise<AlertAnswer> {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      waiting.acks.set(ack.user, ack);
      return waiting.answer;
    }
    const acks = new Map([[ack.user, ack]]);
    const passed = this.#clock.now() - (this.#lastAt.get(id) ?? -Infinity);
    // A clock set back makes nobody wait for hours.
    const wait = passed < 0 ? 0 : Math.max(0, ALERT_LIMITS.observersTogetherMs - passed);
    const answer = this.#pause(wait).then(() => {
      this.#waiting.delete(id);
      this.#lastAt.set(id, this.#clock.now());
      return this.#record(id, [...acks.values()]);
    });
    this.#waiting.set(id, { acks, answer });
    return answer;
  }

  #pause(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}
