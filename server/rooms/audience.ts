// Everybody who is connected to a room, in fan-out groups by view; keeps quiet sockets alive and slow ones bounded.
import { LINK_TIMES } from '#domain/limits.ts';
import type { View } from '#domain/people.ts';
import { refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock } from '../journal/ports.ts';
import { presenceFrame } from './frames.ts';
import { joinEntries } from './presence-entries.ts';
import type { Session } from './session.ts';

const SIGN_OF_LIFE = presenceFrame(joinEntries([]));
/** Looked at every `quietLookMs`, a socket quiet for this long would pass `syncQuietMs` before the next look. */
const QUIET_MS = LINK_TIMES.syncQuietMs - ROOM_LIMITS.quietLookMs;

export class Audience {
  readonly #clock: Clock;
  readonly #groups: Readonly<Record<View, Set<Session>>> = { full: new Set(), observer: new Set() };
  readonly #slow = new Set<Session>();
  #cancelQuiet: (() => void) | undefined;
  #cancelDrain: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(session: Session): void {
    this.#groups[session.view].add(session);
    this.#cancelQuiet ??= this.#clock.after(ROOM_LIMITS.quietLookMs, () => this.#lookForQuiet());
  }

  remove(session: Session): void {
    this.#groups[session.view].delete(session);
    this.#slow.delete(session);
    if (this.size === 0) this.stop();
  }

  get size(): number {
    return this.#groups.full.size + this.#groups.observer.size;
  }

  of(view: View): ReadonlySet<Session> {
    return this.#groups[view];
  }

  all(): Session[] {
    return [...this.#groups.full, ...this.#groups.observer];
  }

  /** A reader turned slow: looked at until it drained or its time is over. */
  slowed(session: Session): void {
    this.#slow.add(session);
    this.#cancelDrain ??= this.#clock.after(ROOM_LIMITS.drainLookMs, () => this.#lookForDrained());
  }

  stop(): void {
    this.#cancelQuiet?.();
    this.#cancelDrain?.();
    this.#cancelQuiet = undefined;
    this.#cancelDrain = undefined;
  }

  #lookForQuiet(): void {
    const now = this.#clock.now();
    for (const session of this.all()) {
      if (session.outbox.quietFor(now) >= QUIET_MS) session.outbox.send(SIGN_OF_LIFE);
    }
    this.#cancelQuiet = this.#clock.after(ROOM_LIMITS.quietLookMs, () => this.#lookForQuiet());
  }

  #lookForDrained(): void {
    this.#cancelDrain = undefined;
    const now = this.#clock.now();
    for (const session of [...this.#slow]) {
      const flow = session.outbox.look(now);
      if (flow === 'slow') continue;
      this.#slow.delete(session);
      if (flow === 'late') session.refuse(refusal('too-fast'));
      else session.tellSaved();
    }
    if (this.#slow.size > 0) {
      this.#cancelDrain = this.#clock.after(ROOM_LIMITS.drainLookMs, () => this.#lookForDrained());
    }
  }
}
