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

/** Somebody needed a room; a later need is another one, also within the same millisecond. */
interface Need {
  /** ms */
  readonly at: number;
}

export class Eviction {
  readonly #ports: EvictionPorts;
  readonly #last = new WeakMap<Room, Need>();
  /** on their way out */
  readonly #going = new Set<Room>();
  #cancel: (() => void) | undefined;

  constructor(ports: EvictionPorts) {
    this.#ports = ports;
  }

  /** Somebody asks for it just now, and may hold it over a few awaits. */
  note(room: Room): void {
    this.#last.set(room, { at: this.#ports.clock.now() });
    this.#cancel ??= this.#ports.clock.after(ROOM_LIMITS.evictLookMs, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    const { clock, loaded, isNeeded } = this.#ports;
    const now = clock.now();
    for (const room of loaded()) {
      const at = this.#last.get(room)?.at;
      // Noted anew also where the clock was set back.
      if (at === undefined || at > now || !room.isIdle || isNeeded(room)) this.#last.set(room, { at: now });
      else if (now - at >= ROOM_LIMITS.evictAfterMs && !this.#going.has(room)) this.#letGo(room);
    }
    if (loaded().length > 0) this.#cancel = clock.after(ROOM_LIMITS.evictLookMs, () => this.#look());
  }

  /** Unless somebody asks for it, or something needs it, while its checkpoint is on the way to disk. */
  #letGo(room: Room): void {
    const { log, isNeeded } = this.#ports;
    const last = this.#last.get(room);
    this.#going.add(room);
    room
      .evict(() => this.#last.get(room) === last && !isNeeded(room))
      .catch((error: unknown) => {
        log.warn({ room: room.id, error: String(error) }, 'An idle room could not be let go; it stays.');
      })
      .finally(() => this.#going.delete(room));
  }
}
