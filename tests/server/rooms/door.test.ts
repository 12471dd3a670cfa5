// Who may come in at `/sync/<room>`, what the others are told, and that nobody learns which rooms exist.
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RATE_LIMITS } from '#domain/limits.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM, people } from './people.ts';
import { HandClock, until } from './ports.ts';
import { presence, sync } from './raw-client.ts';

let clock: HandClock;
let house: House;
beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
});
afterEach(() => house.stop());

describe('the door', () => {
  it('closes with 4401 for nobody’s session, the same for rooms that exist and that do not', async () => {
    for (const room of [ROOM, 'r00000000000nothere']) {
      const client = house.dial(`/sync/${room}`, undefined);
      expect(await client.closes()).toEqual({ code: 4401, reason: 'no-session' });
      expect(client.got).toEqual([]);
    }
  });

  it('closes with 4404 for a session of another room, whether the room exists or not', async () => {
    const client = house.dial('/sync/r00000000000nothere', 'maya');
    expect(await client.closes()).toEqual({ code: 4404, reason: 'no-room' });
    expect(client.got).toEqual([]);
  });

  it.each([
    '/',
    '/sync',
    '/sync/',
    '/sync/a/b',
    '/sync/..%2f',
    '/sync/%00',
    '/sync/a.b',
    `/sync/${'a'.repeat(65)}`,
  ])('answers 404 to an upgrade of %s', async (path) => {
    const client = house.dial(path, 'maya');
    await until('it is answered', () => client.status !== undefined);
    expect(client.status).toBe(404);
  });

  it('turns an address away after too many failed tries, and never its people who may come in', async () => {
    for (let n = 0; n < RATE_LIMITS.failuresPerMinute; n++) {
      expect((await house.dial(`/sync/${ROOM}`, undefined).closes()).code).toBe(4401);
    }
    const late = house.dial(`/sync/${ROOM}`, undefined);
    await until('it is answered', () => late.status !== undefined);
    expect(late.status).toBe(429);
    const maya = await house.raw('maya');
    await maya.syncs();
    clock.pass(60_000);
    expect((await house.dial(`/sync/${ROOM}`, undefined).closes()).code).toBe(4401);
  });

  it('lets one person in so many times at once, and again when a window is closed', async () => {
    const windows = [];
    for (let n = 0; n < RATE_LIMITS.socketsPerPerson; n++) windows.push(await house.raw('maya'));
    const over = await house.raw('maya');
    expect(await over.closes()).toEqual({ code: 1013, reason: 'too-many-sockets' });
    const omar = await house.raw('omar');
    await omar.syncs();
    windows[0]?.ws.close();
    await windows[0]?.closes();
    await until('the server has noticed', () => house.room.people().length === 2);
    const again = await house.raw('maya');
    await again.syncs();
    expect(again.closed).toBeUndefined();
  });

  it('cuts who does not go when told', async () => {
    const { port } = new URL(house.url.replace('ws:', 'http:'));
    const raw = connect(Number(port), '127.0.0.1');
    const head = ['GET /sync/x HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket'];
    raw.write(
      `${[...head, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='].join('\r\n')}\r\n\r\n`,
    );
    const got: Buffer[] = [];
    let ended = false;
    raw.on('data', (data) => got.push(data));
    raw.on('close', () => (ended = true));
    await until('the close frame came', () => Buffer.concat(got).includes('no-session'));
    expect(ended).toBe(false);
    clock.pass(ROOM_LIMITS.goodbyeMs);
    await until('the socket is cut', () => ended);
  });

  it('cuts a socket that shows no sign of life, and keeps one that does', async () => {
    const [dead, alive] = [await house.raw('maya'), await house.raw('omar')];
    await Promise.all([dead.syncs(), alive.syncs()]);
    dead.ws.pause(); // its machine is gone: pings are not answered
    for (let round = 0; round < 3; round++) {
      clock.pass(15_000);
      await alive.syncs();
    }
    await until('it is gone', () => house.room.people().every(({ name }) => name !== 'Maya'));
    expect(alive.closed).toBeUndefined();
  });
});

describe('a room that is still loading', () => {
  it('is loaded once for all who come, and what they said meanwhile counts', async () => {
    await house.room.close();
    const disk = house.store.hold();
    const clients = [house.dial(`/sync/${ROOM}`, 'maya'), house.dial(`/sync/${ROOM}`, 'omar')];
    for (const client of clients) {
      await client.opened();
      client.send(sync(0, Uint8Array.of(0)));
      client.send(presence([client.doc.clientID, 1, {}]));
    }
    disk();
    for (const client of clients) await client.gets('step2');
    expect(house.rooms.loaded()).toHaveLength(1);
    expect(clients[0]?.cell('convoy', CONVOY, 'callsign')).toBe('KILO-1');
  });

  it('keeps only so much of what is said meanwhile', async () => {
    await house.room.close();
    const disk = house.store.hold();
    const client = house.dial(`/sync/${ROOM}`, 'maya');
    await client.opened();
    for (let n = 0; n <= ROOM_LIMITS.waitingFrames; n++) client.send(Uint8Array.of(3));
    expect(await client.closes()).toEqual({ code: 1013, reason: 'too-fast' });
    disk();
  });

  it('that fails to load says so and is tried again by the next', async () => {
    await house.room.close();
    house.store.failAppends('failed');
    const client = house.dial(`/sync/${ROOM}`, 'maya');
    expect(await client.closes()).toEqual({ code: 1013, reason: 'storage' });
    clock.pass(ROOM_LIMITS.reloadAfterMs);
    const next = await house.raw('maya');
    await next.syncs();
    expect(next.cell('convoy', CONVOY, 'callsign')).toBe('KILO-1');
  });
});

describe('a membership that ends', () => {
  it('is told and closed at once on every socket, and nobody else', async () => {
    const [one, two, omar] = [
      await house.raw('maya', '?v=1'),
      await house.raw('maya'),
      await house.raw('omar'),
    ];
    await omar.syncs();
    house.room.endMember(people.maya.membership, 'session-ended');
    expect(house.room.people().map(({ name }) => name)).toEqual(['Omar']);
    for (const client of [one, two])
      expect(await client.closes()).toEqual({ code: 4401, reason: 'session-ended' });
    await omar.syncs();
    expect(omar.closed).toBeUndefined();
  });
});

describe('a server that stops', () => {
  it('saves what it took, records the stop, and tells everybody to come back', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 44));
    await until('it is taken', () => house.room.ledger.seq > head);
    const { ledger } = house.room;
    const closing = house.rooms.close();
    disk();
    await closing;
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'shutting-down' });
    expect(maya.all('saved')).toHaveLength(1);
    const entries = await ledger.read({ after: head, limit: 10 });
    expect(entries.map(({ kind }) => kind)).toEqual(['board.update', 'server.stopped']);
    await expect(house.rooms.open(ROOM)).rejects.toMatchObject({ refusal: { code: 'shutting-down' } });
  });
});
