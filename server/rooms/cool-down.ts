// Memberships that were refused too often wait a while: older stock clients would send the same again for ever.
import type { Clock } from '../journal/ports.ts';
import type { RoomLimits } from './options.ts';

const MINUTE = 60_000;

export class CoolDown {
  readonly #clock: Clock;
  readonly #rates: RoomLimits['rates'];
  /** membership → times of its refusals within the last minute */
  readonly #refused = new Map<string, number[]>();
  /** membership → until when, ms */
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, rates: RoomLimits['rates']) {
    this.#clock = clock;
    this.#rates = rates;
  }

  noteRefusal(membership: string): void {
    const now = this.#clock.now();
    const recent = (this.#refused.get(membership) ?? []).filter((at) => at > now - MINUTE);
    recent.push(now);
    if (recent.length < this.#rates.refusalsPerMinute) {
      this.#refused.set(membership, recent);
      return;
    }
    this.#refused.delete(membership);
    this.#until.set(membership, now + this.#rates.refusalCoolDownMs);
  }

  isCooling(membership: string): boolean {
    const until = this.#until.get(membership);
    if (until === undefined) return false;
    if (this.#clock.now() < until) return true;
    this.#until.delete(membership);
    return false;
  }
}
