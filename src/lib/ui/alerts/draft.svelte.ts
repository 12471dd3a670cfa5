// An alert being written: kept when the place does not make sense, emptied once it is in the outbox.
import type { AlertEvent, Severity } from '#domain/alerts/life.ts';
import type { Of } from '#domain/kinds/registry.ts';
import type { Room } from '#live/contract.ts';

export class Draft {
  readonly #room: Room;
  event = $state<AlertEvent | ''>('');
  severity = $state<Severity | ''>('');
  #route = $state('');
  fromKm = $state('');
  toKm = $state('');
  headline = $state('');
  text = $state('');
  placeProblem = $state(false);

  constructor(room: Room) {
    this.#room = room;
  }

  /** open routes first: the alert is nearly always about one of them */
  get routes(): readonly (readonly [string, Of<'route'>])[] {
    const rank = (route: Of<'route'>): number => (route.state === 'open' ? 0 : 1);
    return [...this.#room.board.all('route')].sort(([, a], [, b]) => rank(a) - rank(b));
  }

  get route(): string {
    return this.#route || (this.routes[0]?.[0] ?? '');
  }

  set route(id: string) {
    this.#route = id;
  }

  /** Puts it in the outbox; false when the place is no stretch of the route. */
  send(): boolean {
    const from = km(this.fromKm);
    const to = this.toKm.trim() === '' ? from : km(this.toKm);
    const length = this.#room.board.record('route', this.route)?.lengthKm ?? 0;
    this.placeProblem = from === undefined || to === undefined || Math.max(from, to) > length;
    if (
      this.event === '' ||
      this.severity === '' ||
      from === undefined ||
      to === undefined ||
      this.placeProblem
    )
      return false;
    const headline = this.headline.trim();
    const text = this.text.trim();
    this.#room.alerts.raise({
      event: this.event,
      severity: this.severity,
      place: { route: this.route, fromKm: Math.min(from, to), toKm: Math.max(from, to) },
      observedAt: this.#room.now,
      ...(headline === '' ? {} : { headline }),
      ...(text === '' ? {} : { text }),
    });
    this.event = this.severity = this.fromKm = this.toKm = this.headline = this.text = '';
    return true;
  }
}

/** A km with one decimal, comma or point; undefined when it is none. */
function km(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  return /^\d{1,4}(\.\d+)?$/.test(text) ? Math.round(Number(text) * 10) / 10 : undefined;
}
