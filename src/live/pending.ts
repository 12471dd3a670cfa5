// My edits that are not yet on the server's disk: what "Sending 3" counts and what a refusal gives back.
import type { OwnEdit } from './own-edit.ts';

export class Pending {
  /** with the clock of my client id behind each: saved once the server names a clock at or above it */
  #edits: { readonly clock: number; readonly edit: OwnEdit }[] = [];

  add(edit: OwnEdit, clock: number): void {
    this.#edits.push({ clock, edit });
  }

  /** Everything below this clock is on disk; answers the edits that this saved. */
  saved(clock: number): readonly OwnEdit[] {
    const done = this.#edits.filter((one) => one.clock <= clock);
    this.#edits = this.#edits.filter((one) => one.clock > clock);
    return done.map(({ edit }) => edit);
  }

  get count(): number {
    return this.#edits.length;
  }

  get edits(): readonly OwnEdit[] {
    return this.#edits.map(({ edit }) => edit);
  }

  /** Nothing is pending afterwards. */
  takeAll(): readonly OwnEdit[] {
    const { edits } = this;
    this.#edits = [];
    return edits;
  }
}
