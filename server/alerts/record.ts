// From a fact to a feed item: one commit, published in the order handed in; when a commit fails, the journal is asked.
import { afterFact, alertIdOf, type AlertFact } from '#domain/alerts/facts.ts';
import { mirroredCells } from '#domain/alerts/cells.ts';
import type { Actor, AlertContent } from '#domain/alerts/life.ts';
import type { FeedItem, Via } from '#domain/protocol.ts';
import type { Committed } from '../journal/ledger.ts';
import { draftOf, factOf } from './entries.ts';
import { AlertFeed } from './feed.ts';
import type { AlertPorts } from './ports.ts';

/**
 * The record of a room's alerts: the feed in memory and the journal behind it.
 * INVARIANT: nothing is published, answered or mirrored before it is on disk, and the feed's order is the journal's.
 */
export class AlertRecord {
  readonly feed = new AlertFeed();
  readonly #ports: AlertPorts;
  readonly #published: (item: FeedItem) => void;
  /** settles when everything handed in so far has been published or has failed; never rejects */
  #handedIn: Promise<unknown> = Promise.resolve();
  /** a commit failed: memory may know less than the disk until the journal was read again */
  #doubt = true;
  #reading: Promise<boolean> | undefined;
  readonly #sent = new Map<string, AlertContent>();

  constructor(ports: AlertPorts, published: (item: FeedItem) => void) {
    this.#ports = ports;
    this.#published = published;
  }

  /** Whether memory holds what the disk holds, reading it again where that is in doubt. */
  sure(): Promise<boolean> {
    if (!this.#doubt) return Promise.resolve(true);
    this.#reading ??= this.#catchUp().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** What the sender of an alert said, before anything was filled in. */
  sent(id: string): AlertContent | undefined {
    return this.#sent.get(id);
  }

  /** Commits a fact and publishes it. Undefined when it is not known to be on disk: say so, loudly. */
  add(fact: AlertFact, by: Actor, via: Via, at: number): Promise<FeedItem | undefined> {
    const before = this.feed.alert(alertIdOf(fact));
    const after = afterFact(before, fact);
    if (!after) return Promise.resolve(undefined);
    const committing = this.#commit(fact, by, via, at, mirroredCells(before, after));
    const adding = this.#inTurn(this.#handedIn, committing, (committed) => {
      const { seq, hash } = committed;
      return this.#publish({ seq, hash, at }, fact, by) ?? this.feed.at(seq);
    });
    this.#handedIn = adding;
    return adding;
  }

  /** INVARIANT: what was handed in earlier is *published* before this is, whichever the disk answered first. */
  async #inTurn(
    earlier: Promise<unknown>,
    committing: Promise<Committed | undefined>,
    publish: (committed: Committed) => FeedItem | undefined,
  ): Promise<FeedItem | undefined> {
    const committed = await committing;
    await earlier;
    return committed && publish(committed);
  }

  async #commit(
    fact: AlertFact,
    by: Actor,
    via: Via,
    at: number,
    cells: ReturnType<typeof mirroredCells>,
  ): Promise<Committed | undefined> {
    try {
      return await this.#ports.commit(draftOf(fact, by, via, at), cells);
    } catch (error) {
      // INVARIANT: set before anybody else of this alert gets a turn.
      this.#doubt = true;
      this.#ports.log.error({ room: this.#ports.room, fact: fact.fact, error }, 'alert event not committed');
      return undefined;
    }
  }

  async #catchUp(): Promise<boolean> {
    const { room, log } = this.#ports;
    try {
      await this.#handedIn;
      for (const entry of await this.#ports.read(this.feed.seq)) {
        const read = factOf(entry);
        if (read) this.#publish(entry, read.fact, read.by);
        else if (entry.payload === null) log.info({ room, seq: entry.seq }, 'alert entry was redacted');
        else log.error({ room, seq: entry.seq, kind: entry.kind }, 'alert entry cannot be read');
      }
      this.#doubt = false;
      return true;
    } catch (error) {
      log.error({ room, error }, 'alerts could not be read from the journal');
      return false;
    }
  }

  /** Undefined when the item was published before (found in the journal meanwhile). */
  #publish(
    { seq, hash, at }: { readonly seq: number; readonly hash: string; readonly at: number },
    fact: AlertFact,
    by: Actor,
  ): FeedItem | undefined {
    const alert = afterFact(this.feed.alert(alertIdOf(fact)), fact);
    const item = alert && this.feed.push({ seq, at, hash, event: fact.fact, by, alert });
    if (item && fact.fact === 'raised') this.#sent.set(item.alert.id, fact.sent);
    if (item) this.#published(item);
    return item;
  }
}
