// The hub of one room on the alert channel: its sessions, one fan-out group per view, and the beat.
import { SERVER } from '#domain/alerts/life.ts';
import { projectAlert } from '#domain/alerts/view.ts';
import type { View } from '#domain/people.ts';
import type { Sight } from '#domain/views.ts';
import type { AlertAnswer, Beat, FeedItem } from '#domain/protocol.ts';
import type { AlertAuthority } from '../alerts/authority.ts';
import type { AlertServer } from './alerts-ports.ts';
import type { AlertSession } from './alerts-session.ts';

const VIEWS: readonly View[] = ['full', 'observer'];

/** A feed item as a sight lets it out. INVARIANT: nothing of the feed leaves the server but through here. */
export function asSeen(sight: Sight, item: FeedItem, late: boolean): FeedItem {
  // Observers learn how many of them have seen an alert, not who: also where an item tells of one alone.
  const by = sight.view === 'observer' && item.by.role === 'observer' ? SERVER : item.by;
  const seen = { ...item, by, alert: projectAlert(sight, item.alert) };
  return late ? { ...seen, late: true } : seen;
}

/** An answer as a sight lets it out: a refusal brings the alert as it stands, so it goes through the view as well. */
export function answerAsSeen(sight: Sight, answer: AlertAnswer): AlertAnswer {
  return answer.ok || !answer.current ? answer : { ...answer, current: projectAlert(sight, answer.current) };
}

export class Hub {
  readonly room: string;
  readonly sessions = new Set<AlertSession>();
  readonly #io: AlertServer;
  readonly #authorityOf: (room: string) => Promise<AlertAuthority>;
  #authority: AlertAuthority;
  #stop: () => void;
  #closed = false;

  constructor(
    io: AlertServer,
    authority: AlertAuthority,
    authorityOf: (room: string) => Promise<AlertAuthority>,
  ) {
    this.room = authority.room;
    this.#io = io;
    this.#authorityOf = authorityOf;
    this.#authority = authority;
    this.#stop = authority.onItem((item) => this.#tell(item));
  }

  /** The one listened to; its memory is good for reading even after its room ended. */
  get authority(): AlertAuthority {
    return this.#authority;
  }

  /** The one that can write now: a room that failed is loaded anew by whoever asks first. Rejects when it cannot be. */
  async current(): Promise<AlertAuthority> {
    const authority = await this.#authorityOf(this.room);
    this.follow(authority);
    return authority;
  }

  /** A room that was loaded anew has another authority over the same journal; whoever listens goes on listening. */
  follow(authority: AlertAuthority): void {
    if (authority === this.#authority || this.#closed) return;
    const told = this.#authority.head?.seq ?? 0;
    this.#stop();
    this.#authority = authority;
    this.#stop = authority.onItem((item) => this.#tell(item));
    // No listener told of what was committed in between; it is news all the same.
    for (const session of this.sessions) session.replayFrom(told, 'news');
  }

  /** Sockets that have everything up to the head get the next item by this Socket.IO room, encoded once. */
  group(view: View): string {
    return `${this.room} ${view}`;
  }

  /** distinct people */
  get online(): number {
    return new Set([...this.sessions].map(({ member }) => member.user)).size;
  }

  beat(serverTime: number): Beat {
    const { seq: head, hash } = this.#authority.head ?? { seq: 0, hash: '' };
    return { head, hash, serverTime, online: this.online };
  }

  tellBeat(at: number): void {
    for (const view of VIEWS) this.#io.to(this.group(view)).emit('beat', this.beat(at));
  }

  /** Listens no more. A command that is on its way is still answered. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #tell(item: FeedItem): void {
    for (const view of VIEWS) {
      const group = this.group(view);
      if (!this.#io.sockets.adapter.rooms.has(group)) continue;
      const seen = asSeen(this.#authority.sight(view), item, false);
      this.#io.to(group).emit('feed', { entries: [seen], head: item.seq });
    }
  }
}
