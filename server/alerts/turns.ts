// Whoever wants the same thing takes turns, in the order they came; different things do not wait for each other.

export class Turns {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `job` when every earlier one of this key has ended, however it ended. */
  take<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const mine = before.then(job);
    const done = mine.then(
      () => undefined,
      () => undefined, // the caller holds `mine` and hears of it there
    );
    this.#tails.set(key, done);
    return mine.finally(() => {
      if (this.#tails.get(key) === done) this.#tails.delete(key);
    });
  }
}
