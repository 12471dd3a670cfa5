// The alert channel as the pages see it: what is live, what I sent, what I missed; never green on hope.
import type { io as Io, Socket } from 'socket.io-client';
import type { AlertContent, AlertState, Stance } from '#domain/alerts/life.ts';
import { worstFirst } from '#domain/alerts/order.ts';
import { isOver } from '#domain/alerts/shown.ts';
import { LINK_TIMES } from '#domain/limits.ts';
import type { AlertAnswer, Beat, Feed, FeedItem } from '#domain/protocol.ts';
import { refusal, type Refusal, type RefusalCode, type RefusalParams } from '#domain/refusals.ts';
import type { ServerClock } from './clock.svelte.ts';
import type { Alerts, AlertsStatus, Outgoing } from './contract.ts';
import { FeedCursor } from './feed.ts';
import { passes } from './passes.ts';
import { Sender } from './sender.svelte.ts';
import { Sound } from './sound.svelte.ts';

export interface AlertsOptions {
  readonly room: string;
  readonly as: string;
  readonly origin: string;
  readonly clock: ServerClock;
  /** the alert channel fell silent: the board channel should look after itself too */
  readonly onSilent: () => void;
  /** who I am, once the board channel said so: my party's acknowledgement stops my tone */
  readonly party: () => string | undefined;
}

/** An Extreme alert that my party has not acknowledged sounds again this often. */
const REPEAT_MS = 15_000;
const ANSWER_MS = 5000;
const TRY_AGAIN_MS = 4000;

interface Refused {
  readonly code: RefusalCode;
  readonly params: RefusalParams;
}

export class LiveAlerts implements Alerts {
  readonly #options: AlertsOptions;
  #socket: Socket | undefined;
  #closed = false;
  #feed: FeedCursor;
  readonly #sender: Sender;
  readonly #sound = new Sound();
  readonly #timer: ReturnType<typeof setInterval>;
  #status = $state.raw<AlertsStatus>({ state: 'connecting' });
  #list = $state.raw<readonly AlertState[]>([]);
  #missed = $state.raw<readonly AlertState[]>([]);
  #online = $state(0);
  #lastBeat = 0;
  #lastTone = 0;
  #lastTry = 0;
  /** something came late: one sound for all of it */
  #toRing = false;
  #displayed = 0;
  #confirmed = '0 0';

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#feed = new FeedCursor(options.as);
    this.#sender = new Sender(options.as, options.clock);
    // Loaded beside the board, not before it: a slow line shows the picture first.
    import('socket.io-client').then(
      ({ io }) => this.#open(io),
      () => (this.#status = { state: 'not-live', since: options.clock.read() }),
    );
    this.#timer = setInterval(() => this.#tick(), 250);
  }

  #open(io: typeof Io): void {
    if (this.#closed) return;
    const { origin, as, room } = this.#options;
    const socket: Socket = io(origin, {
      transports: ['websocket'],
      auth: (give) => give({ as, room, lastSeq: this.#feed.seq, lastHash: this.#feed.hash }),
      reconnectionDelay: 250,
      reconnectionDelayMax: 4000,
    });
    socket.on('feed', ({ entries }: Feed) => entries.forEach((item) => this.#take(item)));
    socket.on('beat', (beat: Beat) => this.#beat(beat));
    socket.on('closed', ({ code, params }: Refused) => this.#end(code, params));
    socket.on('connect_error', (error: Error & { data?: Partial<Refused> }) => {
      if (error.data?.code) this.#end(error.data.code, error.data.params ?? {});
    });
    socket.on('disconnect', () => this.#silent());
    this.#socket = socket;
  }

  get status(): AlertsStatus {
    return this.#status;
  }
  get list(): readonly AlertState[] {
    return this.#list;
  }
  get outbox(): readonly Outgoing[] {
    return this.#sender.outbox;
  }
  get missed(): readonly AlertState[] {
    return this.#missed;
  }
  get online(): number {
    return this.#online;
  }
  get sound(): 'on' | 'blocked' | 'off' {
    return this.#sound.state;
  }

  unlockSound(): Promise<void> {
    return this.#sound.unlock();
  }

  raise(content: AlertContent): string {
    const id = this.#sender.raise(content);
    if (this.#socket) this.#sender.work(this.#socket);
    return id;
  }
  resend(id: string): void {
    this.#sender.resend(id);
  }
  discard(id: string): void {
    this.#sender.discard(id);
  }

  acknowledge(alert: { id: string; rev: number }, stance: Stance): Promise<Refusal | null> {
    return this.#ask('alert:ack', { id: alert.id, rev: alert.rev, stance });
  }
  end(alert: { id: string; rev: number }, reason: string): Promise<Refusal | null> {
    return this.#ask('alert:end', { id: alert.id, rev: alert.rev, reason });
  }
  cancel(alert: { id: string; rev: number }, reason: string): Promise<Refusal | null> {
    return this.#ask('alert:cancel', { id: alert.id, rev: alert.rev, reason });
  }
  confirm(alert: { id: string; rev: number }, of: 'end' | 'cancel'): Promise<Refusal | null> {
    return this.#ask('alert:confirm', { id: alert.id, rev: alert.rev, of });
  }

  clearMissed(): void {
    this.#missed = [];
    this.#feed.seen();
  }

  /** Looks whether the link is alive at once, without waiting for a beat to be late. */
  probe(): void {
    const socket = this.#socket;
    if (!socket?.connected) return;
    const answered = (late: Error | null): void => {
      if (late) socket.io.engine.close();
    };
    socket.timeout(LINK_TIMES.beatMs).emit('feed:since', { seq: this.#feed.seq }, answered);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#closed = true;
    this.#socket?.disconnect();
    this.#sound.close();
  }

  #take(item: FeedItem): void {
    const verdict = this.#feed.take(item);
    switch (verdict) {
      case 'known':
        return;
      case 'gap':
        this.#socket?.emit('feed:since', { seq: this.#feed.seq });
        return;
      case 'missed':
        if (item.event === 'raised') this.#missed = [item.alert, ...this.#missed];
        this.#toRing = true;
        break;
      case 'new':
        if (item.event === 'raised' || item.event === 'escalated') this.#ring(item.alert);
        break;
      case 'past':
        break;
      default:
        verdict satisfies never;
    }
    this.#list = worstFirst([...this.#list.filter((alert) => alert.id !== item.alert.id), item.alert]);
  }

  /** Tells the server how far this window has the feed, and how far a person could see it. */
  #confirm(): void {
    const delivered = this.#feed.seq;
    if (document.visibilityState === 'visible') this.#displayed = delivered;
    const told = `${delivered} ${this.#displayed}`;
    if (told === this.#confirmed || !this.#socket?.connected) return;
    this.#confirmed = told;
    this.#socket.emit('rcpt', { delivered, displayed: this.#displayed });
  }

  #ringMissed(): void {
    this.#toRing = false;
    const [worst] = worstFirst(this.#missed.filter((alert) => !isOver(alert.state)));
    if (worst) this.#ring(worst);
  }

  #ring(alert: AlertState): void {
    this.#lastTone = Date.now();
    this.#sound.alert(alert.content.severity);
  }

  #beat(beat: Beat): void {
    this.#options.clock.heard(beat.serverTime);
    this.#lastBeat = Date.now();
    this.#online = beat.online;
    if (this.#status.state !== 'live') this.#status = { state: 'live' };
    // The feed says where it stands: whatever was lost on the way is asked for, not waited for.
    if (beat.head > this.#feed.seq) this.#socket?.emit('feed:since', { seq: this.#feed.seq });
  }

  #silent(): void {
    if (this.#status.state !== 'live') return;
    this.#status = { state: 'not-live', since: this.#lastBeat - this.#options.clock.skewMs };
    this.#options.onSilent();
  }

  #end(code: RefusalCode, params: RefusalParams): void {
    if (passes(code)) return;
    if (code === 'role-changed') return this.beginAnew();
    this.#status = { state: 'ended', code, params };
    this.#socket?.disconnect();
  }

  /** With other rights the feed shows other things: all of it comes anew. Either channel may be the first to hear. */
  beginAnew(): void {
    if (this.#status.state === 'connecting' || this.#status.state === 'ended') return;
    this.#feed = new FeedCursor(this.#options.as);
    this.#list = [];
    this.#missed = [];
    this.#status = { state: 'connecting' };
    this.#socket?.disconnect().connect();
  }

  #tick(): void {
    const now = Date.now();
    if (this.#status.state === 'live' && now - this.#lastBeat > LINK_TIMES.beatLateMs) {
      this.#silent();
      this.#socket?.io.engine.close();
    }
    // Turned away for a passing reason: Socket.IO does not come back from that by itself.
    if (
      this.#status.state !== 'ended' &&
      this.#socket?.active === false &&
      now - this.#lastTry > TRY_AGAIN_MS
    ) {
      this.#lastTry = now;
      this.#socket.connect();
    }
    this.#confirm();
    if (this.#toRing) this.#ringMissed();
    const party = this.#options.party();
    const loud = this.#list.find(
      (a) =>
        !isOver(a.state) && a.content.severity === 'Extreme' && !(party && a.partiesDone.includes(party)),
    );
    if (loud && now - this.#lastTone > REPEAT_MS) this.#ring(loud);
    if (this.#socket) this.#sender.work(this.#socket);
  }

  async #ask(event: string, payload: object): Promise<Refusal | null> {
    if (!this.#socket) return refusal('unreachable');
    try {
      const answer = (await this.#socket.timeout(ANSWER_MS).emitWithAck(event, payload)) as AlertAnswer;
      return answer.ok ? null : refusal(answer.code, answer.params);
    } catch {
      return refusal('storage'); // no answer in time: say that nothing is known to be recorded
    }
  }
}
