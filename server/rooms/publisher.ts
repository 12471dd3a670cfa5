// From accepted to published: journal first, then one merged frame per view, then the word to the author.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Committed, Ledger } from '../journal/ledger.ts';
import type { Clock } from '../journal/ports.ts';
import type { Ages } from './ages.ts';
import type { Audience } from './audience.ts';
import { fanOut } from './fan-out.ts';
import type { Item } from './items.ts';
import type { Session } from './session.ts';
import { toldOf, type Told } from './told.ts';
import type { Trail } from './trail.ts';
import type { FullDocument } from './view-document.ts';
import type { ObserversView } from './views/observers-view.ts';

interface Group {
  readonly items: readonly Item[];
  readonly committed: readonly Committed[];
  readonly author: Session | undefined;
  readonly settle: { published(): void; failed(error: unknown): void };
}

export interface PublisherOptions {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly full: FullDocument;
  readonly observers: ObserversView;
  readonly ages: Ages;
  readonly trail: Trail;
  readonly audience: Audience;
  /** seq of the last entry of the journal */
  readonly seq: number;
  /** Called once: an append failed (`commit`) or publishing did (`publish`); nothing is published after it. */
  failed(error: unknown): void;
  /** after each publishing, with everything it published */
  published(committed: readonly Committed[]): void;
}

/**
 * Commits of one group commit resolve a few promise turns apart. Publishing waits until so many turns brought no
 * further one, so that everything committed together goes out in one write per socket; no timer, no time.
 */
const TURNS = 12;

export class Publisher {
  readonly #options: PublisherOptions;
  #queue: Group[] = [];
  #turns = 0;
  #waiting = false;
  /** appends handed in that are neither published nor failed */
  #open = 0;
  /** when the last fan-out ended and how long it took, ms */
  #last = { at: 0, took: 0 };
  #broken = false;
  #seq: number;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#seq = options.seq;
  }

  /** Last published. */
  get seq(): number {
    return this.#seq;
  }

  /** Is nothing on its way to disk or to the readers? */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /**
   * Hands all items to the journal as one append. Resolves after commit and publishing.
   * INVARIANT: handed in within the tick that applied them, so that the journal has them in the order of applying.
   */
  commit(items: readonly Item[], author?: Session): Promise<readonly Committed[]> {
    this.#open += 1;
    const published = this.#append(items).then(
      (committed) =>
        new Promise<readonly Committed[]>((resolve, reject) => {
          const settle = { published: () => resolve(committed), failed: reject };
          this.#queue.push({ items, committed, author, settle });
          this.#publishSoon();
        }),
      (error: unknown) => {
        this.#publish(); // what was committed before it
        this.#fail(error);
        throw error;
      },
    );
    return published.finally(() => (this.#open -= 1));
  }

  /** A draft that cannot be sealed throws at once: the same to us as a failed append. */
  async #append(items: readonly Item[]): Promise<readonly Committed[]> {
    return this.#options.ledger.append(items.map(({ draft }) => draft));
  }

  #publishSoon(): void {
    this.#turns = 0;
    if (this.#waiting) return;
    this.#waiting = true;
    const rest = this.#rest();
    if (rest > 0) {
      this.#options.clock.after(rest, () => {
        this.#waiting = false;
        this.#publish();
      });
      return;
    }
    const turn = (): void => {
      if (++this.#turns < TURNS) return queueMicrotask(turn);
      this.#waiting = false;
      this.#publish();
    };
    queueMicrotask(turn);
  }

  /**
   * ms to wait before the next fan-out: about as long as the last one took. Writing to a thousand sockets costs
   * milliseconds however little there is to say, so a busy room says more at once, and a quiet one waits for nothing.
   */
  #rest(): number {
    const rest = this.#last.at + this.#last.took - this.#options.clock.now();
    return rest > this.#last.took ? 0 : rest; // the clock was set back
  }

  #publish(): void {
    const groups = this.#queue;
    this.#queue = [];
    if (groups.length === 0) return;
    try {
      if (this.#broken) throw new Error('The room ended before this was published.');
      const { clock } = this.#options;
      const began = clock.now();
      this.#fanOut(groups);
      const at = clock.now();
      this.#last = { at, took: Math.min(Math.max(0, at - began), ROOM_LIMITS.publishRestMs) };
    } catch (error) {
      for (const { settle } of groups) settle.failed(error);
      this.#fail(error);
      return;
    }
    for (const { author } of groups) author?.tellSaved();
    for (const { settle } of groups) settle.published();
    this.#options.published(groups.flatMap(({ committed }) => committed));
  }

  #fanOut(groups: readonly Group[]): void {
    const { full, observers, ages, trail, audience } = this.#options;
    const updates: Uint8Array[] = [];
    const all: Told[] = [];
    for (const { items, committed } of groups) {
      items.forEach(({ board }, at) => {
        const entry = committed[at];
        if (!entry) throw new Error('The journal answered fewer entries than it was given.');
        this.#seq = entry.seq;
        if (!board) return;
        const told = toldOf(entry, board.change, board.name);
        updates.push(full.publish(board.change));
        ages.note({ seq: entry.seq, ...entry.draft }, board.change);
        trail.note(entry.seq, board.change);
        observers.publish(told, board.change);
        all.push(told);
      });
    }
    // Authors get their own update back like everybody: it changes nothing there, and one and the same buffer
    // for all is what makes the fan-out cheap. Stock servers do the same.
    fanOut(audience.of('full'), updates, () => all.map(({ restores: _inside, ...changes }) => changes));
    observers.flush();
  }

  #fail(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#options.failed(error);
  }
}
