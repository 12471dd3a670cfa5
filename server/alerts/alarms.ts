// One alarm per alert on the injected clock: the next thing that time will do to it, armed again after a restart.
import type { Clock } from '../journal/ports.ts';

export class Alarms {
  readonly #clock: Clock;
  readonly #ring: (id: string) => void;
  readonly #armed = new Map<string, () => void>();

  /** @param ring called once per alarm set; an alarm in the past rings on the clock's next turn */
  constructor(clock: Clock, ring: (id: string) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Replaces the alert's alarm. @param at ms; undefined: never again */
  set(id: string, at: number | undefined): void {
    this.#armed.get(id)?.();
    this.#armed.delete(id);
    if (at === undefined) return;
    const cancel = this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      this.#armed.delete(id);
      this.#ring(id);
    });
    this.#armed.set(id, cancel);
  }

  get isEmpty(): boolean {
    return this.#armed.size === 0;
  }

  close(): void {
    for (const cancel of this.#armed.values()) cancel();
    this.#armed.clear();
  }
}
