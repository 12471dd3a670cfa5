// One connection of one member: denies by frame type, size and rate before anything is decoded, then hands on.
import type { Member, View } from '#domain/people.ts';
import { viewOf } from '#domain/people.ts';
import type { Hello, RefusedFrame, Saved } from '#domain/protocol.ts';
import { REFUSALS, refusal, type Refusal, type RefusalAction } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { shows } from '#domain/views.ts';
import type { Clock } from '../journal/ports.ts';
import { Bucket } from './bucket.ts';
import { jsonFrame, presenceFrame, readFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';
import type { RoomLimits } from './options.ts';
import { Outbox, type Wire } from './outbox.ts';
import type { PresenceBoard, Present } from './presence.ts';
import { readVector } from './vector.ts';
import type { ViewDocument } from './view-document.ts';

/** What a transport brings: who it is, and how to write to and close the socket. */
export interface RoomConnection extends Wire {
  readonly member: Member;
  /** `?v=1`: takes frames 100–103 */
  readonly wantsExtras: boolean;
  /** `&e=`: the epoch of the document it holds */
  readonly epoch?: number;
  close(code: number, refusal: Refusal): void;
}

/** What a session needs of its room. */
export interface SessionHost {
  readonly clock: Clock;
  readonly limits: RoomLimits;
  readonly presence: PresenceBoard;
  published(view: View): ViewDocument;
  hello(session: Session): Hello;
  /** sends what a reader with this state vector lacks, when it is its turn */
  answer(session: Session, vector: Uint8Array): void;
  /** judges and applies an update; answers through the session */
  receive(session: Session, update: Uint8Array): void;
  /** encoded state vector of what its updates are judged against */
  judgedVector(session: Session): Uint8Array;
  /** next clock that is not on disk yet but accepted */
  acceptedClock(clientId: number): number;
  seq(): number;
  slowed(session: Session): void;
  refused(session: Session, why: Refusal): void;
  left(session: Session): void;
}

type State =
  { readonly is: 'open' } | { readonly is: 'refused'; readonly why: Refusal } | { readonly is: 'left' };

export class Session implements Present {
  readonly member: Member;
  readonly view: View;
  readonly extras: boolean;
  readonly outbox: Outbox;
  /** client ids first bound through this connection */
  newClients = 0;
  readonly #connection: RoomConnection;
  readonly #host: SessionHost;
  readonly #updates: Bucket;
  readonly #bytes: Bucket;
  readonly #asks: Bucket;
  readonly #presence: Bucket;
  /** client ids whose author waits to hear that they are saved */
  readonly #unsaved = new Set<number>();
  /** rounds of asking for what is missing, since the last update that fitted */
  #rounds = 0;
  /** updates that lacked something since we asked for everything; undefined when no question is open */
  #unanswered: number | undefined;
  #state: State = { is: 'open' };

  constructor(connection: RoomConnection, host: SessionHost) {
    this.member = connection.member;
    this.view = viewOf(connection.member.role);
    this.extras = connection.wantsExtras;
    this.#connection = connection;
    this.#host = host;
    const { clock, limits } = host;
    this.#updates = new Bucket(limits.rates.updatesPerSecond, limits.rates.updatesBurst, clock);
    this.#bytes = new Bucket(limits.rates.bytesPerSecond, ROOM_LIMITS.bytesBurst, clock);
    this.#asks = new Bucket(limits.rates.syncStep1PerSecond, ROOM_LIMITS.syncStep1Burst, clock);
    this.#presence = new Bucket(limits.rates.presencePerSecond, ROOM_LIMITS.presenceBurst, clock);
    this.outbox = new Outbox({
      wire: connection,
      clock,
      limits: limits.rates,
      vector: () => host.published(this.view).vector(),
      reply: (vector) => host.published(this.view).answer(vector),
      catchUp: (vector, asked) => this.#catchUp(vector, asked),
      slowed: () => host.slowed(this),
    });
  }

  get isOpen(): boolean {
    return this.#state.is === 'open';
  }

  /** The first frames: hello for those who take it, our state vector, who is here. */
  greet(): void {
    if (this.extras) this.outbox.send(jsonFrame('hello', this.#host.hello(this)));
    this.#ask(this.#host.published(this.view).vector());
    this.outbox.send(presenceFrame(this.#host.presence.snapshot(this.view, this)));
  }

  receive(frame: Uint8Array): void {
    if (this.#state.is !== 'open') return; // after a refusal nothing counts; the close is on its way
    const { gate } = this.#host.limits;
    if (frame.length > gate.frameBytes) return this.refuse(refusal('too-big', { max: gate.frameBytes }));
    if (!this.#bytes.take(frame.length)) return this.refuse(refusal('too-fast'));
    const read = readFrame(frame);
    switch (read.is) {
      case 'step1':
        return this.#answer(read.vector);
      case 'step2':
        this.#unanswered = undefined;
        return this.#hand(read.update, gate.syncStep2Bytes);
      case 'update':
        return this.#hand(read.update, gate.updateBytes);
      case 'presence':
        return this.#showPresence(read.update);
      case 'ask-presence':
        if (this.#presence.take()) this.#sendPresence();
        return undefined; // too many questions: the answers on their way say the same
      case 'malformed':
        return this.refuse(refusal('malformed'));
      default:
        return read satisfies never;
    }
  }

  /** The transport says that the socket is gone. */
  leave(): void {
    if (this.#state.is === 'left') return;
    this.#state = { is: 'left' };
    this.#host.left(this);
  }

  /** Closes before anything was said: the room does not take this connection. */
  turnAway(why: Refusal): void {
    this.#state = { is: 'refused', why };
    this.#connection.close(REFUSALS[why.code].close, why);
  }

  /** Ends the session: frame 102 for those who take it, then the close code of the refusal. */
  refuse(why: Refusal, action: RefusalAction = REFUSALS[why.code].action): void {
    if (this.#state.is !== 'open') return;
    this.#state = { is: 'refused', why };
    if (this.extras) {
      const shown = why.cell !== undefined && shows(this.view, why.cell) ? { cell: why.cell } : {};
      const frame: RefusedFrame = { code: why.code, params: why.params, ...shown, action };
      this.#connection.send([jsonFrame('refused', frame)]); // also to a slow reader: it is the last it gets
    }
    this.#host.refused(this, why);
    this.#connection.close(REFUSALS[why.code].close, why);
  }

  /**
   * Something before this update is missing here: ask for all of it, a bounded number of times. While the answer to an
   * earlier question is on its way nothing is counted: it was sent after this update and has it. Somebody who comes back
   * with unsent work and types on before they are heard must not be refused for it. They are asked once more, because a
   * program may have passed over the question it was greeted with.
   */
  askAgain(why: Refusal): void {
    if (this.#unanswered !== undefined) {
      if (++this.#unanswered > ROOM_LIMITS.unansweredUpdates) return this.refuse(why, 'reset');
      if (this.#unanswered === 1) this.outbox.send(step1Frame(this.#host.judgedVector(this)));
      return;
    }
    if (++this.#rounds > ROOM_LIMITS.resyncRounds) return this.refuse(why, 'reset');
    this.#ask(this.#host.judgedVector(this));
  }

  /** An update fitted (or changed nothing): its author hears when all of these clocks are on disk. */
  fitted(clientIds: Iterable<number>): void {
    this.#rounds = 0;
    this.#oweSaved(clientIds);
  }

  /** Tells the author what is on disk by now. */
  tellSaved(): void {
    if (this.#unsaved.size === 0 || !this.isOpen) return;
    const clocks: { [clientId: string]: number } = {};
    const done: number[] = [];
    for (const clientId of this.#unsaved) {
      const clock = this.#host.published('full').clockOf(clientId);
      if (clock > 0) clocks[clientId] = clock;
      if (clock >= this.#host.acceptedClock(clientId)) done.push(clientId);
    }
    const saved: Saved = { seq: this.#host.seq(), clocks };
    if (Object.keys(clocks).length > 0 && !this.outbox.send(jsonFrame('saved', saved))) return;
    for (const clientId of done) this.#unsaved.delete(clientId);
  }

  /** A slow reader is not asked now: the next update that lacks something asks again. */
  #ask(vector: Uint8Array): void {
    if (this.outbox.send(step1Frame(vector))) this.#unanswered = 0;
  }

  #oweSaved(clientIds: Iterable<number>): void {
    if (!this.extras) return;
    for (const clientId of clientIds) this.#unsaved.add(clientId);
    const shownAs = this.#host.presence.idOf(this);
    if (shownAs !== undefined) this.#unsaved.add(shownAs);
  }

  #hand(update: Uint8Array, max: number): void {
    if (update.length > max) return this.refuse(refusal('too-big', { max }));
    if (!this.#updates.take()) return this.refuse(refusal('too-fast'));
    this.#host.receive(this, update);
  }

  #answer(vector: Uint8Array): void {
    const asks = 1 + Math.floor(vector.length / ROOM_LIMITS.vectorBytesEach);
    if (!this.#asks.take(Math.min(asks, ROOM_LIMITS.syncStep1Burst))) return this.refuse(refusal('too-fast'));
    if (!readVector(vector)) return this.refuse(refusal('malformed'));
    this.#host.answer(this, vector);
  }

  #showPresence(update: Uint8Array): void {
    if (!this.#presence.take()) return; // presence is renewed by itself; what floods is paid for in bytes
    const before = this.#host.presence.idOf(this);
    if (!this.#host.presence.take(this, update)) return this.refuse(refusal('malformed'));
    const shownAs = this.#host.presence.idOf(this);
    if (shownAs === undefined || shownAs === before) return;
    this.#oweSaved([]); // a window that comes back hears what of it was saved meanwhile
    this.tellSaved();
  }

  #sendPresence(): void {
    this.outbox.send(presenceFrame(this.#host.presence.snapshot(this.view, this)));
  }

  #catchUp(vector: Uint8Array, asked: boolean): Uint8Array[] {
    const update = this.#host.published(this.view).beyond(vector);
    const presence = presenceFrame(this.#host.presence.snapshot(this.view, this));
    const frames = [asked ? step2Frame(update) : updateFrame(update), presence];
    // The change frames it missed are not sent late: a second hello with the newest seq says that there were some.
    return this.extras ? [...frames, jsonFrame('hello', this.#host.hello(this))] : frames;
  }
}
