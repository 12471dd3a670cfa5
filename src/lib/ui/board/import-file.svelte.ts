// Bringing in a file: first a dry run that says what would come in, then the commit, then its undo.
import * as v from 'valibot';
import type { ImportOutcome, UndoOutcome } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import type { RoomAddress } from '../shell/room-context.ts';
import { refusalIn } from './history.ts';

export type ImportStep =
  | { readonly step: 'choose' }
  | { readonly step: 'busy'; readonly file: File }
  | { readonly step: 'checked'; readonly file: File; readonly outcome: ImportOutcome }
  | { readonly step: 'done'; readonly file: File; readonly outcome: ImportOutcome }
  | { readonly step: 'undone'; readonly outcome: UndoOutcome }
  | { readonly step: 'refused'; readonly refusal: Refusal };

// Only what the page branches on is checked; the rest is read as the server, which is ours, declares it.
const outcomeShape = v.looseObject({
  dryRun: v.boolean(),
  created: v.number(),
  rows: v.number(),
  problems: v.array(v.looseObject({ code: v.string() })),
  notes: v.array(v.looseObject({ code: v.string() })),
});
const undoShape = v.looseObject({ undone: v.array(v.string()), stays: v.array(v.looseObject({})) });

export class ImportFile {
  #step = $state.raw<ImportStep>({ step: 'choose' });
  readonly #base: string;
  readonly #as: string;

  constructor({ room, as }: RoomAddress) {
    this.#base = `/api/rooms/${encodeURIComponent(room)}/imports`;
    this.#as = as;
  }

  get now(): ImportStep {
    return this.#step;
  }

  readonly again = (): void => {
    this.#step = { step: 'choose' };
  };

  /** Asks what would come in; nothing is created. */
  async check(file: File): Promise<void> {
    if (file.size > IMPORT_LIMITS.bytes) {
      this.#step = { step: 'refused', refusal: refusal('too-big', { max: IMPORT_LIMITS.bytes }) };
      return;
    }
    await this.#send(file, true);
  }

  /** Brings the checked file in: all of it or nothing. */
  async commit(): Promise<void> {
    if (this.#step.step === 'checked') await this.#send(this.#step.file, false);
  }

  async undo(): Promise<void> {
    if (this.#step.step !== 'done' || this.#step.outcome.import === null) return;
    const id = encodeURIComponent(this.#step.outcome.import);
    const answer = await this.#post(`${this.#base}/${id}/undo?${this.#query({})}`);
    if ('code' in answer) this.#step = { step: 'refused', refusal: answer };
    else if (v.is(undoShape, answer.json))
      this.#step = { step: 'undone', outcome: answer.json as unknown as UndoOutcome };
    else this.#step = { step: 'refused', refusal: refusal('internal') };
  }

  async #send(file: File, dry: boolean): Promise<void> {
    this.#step = { step: 'busy', file };
    const kind = /\.(csv|tsv|txt)$/i.test(file.name) ? 'convoy' : 'route';
    const query = this.#query({ kind, name: file.name, ...(dry ? { dry: '1' } : {}) });
    const answer = await this.#post(`${this.#base}?${query}`, file);
    if ('code' in answer) this.#step = { step: 'refused', refusal: answer };
    else if (v.is(outcomeShape, answer.json)) {
      const outcome = answer.json as unknown as ImportOutcome;
      this.#step = { step: dry || outcome.problems.length > 0 ? 'checked' : 'done', file, outcome };
    } else this.#step = { step: 'refused', refusal: refusal('internal') };
  }

  #query(more: { readonly [name: string]: string }): URLSearchParams {
    return new URLSearchParams({ ...more, as: this.#as });
  }

  async #post(url: string, file?: File): Promise<{ readonly json: unknown } | Refusal> {
    const headers = { 'content-type': file?.type || 'application/octet-stream' };
    const body = await file?.arrayBuffer().catch(() => undefined);
    if (file && !body) return refusal('bad-request', { what: file.name });
    const response = await fetch(url, { method: 'POST', headers, ...(body ? { body } : {}) }).catch(
      () => undefined,
    );
    if (!response) return refusal('unreachable');
    const json: unknown = await response.json().catch(() => undefined);
    // Problems with rows come as 422 and carry the whole outcome.
    return response.ok || v.is(outcomeShape, json) ? { json } : refusalIn(json);
  }
}
