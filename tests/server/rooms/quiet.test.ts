// Quiet and slow sockets: a sign of life every 15 s, and a reader who does not read costs a bounded amount.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider1 } from 'y-websocket-1';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import { Doc, applyUpdate, encodeStateVector } from 'yjs';
import { LINK_TIMES, RATE_LIMITS } from '#domain/limits.ts';
import { refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { RoomConnection } from '#server/rooms/session.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { HandClock, START, until } from './ports.ts';
import { readFrame, sync, type Got } from './raw-client.ts';

// The stock clients take `Date.now` as it is when they are loaded: without this they would never see a moved clock.
vi.hoisted(() => {
  const real = globalThis.Date;
  const now = real.now.bind(real);
  real.now = () => (globalThis.Date === real ? now() : globalThis.Date.now());
});

let clock: HandClock;
let house: House;
beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
});
afterEach(async () => {
  vi.useRealTimers();
  await house.stop();
});

describe('a quiet room', () => {
  it('gives everybody at least one frame every 15 s', async () => {
    const clients = [await house.raw('maya', '?v=1'), await house.raw('omar'), await house.raw('ines')];
    for (const client of clients) await client.syncs();
    for (let window = 0; window < 5; window++) {
      const before = clients.map(({ got }) => got.length);
      clock.pass(LINK_TIMES.syncQuietMs);
      await until('everybody got a frame', () =>
        clients.every(({ got }, at) => got.length > (before[at] ?? 0)),
      );
    }
  });

  it('keeps stock clients of every version connected, who drop a socket that is silent for 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: START });
    class WithBearer extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols, { headers: { authorization: 'Bearer maya' } });
      }
    }
    const options = {
      WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    };
    const drops: string[] = [];
    const providers = [
      Provider1 as unknown as typeof Provider3,
      Provider2 as unknown as typeof Provider3,
      Provider3,
    ].map((Provider) => {
      const provider = new Provider(`${house.url}/sync`, ROOM, new Doc(), options);
      provider.awareness.setLocalState(null); // a client that says nothing itself, as a wall display
      return provider;
    });
    await turns(() => providers.every(({ synced }) => synced));
    for (const provider of providers) provider.on('connection-close', () => drops.push(provider.roomname));
    const lastHeard = (): number[] => providers.map(({ wsLastMessageReceived }) => wsLastMessageReceived);
    for (let window = 0; window < 8; window++) {
      const heard = lastHeard();
      for (let step = 0; step < 3; step++) {
        clock.pass(5_000);
        vi.advanceTimersByTime(5_000);
        await turns(() => true);
      }
      await turns(() => lastHeard().every((at, n) => at > (heard[n] ?? Infinity)));
    }
    expect(drops).toEqual([]);
    expect(providers.every(({ wsconnected }) => wsconnected)).toBe(true);
    for (const provider of providers) {
      provider.destroy();
      provider.awareness.destroy();
    }
  });
});

/** A connection whose socket takes bytes only when the test says so. */
class SlowReader {
  waiting = 0;
  readonly frames: Got[] = [];
  readonly doc = new Doc();
  closed: string | undefined;
  readonly connection: RoomConnection = {
    member: people.omar,
    wantsExtras: true,
    send: (parcel) => {
      for (const frame of parcel) {
        this.waiting += frame.length;
        const got = readFrame(frame);
        this.frames.push(got);
        if (got.is === 'update' || got.is === 'step2') applyUpdate(this.doc, got.bytes);
      }
    },
    buffered: () => this.waiting,
    close: (_code, why) => (this.closed = why.code),
  };
}

describe('a reader who does not read', () => {
  const { user: actor, name, party, role } = people.maya;
  const author = { actor, name, party, role, via: 'import' } as const;
  const note = (n: number) => write('convoy', CONVOY, { note: String(n % 10).repeat(1000) });

  async function busy(rounds: number): Promise<void> {
    for (let n = 0; n < rounds; n++) await house.room.write({ ...author, cells: note(n) });
  }

  it('is queued no more than the limit, and gets one diff when it has caught up', async () => {
    const reader = new SlowReader();
    const session = house.room.join(reader.connection);
    session.receive(sync(0, Uint8Array.of(0)));
    await busy(400);
    expect(reader.waiting).toBeLessThan(RATE_LIMITS.slowSocketBytes + 8 * 1024);
    const before = reader.frames.length;
    await busy(50);
    expect(reader.frames.length).toBe(before);
    reader.waiting = 0;
    clock.pass(ROOM_LIMITS.drainLookMs);
    expect(reader.frames.slice(before).map(({ is }) => is)).toEqual(['update', 'presence', 'hello']);
    expect(reader.frames.at(-1)).toMatchObject({ body: { seq: house.room.seq } });
    expect(encodeStateVector(reader.doc)).toEqual(encodeStateVector(await onlooker()));
    await busy(1);
    expect(reader.frames.at(-1)?.is).toBe('changes');
    expect(reader.closed).toBeUndefined();
    session.leave();
  });

  it('that asks for the whole again and again gets it once, when it has caught up', async () => {
    const reader = new SlowReader();
    const session = house.room.join(reader.connection);
    session.receive(sync(0, Uint8Array.of(0)));
    await busy(400);
    const before = reader.frames.length;
    for (let n = 0; n < 20; n++) {
      clock.pass(1_000);
      session.receive(sync(0, Uint8Array.of(0)));
    }
    expect(reader.frames.length).toBe(before);
    reader.waiting = 0;
    clock.pass(ROOM_LIMITS.drainLookMs);
    expect(reader.frames.slice(before).map(({ is }) => is)).toEqual(['step2', 'presence', 'hello']);
    session.leave();
  });

  it('is ended after 30 s, and nobody else notices', async () => {
    const omar = await house.raw('omar');
    await omar.syncs();
    const reader = new SlowReader();
    house.room.join(reader.connection);
    await busy(400);
    clock.pass(RATE_LIMITS.slowSocketMs - 1_000);
    expect(reader.closed).toBeUndefined();
    clock.pass(2_000);
    expect(reader.closed).toBe(refusal('too-fast').code);
    const seen = omar.all('update').length;
    await busy(1);
    await omar.gets('update', seen);
  });

  async function onlooker(): Promise<Doc> {
    const client = await house.raw('maya');
    await client.syncs();
    return client.doc;
  }
});

/** Lets real sockets work while the clients' timers stand still. */
async function turns(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turn > 20 && holds()) return;
  }
  throw new Error('Never happened while the clock stood still.');
}
