// Tells of memberships that run out while somebody is connected, within a moment, without asking all the time.
import { ACCESS_LIMITS } from '#domain/limits.ts';
import type { Clock } from '../journal/ports.ts';
import type { MembershipRow } from './access-store.ts';

export class Expiry {
  readonly #clock: Clock;
  readonly #rows: () => Iterable<MembershipRow>;
  readonly #expired: (row: MembershipRow) => void;
  #looked: number;
  #due = Infinity;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, rows: () => Iterable<MembershipRow>, expired: (row: MembershipRow) => void) {
    this.#clock = clock;
    this.#rows = rows;
    this.#expired = expired;
    this.#looked = clock.now();
    this.#arm(Infinity);
  }

  /** A membership that may run out earlier than any known so far. */
  expect(expiresAt: number): void {
    if (expiresAt < this.#due) this.#arm(expiresAt);
  }

  stop(): void {
    this.#cancel();
  }

  /** At the latest after `expiryLookMs`: timers of many days overflow, and the clock may have been set. */
  #arm(next: number): void {
    this.#cancel();
    const now = this.#clock.now();
    this.#due = Math.min(next, now + ACCESS_LIMITS.expiryLookMs);
    this.#cancel = this.#clock.after(Math.max(0, this.#due - now), () => this.#look());
  }

  #look(): void {
    const now = this.#clock.now();
    const since = Math.min(this.#looked, now);
    this.#looked = now;
    let next = Infinity;
    for (const row of this.#rows()) {
      if (row.revokedAt !== null) continue;
      if (row.expiresAt > now) next = Math.min(next, row.expiresAt);
      else if (row.expiresAt > since) this.#expired(row);
    }
    this.#arm(next);
  }
}
