// A real server of the board channel on a free port, over a store in memory, with the people of people.ts.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from '#domain/refusals.ts';
import type { Member } from '#domain/people.ts';
import { FailedTries } from '#server/access/failed-tries.ts';
import { memoryDisk, memoryStore, type MemoryDisk, type MemoryStore } from '#server/journal/memory-store.ts';
import type { Clock } from '#server/journal/ports.ts';
import type { Judge } from '#server/rooms/gate/verdict.ts';
import { DEFAULT_ROOM_LIMITS, type RoomLimits } from '#server/rooms/options.ts';
import type { Room } from '#server/rooms/room.ts';
import { Rooms } from '#server/rooms/rooms.ts';
import { syncTransport } from '#server/transports/sync.ts';
import { BOARD, ROOM, people, type PersonName } from './people.ts';
import { HandClock, KeptLog, START, chance } from './ports.ts';
import { RawClient } from './raw-client.ts';

export interface HouseOptions {
  readonly disk?: MemoryDisk;
  readonly clock?: Clock;
  readonly limits?: RoomLimits;
  /** leave the board empty */
  readonly empty?: boolean;
  /** instead of the gate */
  readonly judge?: Judge;
  readonly prepare?: (room: Room) => void | Promise<void>;
  readonly isNeeded?: (room: Room) => boolean;
}

export class House {
  readonly store: MemoryStore;
  readonly rooms: Rooms;
  readonly url: string;
  readonly log: KeptLog;
  readonly clients: RawClient[] = [];
  readonly #stop: () => Promise<void>;

  constructor(parts: {
    store: MemoryStore;
    rooms: Rooms;
    url: string;
    log: KeptLog;
    stop: () => Promise<void>;
  }) {
    this.store = parts.store;
    this.rooms = parts.rooms;
    this.url = parts.url;
    this.log = parts.log;
    this.#stop = parts.stop;
  }

  get room(): Room {
    const [room] = this.rooms.loaded();
    if (!room) throw new Error('No room is loaded.');
    return room;
  }

  /** A bare socket that speaks frames by hand. */
  async raw(name: PersonName, query = ''): Promise<RawClient> {
    const client = this.dial(`/sync/${ROOM}${query}`, name);
    await client.opened();
    return client;
  }

  dial(path: string, bearer: string | undefined): RawClient {
    const client = new RawClient(this.url + path, bearer);
    this.clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.cut();
    await this.#stop();
  }
}

/** Observers hear at once too: a clock that stands still would let them wait for good. */
const AT_ONCE: RoomLimits = {
  ...DEFAULT_ROOM_LIMITS,
  rates: { ...DEFAULT_ROOM_LIMITS.rates, observerWindowMs: 0 },
};

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const clock = options.clock ?? new HandClock();
  const limits = options.limits ?? AT_ONCE;
  const disk = options.disk ?? memoryDisk();
  const fresh = !disk.rooms.has(ROOM);
  const store = memoryStore(disk);
  const log = new KeptLog();
  if (fresh) await store.createRoom({ room: ROOM, createdAt: START, exercise: false });
  const nameOf = (_room: string, user: string): string | undefined =>
    Object.values(people).find((member) => member.user === user)?.name;
  const rooms = new Rooms({
    ...{ store, clock, ids: chance, log, limits, nameOf },
    ...(options.judge ? { judge: options.judge } : {}),
    ...(options.prepare ? { prepare: options.prepare } : {}),
    ...(options.isNeeded ? { isNeeded: options.isNeeded } : {}),
  });
  const failed = new FailedTries(clock, limits.rates.failuresPerMinute);
  const sync = syncTransport({ rooms, memberOf, failed, log, clock, limits });
  const server = createServer();
  server.on('upgrade', sync.handleUpgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const room = await rooms.open(ROOM);
  if (fresh && !options.empty) {
    await room.write({
      actor: 'u-maya',
      name: 'Maya',
      party: '',
      role: 'coordinator',
      via: 'command',
      cells: BOARD,
    });
  }
  const stop = async (): Promise<void> => {
    await rooms.close();
    const closed = sync.close();
    if (clock instanceof HandClock) clock.pass(5_000);
    await closed;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new House({ store, rooms, url, log, stop });
}

/** A bearer is a name here; who it is and whether the room is theirs is looked up as the real one does. */
function memberOf(request: IncomingMessage, room: string): Member | ReturnType<typeof refusal> {
  const name = /^Bearer (\w+)$/.exec(request.headers.authorization ?? '')?.[1];
  const member = Object.entries(people).find(([key]) => key === name)?.[1];
  if (!member) return refusal('no-session');
  return member.room === room ? member : refusal('no-room');
}
