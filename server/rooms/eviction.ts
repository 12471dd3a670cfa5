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

  /** Lets an idle room go at once, unless something needs it or somebody asks for it meanwhile. Rejects with what the store said. */
  async letGo(room: Room): Promise<void> {
    const { isNeeded } = this.#ports;
    const last = this.#last.get(room);
    if (isNeeded(room) || this.#going.has(room)) return;
    this.#going.add(room);
    try {
      await room.evict(() => this.#last.get(room) === last && !isNeeded(room));
    } finally {
      this.#going.delete(room);
    }
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
      const at = this.#last.get(room)?.at;
      // Noted anew also where the clock was set back.
      if (at === undefined || at > now || !room.isIdle || isNeeded(room)) this.#last.set(room, { at: now });
      else if (now - at >= ROOM_LIMITS.evictAfterMs) {
        this.letGo(room).catch((error: unknown) => {
          log.warn({ room: room.id, error: String(error) }, 'An idle room could not be let go; it stays.');
        });
      }
    }
    if (loaded().length > 0) this.#cancel = clock.after(ROOM_LIMITS.evictLookMs, () => this.#look());
  }
}
