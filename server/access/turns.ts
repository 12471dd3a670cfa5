// One after the other per key: two people who open the same one-use invitation at once are not both let in.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Has everything handed in ended? */
  get isEmpty(): boolean {
    return this.#last.size === 0;
  }

  /** Runs when everything handed in before under this key has ended, well or badly. */
  async take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(run);
    const settled = mine.then(
      () => undefined,
      () => undefined, // whoever handed it in hears of it by `mine`
    );
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
