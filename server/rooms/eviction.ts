// Lets rooms go that nobody needs; whoever opens one again finds it as it was.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock, Log } from '../journal/ports.ts';
import type { Room } from './room.ts';

export interface EvictionPorts {
  readonly clock: Clock;
  readonly log: Log;
  loaded(): readonly Room[];
  /** Does something outside the board need it: a deadline that runs, somebody who listens for alerts? */
  isNeeded(room: Room): boolean;
}

export class Eviction {
  readonly #ports: EvictionPorts;
  /** when somebody last needed it, ms */
  readonly #needed = new WeakMap<Room, number>();
  #cancel: (() => void) | undefined;

  constructor(ports: EvictionPorts) {
    this.#ports = ports;
  }

  /** Somebody asks for it just now, and may hold it over a few awaits. */
  note(room: Room): void {
    this.#needed.set(room, this.#ports.clock.now());
    this.#cancel ??= this.#ports.clock.after(ROOM_LIMITS.evictLookMs, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    const { clock, log, loaded, isNeeded } = this.#ports;
    const now = clock.now();
    for (const room of loaded()) {
      const since = this.#needed.get(room);
      // Noted anew also where the clock was set back, or nobody ever asked.
      if (since === undefined || since > now || !room.isIdle || isNeeded(room)) this.#needed.set(room, now);
      else if (now - since >= ROOM_LIMITS.evictAfterMs) {
        room
          .evict(() => this.#needed.get(room) === since && !isNeeded(room))
          .catch((error: unknown) => {
            log.warn({ room: room.id, error: String(error) }, 'An idle room could not be let go; it stays.');
          });
      }
    }
    if (loaded().length > 0) this.#cancel = clock.after(ROOM_LIMITS.evictLookMs, () => this.#look());
  }
}
