// Keeps the row objects of before where nothing in them changed, so that a page redraws only what did.

export class SameRows<T> {
  readonly #key: (row: T) => string;
  #last: readonly T[] = [];

  constructor(key: (row: T) => string) {
    this.#key = key;
  }

  /** The rows as given, each one as the object it was before if it says the same. Call it inside a derived. */
  keep(rows: readonly T[]): readonly T[] {
    const before = new Map(this.#last.map((row) => [this.#key(row), row]));
    const kept = rows.map((row) => {
      const was = before.get(this.#key(row));
      return was !== undefined && saysTheSame(was, row) ? was : row;
    });
    const moved = kept.length !== this.#last.length || kept.some((row, i) => row !== this.#last[i]);
    if (moved) this.#last = kept;
    return this.#last;
  }
}

/** Plain data only: primitives, arrays, objects. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => saysTheSame(at(a, key), at(b, key)));
}

function at(record: object, key: string): unknown {
  return (record as { readonly [key: string]: unknown })[key];
}
