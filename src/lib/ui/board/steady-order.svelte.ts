// A row under the pointer or focus never moves: while held, order stays as it is, new rows go last, gone rows keep their place.

export interface Placed<T> {
  readonly row: T;
  /** no longer there; shown greyed until the order is let go */
  readonly gone: boolean;
}

export class SteadyOrder<T extends object> {
  #pointer = $state(false);
  #focus = $state(false);
  #last: readonly T[] = [];
  /** one object per row that stands, so that a row that did not change is not drawn again */
  readonly #standing = new WeakMap<T, Placed<T>>();
  readonly #key: (row: T) => string;

  constructor(key: (row: T) => string) {
    this.#key = key;
  }

  get held(): boolean {
    return this.#pointer || this.#focus;
  }

  /** Attach to the element around the rows: holds the order while the pointer or the focus is inside. */
  readonly watch = (around: Element): (() => void) => {
    const stop = new AbortController();
    const on = (type: string, act: (event: Event) => void) =>
      around.addEventListener(type, act, { signal: stop.signal });
    on('pointerenter', () => (this.#pointer = true));
    on('pointerleave', () => (this.#pointer = false));
    on('focusin', () => (this.#focus = true));
    // Read a moment later: a focused element that is taken off the page says so in the middle of drawing.
    on('focusout', () => queueMicrotask(() => (this.#focus = around.contains(document.activeElement))));
    return () => stop.abort();
  };

  /** The rows as wanted, or, while held, in the order they stand in. Call it inside a derived. */
  place(wanted: readonly T[]): readonly Placed<T>[] {
    if (!this.held) {
      this.#last = wanted;
      return wanted.map((row) => this.#stands(row));
    }
    const fresh = new Map(wanted.map((row) => [this.#key(row), row]));
    const known = new Set(this.#last.map(this.#key));
    const rows = [...this.#last, ...wanted.filter((row) => !known.has(this.#key(row)))];
    this.#last = rows;
    return rows.map((row) => {
      const now = fresh.get(this.#key(row));
      return now === undefined ? { row, gone: true } : this.#stands(now);
    });
  }

  #stands(row: T): Placed<T> {
    const placed = this.#standing.get(row) ?? { row, gone: false };
    this.#standing.set(row, placed);
    return placed;
  }
}
