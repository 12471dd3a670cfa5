// Which record is selected: one for the whole page, kept in the address so that a reload or a link shows the same.
import { isKind } from '#domain/board-model.ts';
import type { Kind } from '#domain/kinds/registry.ts';

export interface Selected {
  readonly kind: Kind;
  readonly id: string;
}

/** Reads `kind/id`; null when it is not of that form. */
export function readSelected(text: string | null): Selected | null {
  const [kind = '', id = ''] = (text ?? '').split('/');
  return isKind(kind) && id !== '' ? { kind, id } : null;
}

export class Selection {
  #current = $state.raw<Selected | null>(null);
  readonly #remember: (record: string | null) => void;

  /** `remember` keeps `kind/id` (or nothing) where a reload finds it. */
  constructor(initial: string | null, remember: (record: string | null) => void = () => undefined) {
    this.#current = readSelected(initial);
    this.#remember = remember;
  }

  get current(): Selected | null {
    return this.#current;
  }

  is(kind: Kind, id: string): boolean {
    return this.#current?.kind === kind && this.#current.id === id;
  }

  select(record: string | null): void {
    this.#current = readSelected(record);
    this.#remember(this.#current ? `${this.#current.kind}/${this.#current.id}` : null);
  }
}
