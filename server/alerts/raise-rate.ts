// How often one person's alerts are sent at once; Extreme is never held back, and a second send of one alert never counted.
const MINUTE_MS = 60_000;

export class RaiseRate {
  /** per person, alert ids in the order of their first try, with its time */
  readonly #raised = new Map<string, Map<string, number>>();
  readonly #perMinute: number;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /**
   * May this person raise this alert now? Counts it when they may, once however often it is tried: a full disk must
   * not use up what a person may send. @param now ms
   */
  take(user: string, alert: string, now: number): boolean {
    const recent = new Map(
      [...(this.#raised.get(user) ?? [])].filter(([, at]) => at > now - MINUTE_MS && at <= now),
    );
    this.#raised.set(user, recent);
    if (recent.has(alert)) return true;
    if (recent.size >= this.#perMinute) return false;
    recent.set(alert, now);
    return true;
  }
}
