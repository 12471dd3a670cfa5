// The cursor over the alert feed: each item once, in order, a gap noticed; what was missed is told from what is new.
import type { FeedItem } from '#domain/protocol.ts';

/** `known`: had it. `gap`: something before it is missing. `past`: from before this person ever looked. */
export type Taken = 'known' | 'gap' | 'missed' | 'past' | 'new';

export class FeedCursor {
  readonly #key: string;
  /** where this window's person had read to when the page was opened; kept over reloads */
  #seenSeq: number;
  #seq = 0;
  #hash = '';

  constructor(membership: string) {
    this.#key = `corridor.feed.${membership}`;
    this.#seenSeq = Number(localStorage.getItem(this.#key) ?? 0);
  }

  get seq(): number {
    return this.#seq;
  }

  get hash(): string {
    return this.#hash;
  }

  take(item: FeedItem): Taken {
    if (item.seq <= this.#seq) return 'known';
    if (!item.late && this.#seq > 0 && item.prev > this.#seq) return 'gap';
    const back = this.#seq > 0;
    this.#seq = item.seq;
    this.#hash = item.hash;
    if (!item.late) {
      this.seen();
      return 'new';
    }
    const missed = back || (this.#seenSeq > 0 && item.seq > this.#seenSeq);
    return missed ? 'missed' : 'past';
  }

  /** Everything up to here was shown to the person. */
  seen(): void {
    this.#seenSeq = this.#seq;
    localStorage.setItem(this.#key, String(this.#seq));
  }
}
