// Reads JSON strictly and within bounds: depth, amount, no name twice, no broken characters, no numbers beyond number.
// Every refusal points at its place (JSON pointer, RFC 6901), which JSON.parse cannot do.
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { lineAt } from './encoding.ts';
import { Halt } from './halt.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** Without a prototype, so that `__proto__` in a file is a name like any other. */
export type JsonObject = { readonly [name: string]: Json };

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON strings hold no control characters
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws `Halt` where the text is not such JSON. */
export function readJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value([]);
  reader.end();
  return value;
}

/** A JSON pointer, cut where a hostile file made it long; null for the whole. */
export function pointerOf(path: readonly (string | number)[]): string | null {
  const parts = path.map((part) => String(part).slice(0, 40).replace(/~/g, '~0').replace(/\//g, '~1'));
  return parts.length === 0 ? null : `/${parts.join('/')}`;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: readonly (string | number)[]): Json {
    if (path.length > IMPORT_LIMITS.jsonDepth) {
      throw new Halt('too-deep', { field: pointerOf(path) }, { max: IMPORT_LIMITS.jsonDepth });
    }
    this.#values += 1;
    if (this.#values > IMPORT_LIMITS.values) throw new Halt('too-much', {}, { max: IMPORT_LIMITS.values });
    this.#take(SPACE);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path);
      case '[':
        return this.#array(path);
      case '"':
        return this.#string(path);
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number(path);
    }
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#bad();
  }

  #object(path: readonly (string | number)[]): JsonObject {
    const object = Object.create(null) as { [name: string]: Json };
    this.#at += 1;
    if (this.#next('}')) return object;
    do {
      this.#take(SPACE);
      if (this.#text[this.#at] !== '"') throw this.#bad();
      const name = this.#string(path);
      if (name in object) throw new Halt('duplicate-key', { field: pointerOf([...path, name]) });
      if (!this.#next(':')) throw this.#bad();
      object[name] = this.value([...path, name]);
    } while (this.#next(','));
    if (!this.#next('}')) throw this.#bad();
    return object;
  }

  #array(path: readonly (string | number)[]): readonly Json[] {
    const array: Json[] = [];
    this.#at += 1;
    if (this.#next(']')) return array;
    do array.push(this.value([...path, array.length]));
    while (this.#next(','));
    if (!this.#next(']')) throw this.#bad();
    return array;
  }

  #string(path: readonly (string | number)[]): string {
    const raw = this.#take(STRING);
    if (raw === '') throw this.#bad();
    const text = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (LONE_SURROGATE.test(text)) throw new Halt('surrogate', { field: pointerOf(path) });
    return text;
  }

  #number(path: readonly (string | number)[]): number {
    const raw = this.#take(NUMBER);
    if (raw === '') throw this.#bad();
    const value = Number(raw);
    if (!Number.isFinite(value)) throw new Halt('number', { field: pointerOf(path) });
    return value;
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#bad();
    this.#at += word.length;
    return value;
  }

  #next(char: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #take(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #bad(): Halt {
    return new Halt('not-json', { row: lineAt(this.#text, this.#at) });
  }
}
