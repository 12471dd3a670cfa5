// How often one person's alerts are sent at once; Extreme is never held back, and a second send of one alert never counted.
import { RATE_LIMITS } from '#domain/limits.ts';

const MINUTE_MS = 60_000;

export class RaiseRate {
  readonly #raised = new Map<string, number[]>();
  readonly #perMinute: number;

  constructor(perMinute: number = RATE_LIMITS.alertsPerMinute) {
    this.#perMinute = perMinute;
  }

  /** May this person raise now? Counts it when they may. @param now ms */
  take(user: string, now: number): boolean {
    const recent = (this.#raised.get(user) ?? []).filter((at) => at > now - MINUTE_MS && at <= now);
    if (recent.length >= this.#perMinute) return false;
    this.#raised.set(user, [...recent, now]);
    return true;
  }
}
