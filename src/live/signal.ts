// A bridge from events to Svelte's reactivity: whoever tracked a signal inside an effect or template follows it.
import { createSubscriber } from 'svelte/reactivity';

export class Signal {
  #notify: (() => void) | undefined;
  readonly track: () => void;

  constructor() {
    this.track = createSubscriber((update) => {
      this.#notify = update;
      return () => {
        this.#notify = undefined;
      };
    });
  }

  fire(): void {
    this.#notify?.();
  }
}

/** Signals by name, made when first tracked: one per record, not one per document. */
export class Signals {
  readonly #byName = new Map<string, Signal>();

  track(name: string): void {
    let signal = this.#byName.get(name);
    if (!signal) this.#byName.set(name, (signal = new Signal()));
    signal.track();
  }

  fire(name: string): void {
    this.#byName.get(name)?.fire();
  }

  fireAll(): void {
    for (const signal of this.#byName.values()) signal.fire();
  }
}
