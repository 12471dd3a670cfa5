// One import from choosing a file to taking it back: exactly one step at a time, and nothing imported by looking.
import type { ImportOutcome, UndoOutcome } from '#domain/import-outcome.ts';
import type { Refusal } from '#domain/refusals.ts';
import type { RoomAddress } from '../shell/room-context.ts';
import { sendFile, takeBack, type ImportKind } from './ask-import.ts';

export type Step =
  | { readonly at: 'choosing' }
  | { readonly at: 'checking'; readonly file: File }
  | { readonly at: 'importing'; readonly file: File }
  | { readonly at: 'checked'; readonly file: File; readonly outcome: ImportOutcome }
  | { readonly at: 'done'; readonly outcome: ImportOutcome }
  | { readonly at: 'undone'; readonly outcome: UndoOutcome };

export class Importing {
  readonly #address: RoomAddress;
  kind = $state<ImportKind>('convoy');
  step = $state.raw<Step>({ at: 'choosing' });
  refused = $state.raw<Refusal>();

  constructor(address: RoomAddress, kind: ImportKind) {
    this.#address = address;
    this.kind = kind;
  }

  get busy(): boolean {
    return this.step.at === 'checking' || this.step.at === 'importing';
  }

  /** Another kind of file: what was looked at as something else is forgotten. */
  choose(kind: ImportKind): void {
    this.kind = kind;
    this.again();
  }

  again(): void {
    this.refused = undefined;
    this.step = { at: 'choosing' };
  }

  async look(file: File): Promise<void> {
    this.refused = undefined;
    const step: Step = { at: 'checking', file };
    this.step = step;
    const answer = await sendFile(this.#address, file, this.kind, true);
    if (this.step !== step) return; // another file was chosen meanwhile
    if (answer.ok) this.step = { at: 'checked', file, outcome: answer.value };
    else this.#back(answer.refusal, { at: 'choosing' });
  }

  async commit(): Promise<void> {
    const before = this.step;
    if (before.at !== 'checked') return;
    this.refused = undefined;
    this.step = { at: 'importing', file: before.file };
    const answer = await sendFile(this.#address, before.file, this.kind, false);
    if (!answer.ok) this.#back(answer.refusal, before);
    else if (answer.value.import === null)
      this.step = { at: 'checked', file: before.file, outcome: answer.value }; // somebody was quicker
    else this.step = { at: 'done', outcome: answer.value };
  }

  async undo(): Promise<void> {
    const before = this.step;
    if (before.at !== 'done' || before.outcome.import === null) return;
    this.refused = undefined;
    const answer = await takeBack(this.#address, before.outcome.import);
    if (answer.ok) this.step = { at: 'undone', outcome: answer.value };
    else this.#back(answer.refusal, before);
  }

  #back(refused: Refusal, step: Step): void {
    this.refused = refused;
    this.step = step;
  }
}
