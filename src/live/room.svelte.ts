// One open room: both channels, one clock. The two fail separately and say so; each looks after the other's silence.
import { LiveAlerts } from './alerts.svelte.ts';
import { askAt } from './ask.ts';
import { LiveBoard } from './board.ts';
import { ServerClock } from './clock.svelte.ts';
import type { Room } from './contract.ts';
import { forgetAlerts } from './forget.ts';
import { DeviceKeeping } from './keeping.ts';

export interface OpenRoom {
  readonly room: string;
  /** membership id, the `as=` of every request */
  readonly as: string;
  /** http(s) origin of the server */
  readonly origin: string;
}

class LiveRoom implements Room {
  readonly #clock = new ServerClock();
  readonly board: LiveBoard;
  readonly alerts: LiveAlerts;
  readonly #probe = (): void => {
    this.board.probe();
    this.alerts.probe();
  };
  /** A window that comes to the front often does so because another one was closed. */
  readonly #shown = (): void => {
    if (document.visibilityState === 'visible') void this.board.lookForLeft();
  };

  constructor(options: OpenRoom) {
    const clock = this.#clock;
    this.board = new LiveBoard({
      ...{ ...options, clock, ask: askAt(options.origin) },
      keeping: (changed) => new DeviceKeeping(options.as, () => clock.read(), changed),
      forget: () => forgetAlerts(options.as),
      renewed: () => this.alerts.beginAnew(),
    });
    this.alerts = new LiveAlerts({
      ...options,
      clock,
      onSilent: () => this.board.probe(),
      party: () => this.board.me?.party,
    });
    // The browser's word is a hint only: a server on this very machine is reachable without any network.
    addEventListener('offline', this.#probe);
    addEventListener('online', this.#probe);
    document.addEventListener('visibilitychange', this.#shown);
  }

  get now(): number {
    return this.#clock.now;
  }

  get skewMs(): number {
    return this.#clock.skewMs;
  }

  get atRisk(): boolean {
    const unkept = this.alerts.outbox.some(
      ({ kept, state }) => !kept && state !== 'recorded' && state !== 'refused',
    );
    return this.board.atRisk || unkept;
  }

  close(): void {
    removeEventListener('offline', this.#probe);
    removeEventListener('online', this.#probe);
    document.removeEventListener('visibilitychange', this.#shown);
    this.board.close();
    this.alerts.close();
    this.#clock.close();
  }
}

export function openRoom(options: OpenRoom): Room {
  return new LiveRoom(options);
}
