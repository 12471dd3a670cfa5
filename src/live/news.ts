// What happened by itself and is said once, the last of each sort.
import type { BoardNews } from './contract.ts';
import { Signal } from './signal.ts';

export class News {
  #all: readonly BoardNews[] = [];
  readonly #signal = new Signal();

  get all(): readonly BoardNews[] {
    this.#signal.track();
    return this.#all;
  }

  tell(news: BoardNews): void {
    this.#all = [...this.#all.filter(({ is }) => is !== news.is), news];
    this.#signal.fire();
  }

  clear(): void {
    this.#all = [];
    this.#signal.fire();
  }
}
