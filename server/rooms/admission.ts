// Answers joiners a few at a time: a hundred at once must not hold up the edits of those who are there.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock } from '../journal/ports.ts';

export class Admission {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  /** ms of this turn that answers have taken */
  #spent = 0;
  #turning = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers somebody now, or in one of the next turns, in the order of asking. `answer` must not throw. */
  admit(answer: () => void): void {
    this.#waiting.push(answer);
    this.#go();
  }

  #go(): void {
    while (this.#waiting.length > 0 && this.#spent < ROOM_LIMITS.admitMs) {
      const began = this.#clock.now();
      this.#waiting.shift()?.();
      this.#spent += Math.max(0, this.#clock.now() - began);
    }
    if (this.#turning || this.#spent === 0) return;
    this.#turning = true;
    this.#clock.after(0, () => {
      this.#turning = false;
      this.#spent = 0;
      this.#go();
    });
  }
}
