// A house whose room turns careful, and hands to work in it and to let hours pass.
import type { CellValue } from '#domain/kinds/shape.ts';
import { memoryDisk, type MemoryDisk } from '#server/journal/memory-store.ts';
import type { Committed } from '#server/journal/ledger.ts';
import type { Room } from '#server/rooms/room.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import type { RawClient } from './raw-client.ts';

export const MINUTE = 60_000;
/** While somebody is connected time passes in steps in which sockets can show that they are there. */
const WATCHED_STEP_MS = 10_000;
const STEP_MS = 10 * MINUTE;

export class CarefulHouse {
  readonly disk: MemoryDisk = memoryDisk();
  readonly clock = new HandClock();
  #house!: House;

  static async start(): Promise<CarefulHouse> {
    const careful = new CarefulHouse();
    await careful.restart();
    return careful;
  }

  get house(): House {
    return this.#house;
  }

  get room(): Room {
    return this.#house.room;
  }

  /** @param away ms until it is started again */
  async restart(away = 0): Promise<void> {
    await this.#house?.stop();
    this.clock.pass(away);
    this.#house = await startHouse({ disk: this.disk, clock: this.clock });
  }

  stop(): Promise<void> {
    return this.#house.stop();
  }

  /** Set by the owner. */
  async setRoom(cells: { readonly [field: string]: CellValue }): Promise<void> {
    await this.room.command(people.maya, 'http', [{ kind: 'room', cells }]);
  }

  careful(delayMin: number): Promise<void> {
    return this.setRoom({ observerView: 'careful', delayMin });
  }

  /** Written in Lena's name, whatever it is. */
  set(
    kind: string,
    id: string,
    cells: { readonly [field: string]: CellValue },
  ): Promise<readonly Committed[]> {
    const { user: actor, name, party, role } = people.lena;
    return this.room.write({ actor, name, party, role, via: 'http', cells: write(kind, id, cells) });
  }

  radio(km: number): Promise<readonly Committed[]> {
    return this.set('convoy', CONVOY, { radio: [km, 28, this.clock.now()] });
  }

  /** What a late joiner among the observers finds in a cell; of a radio report its km. */
  observed(field: string, kind = 'convoy', id: string = CONVOY): unknown {
    return kmOf(this.room.board('observer').kinds[kind]?.[id]?.[field]);
  }

  async pass(ms: number): Promise<void> {
    const isWatched = this.#house.clients.some(({ closed }) => closed === undefined);
    const step = isWatched ? WATCHED_STEP_MS : STEP_MS;
    for (let left = ms; left > 0; left -= step) {
      this.clock.pass(Math.min(left, step));
      await new Promise((resolve) => setTimeout(resolve, 2));
      await this.#house.rooms.open(ROOM); // somebody needs it
    }
  }

  /** Once the journal has said what is late. */
  async filled(): Promise<void> {
    await until('late records are shown', () => this.observed('callsign') === 'KILO-1');
  }

  async observer(): Promise<RawClient> {
    const client = await this.#house.raw('ines', '?v=1');
    await client.syncs();
    return client;
  }
}

/** Of a report its km, anything else as it is. */
export function kmOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : value;
}
