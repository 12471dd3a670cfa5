// All live rooms of this process: loaded once however many ask, built anew after a failure, closed together.
import { Refused } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { StoreError } from '../journal/store.ts';
import { Eviction } from './eviction.ts';
import { judge } from './gate/judge.ts';
import type { Judge } from './gate/verdict.ts';
import { loadRoom, loadToWrite, noteStopped, type Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { Room } from './room.ts';

export interface RoomsOptions extends Omit<RoomPorts, 'judge'> {
  /** the gate; another one only in tests */
  readonly judge?: Judge;
  /** Wires a fresh room (its alert authority, say) before anybody is let in; also after a failed one was built anew. */
  readonly prepare?: (room: Room) => void | Promise<void>;
  /** Does something outside its board need the room? Then it stays loaded though nobody is in. */
  readonly isNeeded?: (room: Room) => boolean;
}

export class Rooms {
  readonly #ports: RoomPorts;
  readonly #prepare: RoomsOptions['prepare'];
  readonly #opening = new Map<string, Promise<Room>>();
  readonly #open = new Map<string, Room>();
  /** let go by this process: when loaded again they go on, and their journal is told nothing */
  readonly #evicted = new Set<string>();
  readonly #eviction: Eviction;
  #closing = false;

  constructor({ judge: gate = judge, prepare, isNeeded = () => false, ...ports }: RoomsOptions) {
    this.#ports = { ...ports, judge: gate };
    this.#prepare = prepare;
    const { clock, log } = ports;
    this.#eviction = new Eviction({ clock, log, loaded: () => this.loaded(), isNeeded });
  }

  /** The live room; loads it first if need be. Rejects with `Refused('no-room')`, or when it cannot be loaded. */
  open(room: string): Promise<Room> {
    if (this.#closing) return Promise.reject(new Refused('shutting-down'));
    const known = this.#opening.get(room);
    if (known) {
      const live = this.#open.get(room);
      if (live) this.#eviction.note(live);
      return known.then((one) => one.ready());
    }
    const opening = this.#load(room);
    this.#keep(room, opening);
    return opening;
  }

  loaded(): Room[] {
    return [...this.#open.values()];
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#eviction.stop();
    await Promise.allSettled(this.#opening.values());
    await Promise.all(this.loaded().map((room) => room.close()));
    await Promise.all([...this.#evicted].map((room) => this.#noteStopped(room)));
  }

  /** The journal of a room that was let go says too that the server stopped; else a reader would take it for a crash. */
  async #noteStopped(room: string): Promise<void> {
    try {
      await noteStopped(this.#ports, room);
    } catch (error) {
      const { log } = this.#ports;
      log.error({ room, error: String(error) }, 'The room could not record that it stopped.');
    }
  }

  /** Whoever asks for this room from now on gets this one. */
  #keep(room: string, opening: Promise<Room>): void {
    this.#opening.set(room, opening);
    opening.catch((error: unknown) => {
      if (this.#opening.get(room) !== opening) return;
      // INVARIANT: a failed load is never replaced by an empty board. Who comes back at once hears the same answer:
      // a hundred waiting windows must not make a full disk load the journal over and over.
      if (error instanceof Refused) this.#opening.delete(room);
      else this.#ports.clock.after(ROOM_LIMITS.reloadAfterMs, () => this.#forget(room, opening));
    });
  }

  async #load(id: string): Promise<Room> {
    const loaded = await loadRoom(this.#ports, id, this.#evicted.has(id));
    this.#evicted.delete(id);
    return this.#begin(loaded);
  }

  async #begin(loaded: Loaded): Promise<Room> {
    const room = new Room(loaded, this.#ports);
    const { id } = room;
    room.onEnded((ending) => {
      if (this.#open.get(id) !== room) return; // it ended while being opened: whoever waits for it hears so
      if (ending === 'evicted') this.#evicted.add(id);
      this.#open.delete(id);
      this.#opening.delete(id);
    });
    try {
      await this.#prepare?.(room);
      await room.ready();
    } catch (error) {
      await room.close();
      throw error;
    }
    if (!room.isOpen) throw new StoreError('failed', 'The room ended while it was being opened.');
    this.#open.set(id, room);
    this.#eviction.note(room);
    if (room.isReadOnly) this.#tryToWrite(room);
    return room;
  }

  /** Looks from time to time whether a room on a full disk can be written again; then that one takes its place. */
  #tryToWrite(room: Room): void {
    const { clock, log } = this.#ports;
    clock.after(ROOM_LIMITS.writeAgainMs, () => {
      if (this.#closing || !room.isReadOnly) return;
      loadToWrite(this.#ports, room.id).then(
        (loaded) => {
          if (this.#closing || !room.isReadOnly) return;
          // INVARIANT: one tick: who is told to come back finds the room that can be written, and no other is loaded.
          room.endReading();
          this.#keep(room.id, this.#begin(loaded));
        },
        (error: unknown) => {
          log.warn({ room: room.id, error: String(error) }, 'The room cannot be written yet.');
          this.#tryToWrite(room);
        },
      );
    });
  }

  #forget(room: string, opening: Promise<Room>): void {
    if (this.#opening.get(room) === opening) this.#opening.delete(room);
  }
}
