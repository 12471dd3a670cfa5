// Listeners to one kind of news; one that throws harms nobody but itself.
import type { Log } from '../journal/ports.ts';

export class Listeners<T> {
  readonly #log: Log;
  readonly #listeners = new Set<(news: T) => void>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The answer stops it. */
  add(listener: (news: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#log.error({ error: String(error) }, 'A listener of a room failed.');
      }
    }
  }
}
