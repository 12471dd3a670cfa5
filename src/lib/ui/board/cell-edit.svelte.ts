// Typing into one cell: commits when changed, keeps what was typed when refused, and is never overwritten from afar.
import { isTextProblem } from '#domain/entry.ts';
import { fieldOf, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';
import { say } from '#domain/words/say.ts';
import { entryProblem, readTyped, readableText, typedText } from './cell-text.ts';
import type { Picture } from './picture.svelte.ts';

export interface Cell {
  readonly kind: Kind;
  readonly id: string;
  readonly field: string;
}

export class CellEdit {
  readonly #picture: Picture;
  readonly #cell: Cell;
  #typed = $state<string>();
  /** what stood there when typing began */
  #base = $state.raw<CellValue>(null);
  #problem = $state<string>();
  #inside = false;

  readonly value: CellValue = $derived.by(() => {
    const record: { readonly [field: string]: CellValue | undefined } | undefined =
      this.#picture.room.board.record(this.#cell.kind, this.#cell.id);
    return record?.[this.#cell.field] ?? null;
  });
  readonly #stands: string = $derived.by(() => {
    const field = this.#field;
    return field ? typedText(field, this.value, this.#picture.board) : '';
  });

  constructor(picture: Picture, cell: Cell) {
    this.#picture = picture;
    this.#cell = cell;
  }

  /** what the input shows: what I type, else what stands */
  get text(): string {
    return this.#typed ?? this.#stands;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** Somebody set the cell while I was typing: who, and what. */
  get meanwhile(): string | undefined {
    const field = this.#field;
    if (this.#typed === undefined || !field || sameValue(this.#base, this.value)) return undefined;
    const { kind, field: name } = this.#cell;
    const value = readableText(kind, name, field, this.value, this.#picture.board) || say('record.empty');
    const who = this.#picture.room.board.age(this.#cell)?.name || say('record.somebody');
    return say('record.meanwhile', { name: who, value });
  }

  readonly enter = (): void => {
    this.#inside = true;
    this.#picture.room.board.enter(this.#cell);
  };

  readonly type = (text: string): void => {
    if (this.#typed === undefined) this.#base = this.value;
    this.#typed = text;
  };

  readonly restore = (): void => {
    this.#typed = undefined;
    this.#problem = undefined;
  };

  /** Leaves the field, also when it is taken off the page under the person's hands: what was changed is set. */
  readonly leave = (): void => {
    if (!this.#inside) return;
    this.#inside = false;
    this.commit();
    this.#picture.room.board.enter(null);
  };

  readonly commit = (): void => {
    const field = this.#field;
    if (this.#typed === undefined || !field) return;
    // Typed back to what stood: nothing to set, and nobody's newer value to overwrite.
    if (this.#typed === typedText(field, this.#base, this.#picture.board)) return this.restore();
    const value = readTyped(field, this.#typed, this.#picture.entry());
    if (isTextProblem(value)) this.#problem = entryProblem(value);
    else this.set(value);
  };

  /** Sets a value chosen rather than typed. */
  readonly set = (value: CellValue): void => {
    const problem = this.#picture.room.board.set(this.#cell, value);
    if (problem) this.#problem = entryProblem(problem);
    else this.restore();
  };

  get #field() {
    return fieldOf(this.#cell.kind, this.#cell.field);
  }
}
