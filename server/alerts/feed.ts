// The ordered feed of one room: every item once, in journal order, each naming the one before it.
import type { AlertState } from '#domain/alerts/life.ts';
import { staysShown } from '#domain/alerts/shown.ts';
import { ALERT_LIMITS } from '#domain/limits.ts';
import type { FeedItem } from '#domain/protocol.ts';

export class AlertFeed {
  readonly #items: FeedItem[] = [];
  readonly #byAlert = new Map<string, FeedItem[]>();

  /** the last item, or undefined while there is none */
  get head(): FeedItem | undefined {
    return this.#items.at(-1);
  }

  /** seq of the last item, 0 while there is none */
  get seq(): number {
    return this.head?.seq ?? 0;
  }

  /** Adds the next item and completes its chain. Undefined when its seq is not beyond the head: it is known already. */
  push(item: Omit<FeedItem, 'prev'>): FeedItem | undefined {
    if (item.seq <= this.seq) return undefined;
    const chained: FeedItem = { ...item, prev: this.seq };
    this.#items.push(chained);
    const own = this.#byAlert.get(item.alert.id);
    if (own) own.push(chained);
    else this.#byAlert.set(item.alert.id, [chained]);
    return chained;
  }

  alert(id: string): AlertState | undefined {
    return this.#byAlert.get(id)?.at(-1)?.alert;
  }

  /** Everything that happened to one alert, oldest first. */
  history(id: string): readonly FeedItem[] {
    return this.#byAlert.get(id) ?? [];
  }

  alerts(): readonly AlertState[] {
    return [...this.#byAlert.values()].flatMap((items) => items.at(-1)?.alert ?? []);
  }

  at(seq: number): FeedItem | undefined {
    const item = this.#items[this.#after(seq - 1)];
    return item?.seq === seq ? item : undefined;
  }

  /** Items with seq > after, at most `limit` of them. */
  since(after: number, limit = Infinity): readonly FeedItem[] {
    const from = this.#after(after);
    return this.#items.slice(from, from + limit);
  }

  /**
   * What somebody who has nothing yet must know: every item of what is not over, everything of the last 24 h, and the
   * head, so that their cursor stands where the feed does. `prev` names the item before it *in this selection*:
   * a client that applies strictly by chain never sees a gap where things were left out on purpose.
   */
  forNewcomer(now: number): readonly FeedItem[] {
    const recent = now - ALERT_LIMITS.lookBackMs;
    let prev = 0;
    return this.#items.flatMap((item) => {
      const alert = this.alert(item.alert.id);
      if (item.at < recent && item !== this.head && !(alert && staysShown(alert))) return [];
      const chained = { ...item, prev };
      prev = item.seq;
      return [chained];
    });
  }

  /** Index of the first item with a seq beyond this one. */
  #after(seq: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#items[middle]?.seq ?? Infinity) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
