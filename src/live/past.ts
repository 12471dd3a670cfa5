// Who set what stands, and what changed lately: asked of the server with every connection, then followed by its changes.
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Changes } from '#domain/protocol.ts';
import { Ages } from './ages.ts';
import type { Ask } from './ask.ts';
import type { Age, RecentChange } from './contract.ts';
import { recordOf } from './own-edit.ts';

export interface PastOptions {
  readonly ask: Ask;
  readonly room: string;
  readonly as: string;
  /** ms on the server's clock */
  now(): number;
  /** what stands in a cell; undefined while it has not arrived */
  valueOf(cell: CellAddress): CellValue | undefined;
  /** something about a record (`kind/id`) is known now */
  touched(record: string): void;
  recent(): void;
}

export class Past {
  readonly #options: PastOptions;
  #ages = new Ages();
  /** `known`: as fresh as the board. `unknown`: the server did not answer; ages then come with the changes alone */
  #state: 'asked' | 'known' | 'unknown' = 'asked';

  constructor(options: PastOptions) {
    this.#options = options;
  }

  get recent(): readonly RecentChange[] {
    return this.#ages.recent;
  }

  age(cell: CellAddress): Age | undefined {
    return this.#ages.get(cell);
  }

  /** Has the server answered, or not answered in time, since the board was last connected? */
  get settled(): boolean {
    return this.#state !== 'asked';
  }

  /** Who set what stands: undefined when nobody ever did. */
  last(cell: CellAddress): Age | undefined | 'unknown' {
    return this.#state === 'known' ? this.#ages.get(cell) : 'unknown';
  }

  /** Journal seq of what stands, 0 when nobody ever set it; undefined while that is not known. */
  seqOf(cell: CellAddress): number | undefined {
    return this.#state === 'known' ? (this.#ages.get(cell)?.seq ?? 0) : undefined;
  }

  changed(changes: Changes): void {
    this.#ages.changed(changes, this.#options.now());
    for (const { cell } of changes.cells) this.#options.touched(recordOf(cell));
    this.#options.recent();
  }

  /** The board is about to come anew. */
  wait(): void {
    this.#state = 'asked';
  }

  /** My view is another one now: nothing of what the old one showed stays. */
  forget(): void {
    this.#ages = new Ages();
    this.wait();
    this.#options.recent();
  }

  async load(): Promise<void> {
    const { ask, room, as, touched } = this.#options;
    const ages = this.#ages;
    this.wait();
    const answer = await ask(`/api/rooms/${room}/ages?as=${as}`).catch(() => undefined);
    const known = answer?.ok === true;
    if (known) for (const cell of ages.load(await answer.json())) touched(recordOf(cell));
    if (ages !== this.#ages) return; // of the view I had
    this.#state = known ? 'known' : 'unknown';
    this.remember();
  }

  /** What changed just before this page was open is news too. */
  remember(): void {
    const { now, valueOf, recent } = this.#options;
    this.#ages.remember(now(), valueOf);
    recent();
  }
}
