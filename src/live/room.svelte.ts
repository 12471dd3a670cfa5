// One open room: both channels, one clock. The two fail separately and say so; each looks after the other's silence.
import { LiveAlerts } from './alerts.svelte.ts';
import { LiveBoard } from './board.svelte.ts';
import { ServerClock } from './clock.svelte.ts';
import type { Room } from './contract.ts';

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

  constructor(options: OpenRoom) {
    this.board = new LiveBoard({ ...options, clock: this.#clock });
    this.alerts = new LiveAlerts({
      ...options,
      clock: this.#clock,
      onSilent: () => this.board.probe(),
      party: () => this.board.me?.party,
    });
    // The browser's word is a hint only: a server on this very machine is reachable without any network.
    addEventListener('offline', this.#probe);
    addEventListener('online', this.#probe);
  }

  get now(): number {
    return this.#clock.now;
  }

  get skewMs(): number {
    return this.#clock.skewMs;
  }

  close(): void {
    removeEventListener('offline', this.#probe);
    removeEventListener('online', this.#probe);
    this.board.close();
    this.alerts.close();
    this.#clock.close();
  }
}

export function openRoom(options: OpenRoom): Room {
  return new LiveRoom(options);
}
