// One admitted socket of the alert channel: first exactly what it missed, then what comes; its commands judged one by one.
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseReceipt, parseSince } from '#domain/alerts/payloads.ts';
import type { Parsed } from '#domain/alerts/content.ts';
import { viewOf, type Member, type View } from '#domain/people.ts';
import type { AlertAnswer } from '#domain/protocol.ts';
import { refusal, Refused, type Refusal } from '#domain/refusals.ts';
import { isRefusal } from '../access/request-member.ts';
import type { AlertAuthority } from '../alerts/authority.ts';
import type { Clock, Log } from '../journal/ports.ts';
import { Bucket } from '../rooms/bucket.ts';
import { commandOf } from './alerts-commands.ts';
import { answerAsSeen, asSeen, type Hub } from './alerts-hub.ts';
import type { AlertAsk, AlertLinkLimits, AlertSocket } from './alerts-ports.ts';

export interface SessionOptions {
  readonly socket: AlertSocket;
  readonly hub: Hub;
  readonly member: Member;
  readonly ask: AlertAsk;
  memberOf(ask: AlertAsk): Member | Refusal;
  /** commands of this person over all their sockets */
  readonly commands: Bucket;
  readonly limits: AlertLinkLimits;
  readonly clock: Clock;
  readonly log: Log;
}

type State =
  /** being told what it missed; not yet in its view's group */
  | { readonly is: 'replaying' }
  /** has everything up to the head and hears of the next item with everybody else */
  | { readonly is: 'live' }
  | { readonly is: 'over' };

export class AlertSession {
  readonly socket: AlertSocket;
  readonly member: Member;
  readonly #options: SessionOptions;
  readonly #questions: Bucket;
  readonly #view: View;
  #state: State = { is: 'live' };
  #slowSince: number | undefined;

  constructor(options: SessionOptions) {
    const { socket, member, limits, clock } = options;
    this.#options = options;
    this.socket = socket;
    this.member = member;
    this.#view = viewOf(member.role);
    this.#questions = new Bucket(limits.questionsPerSecond, limits.questionsBurst, clock);
    socket.onAny((event: unknown, ...args: unknown[]) => this.#receive(event, args));
  }

  /** Everything after `seq` in order, then live: no item twice, none left out, whatever is committed meanwhile. */
  replayFrom(seq: number, as: 'late' | 'news' = 'late'): void {
    if (this.#state.is !== 'live') return;
    this.#state = { is: 'replaying' };
    this.#replay(seq, as).catch((error: unknown) => {
      this.#options.log.error({ room: this.member.room, error }, 'alerts could not be replayed');
      this.end(refusal('internal'), true);
    });
  }

  /**
   * Says why and closes. `mayReturn`: the reason passes, the client should come back by itself; otherwise the
   * disconnect is the server's own, after which no Socket.IO client tries again.
   */
  end(why: Refusal, mayReturn: boolean): void {
    if (this.#state.is === 'over') return;
    this.#state = { is: 'over' };
    this.socket.emit('closed', { code: why.code, params: why.params });
    if (mayReturn) this.socket.conn.close();
    else this.socket.disconnect(true);
  }

  over(): void {
    this.#state = { is: 'over' };
  }

  /** Still a member, and still reading? Asked with every beat: expiry rings no bell. */
  check(): void {
    if (this.#refreshed() && this.#isStuck()) {
      this.#options.log.warn(
        { room: this.member.room, user: this.member.user },
        'alert socket does not read',
      );
      this.over();
      this.socket.conn.close(true);
      this.socket.request.socket.destroy();
    }
  }

  async #replay(after: number, as: 'late' | 'news'): Promise<void> {
    const { socket } = this;
    const { hub, limits, clock } = this.#options;
    const group = hub.group(this.#view);
    await socket.leave(group);
    const lateUpTo = as === 'late' ? (hub.authority.head?.seq ?? 0) : 0;
    let cursor = after;
    for (let items = hub.authority.since(after); items.length > 0; items = hub.authority.since(cursor)) {
      for (let from = 0; from < items.length; from += limits.replayChunk) {
        if (from > 0) await this.#room();
        if (this.#over()) return;
        const chunk = items.slice(from, from + limits.replayChunk);
        const sight = hub.authority.sight(this.#view);
        const entries = chunk.map((item) => asSeen(sight, item, item.seq <= lateUpTo));
        socket.emit('feed', { entries, head: hub.authority.head?.seq ?? 0 });
        cursor = chunk.at(-1)?.seq ?? cursor;
      }
    }
    // INVARIANT: no await since the last look at the feed, so nothing can have been published in between.
    const joined = socket.join(group);
    this.#state = { is: 'live' };
    socket.emit('beat', hub.beat(clock.now()));
    await joined;
  }

  /** Lets others have their turn, and a slow reader read. */
  async #room(): Promise<void> {
    const { socket: wire } = this.socket.request;
    await nextTurn();
    if (wire.writableNeedDrain && !wire.destroyed)
      await Promise.race([once(wire, 'drain'), once(wire, 'close')]);
  }

  #over(): boolean {
    return this.#state.is === 'over';
  }

  #receive(event: unknown, args: readonly unknown[]): void {
    if (this.#over()) return;
    const last = args.at(-1);
    const reply = typeof last === 'function' ? (answer: AlertAnswer): void => void last(answer) : undefined;
    const { log } = this.#options;
    this.#answer(event, reply && args.length === 1 ? undefined : args[0])
      .catch((error: unknown) => {
        log.error({ room: this.member.room, user: this.member.user, error }, 'alert command failed');
        return no(refusal('internal'));
      })
      .then((answer) => reply?.(answerAsSeen(this.#options.hub.authority.sight(this.#view), answer)))
      .catch((error: unknown) => log.error({ room: this.member.room, error }, 'alert answer not sent'));
  }

  async #answer(event: unknown, payload: unknown): Promise<AlertAnswer> {
    const member = this.#refreshed();
    if (!member) return no(refusal('session-ended'));
    const { authority } = this.#options.hub;
    switch (event) {
      case 'rcpt':
        return this.#heed(parseReceipt(payload), (marks) =>
          authority.marks.note(member.user, marks, authority.head?.seq ?? 0),
        );
      case 'feed:since':
        if (!this.#questions.take()) return no(refusal('too-fast'));
        return this.#heed(parseSince(payload), (seq) => this.replayFrom(seq));
      default: {
        if (!this.#options.commands.take()) return no(refusal('too-fast'));
        const command = typeof event === 'string' ? commandOf(event) : undefined;
        if (!command) return no(refusal('bad-request', { what: 'event' }));
        return this.#carryOut((current) => command(current, member, payload));
      }
    }
  }

  /** A room that ended between the asking and the doing is loaded anew and asked once more; nothing was done by then. */
  async #carryOut(run: (authority: AlertAuthority) => Promise<AlertAnswer>): Promise<AlertAnswer> {
    const { hub, log } = this.#options;
    try {
      const first = await hub.current();
      const answer = await run(first);
      if (answer.ok || answer.code !== 'shutting-down') return answer;
      const next = await hub.current();
      return next === first ? answer : await run(next);
    } catch (error) {
      if (error instanceof Refused) return no(error.refusal);
      log.error({ room: this.member.room, error }, 'alert command could not reach its room');
      return no(refusal('storage'));
    }
  }

  /** Does what was asked and answers where the feed stands. */
  #heed<T>(parsed: Parsed<T>, heed: (value: T) => void): AlertAnswer {
    if (!parsed.ok) return no(parsed.refusal);
    heed(parsed.value);
    const { hub, clock } = this.#options;
    const { seq, hash } = hub.authority.head ?? { seq: 0, hash: '' };
    return { ok: true, seq, at: clock.now(), hash };
  }

  /** Who this is now; ends the socket and answers undefined when they are not, or not in this role, a member any more. */
  #refreshed(): Member | undefined {
    const { memberOf, ask } = this.#options;
    const member = memberOf(ask);
    if (!isRefusal(member)) {
      const same = member.membership === this.member.membership && member.role === this.member.role;
      if (same && member.party === this.member.party) return member;
    }
    this.end(isRefusal(member) ? member : refusal('role-changed'), false);
    return undefined;
  }

  #isStuck(): boolean {
    const { limits, clock } = this.#options;
    const now = clock.now();
    if (this.socket.request.socket.writableLength <= limits.slowSocketBytes) this.#slowSince = undefined;
    else this.#slowSince ??= now;
    return this.#slowSince !== undefined && now - this.#slowSince > limits.slowSocketMs;
  }
}

function no({ code, params }: Refusal): AlertAnswer {
  return { ok: false, code, params };
}
