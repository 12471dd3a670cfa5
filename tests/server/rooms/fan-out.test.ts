// Everybody hears of a change by one write of one buffer, and a crowd of joiners by one snapshot; nobody misses a frame.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Doc, applyUpdate, encodeStateAsUpdate } from 'yjs';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { Admission } from '#server/rooms/admission.ts';
import { readFrame } from '#server/rooms/frames.ts';
import type { Parcel } from '#server/rooms/outbox.ts';
import { Snapshot } from '#server/rooms/snapshot.ts';
import { framed } from '#server/transports/framing.ts';
import { startHouse } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import { updateOf } from './raw-client.ts';

const bytes = (length: number): Uint8Array => new Uint8Array(length).map((_, at) => (at * 31 + length) % 256);

describe('a parcel on the wire', () => {
  it('arrives frame by frame, of every length, between pongs and frames that ws wrote itself', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    const parcel: Parcel = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].map(bytes);
    server.on('upgrade', (request, raw: Duplex, head) =>
      sockets.handleUpgrade(request, raw, head, (ws) => {
        ws.send(bytes(70_000));
        raw.write(framed(parcel));
        ws.pong();
        raw.write(framed(parcel));
        ws.close(4409, 'other-epoch');
      }),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const got: Uint8Array[] = [];
    client.on('message', (data: Buffer) => got.push(new Uint8Array(data)));
    const [code] = (await once(client, 'close')) as [number];
    server.close();
    expect(code).toBe(4409);
    expect(got).toEqual([bytes(70_000), ...parcel, ...parcel]);
  });

  it('is built once, however many get it', () => {
    const parcel: Parcel = [bytes(10)];
    expect(framed(parcel)).toBe(framed(parcel));
  });
});

describe('a change in a room with many readers', () => {
  it('is one and the same parcel for all who read alike, changes and all', async () => {
    const house = await startHouse();
    const member = people.omar;
    const parcels: Parcel[][] = [[], [], []];
    (await house.raw('omar')).cut();
    const sessions = parcels.map((mine, at) =>
      house.room.join({
        ...{ member, wantsExtras: at > 0 },
        send: (parcel) => void mine.push(parcel),
        buffered: () => 0,
        close: () => undefined,
      }),
    );
    for (const mine of parcels) mine.length = 0;
    const { user: actor, name, party, role } = people.maya;
    await house.room.write({
      ...{ actor, name, party, role, via: 'import' },
      cells: write('convoy', CONVOY, { note: 'Bridge passable' }),
    });
    const [plain, one, two] = parcels.map(([only]) => only);
    expect(parcels.map((mine) => mine.length)).toEqual([1, 1, 1]);
    expect(plain).toHaveLength(1);
    expect(one).toHaveLength(2);
    expect(two).toBe(one);
    for (const session of sessions) session.leave();
    await house.stop();
  });
});

describe('a snapshot for joiners', () => {
  const doc = new Doc();
  const cells = doc.getMap<string>('convoy');
  let encoded = 0;
  const snapshot = new Snapshot(() => {
    encoded++;
    return encodeStateAsUpdate(doc);
  });
  const edit = (key: string, value: string): void =>
    snapshot.published(updateOf(doc, () => cells.set(key, value)));
  const joined = (): { readonly cells: unknown; readonly kinds: string[] } => {
    const late = new Doc();
    const kinds = snapshot.parcel().map((frame) => {
      const read = readFrame(frame);
      if (read.is === 'update' || read.is === 'step2') applyUpdate(late, read.update);
      return read.is;
    });
    expect(late.store.pendingStructs).toBeNull();
    return { cells: late.getMap('convoy').toJSON(), kinds };
  };

  it('is encoded once for a crowd, and again only after much has changed', () => {
    edit('large', 'x'.repeat(2 * ROOM_LIMITS.joinTailBytes));
    expect(joined()).toEqual({ cells: cells.toJSON(), kinds: ['step2'] });
    expect(snapshot.parcel()).toBe(snapshot.parcel());
    for (let n = 0; n < 20; n++) {
      edit(`cell${n % 3}`, `value ${n}`);
      expect(joined()).toEqual({ cells: cells.toJSON(), kinds: ['update', 'step2'] });
    }
    expect(encoded).toBe(1);
    edit('much', 'y'.repeat(ROOM_LIMITS.joinTailBytes));
    expect(joined()).toEqual({ cells: cells.toJSON(), kinds: ['step2'] });
    expect(encoded).toBe(2);
  });
});

describe('a room whose last fan-out took a while', () => {
  it('rests as long before the next one, and then says everything at once', async () => {
    const clock = new HandClock();
    const house = await startHouse({ clock });
    const { user: actor, name, party, role } = people.maya;
    const note = (text: string) =>
      house.room.write({
        ...{ actor, name, party, role, via: 'import' },
        cells: write('convoy', CONVOY, { note: text }),
      });
    (await house.raw('omar')).cut();
    let dear = 0;
    let parcels = 0;
    const session = house.room.join({
      ...{ member: people.omar, wantsExtras: false, buffered: () => 0, close: () => undefined },
      send: () => {
        parcels++;
        clock.pass(dear);
      },
    });
    parcels = 0;
    dear = 7;
    await note('at once');
    expect(parcels).toBe(1);
    dear = 0;
    const later = [note('gathered'), note('with it')];
    const onDisk = (): number => house.store.disk.rooms.get(ROOM)?.entries.at(-1)?.seq ?? 0;
    await until('both are on disk', () => onDisk() === house.room.seq + 2);
    clock.pass(6);
    expect(parcels).toBe(1);
    clock.pass(1);
    await Promise.all(later);
    expect(parcels).toBe(2);
    await note('quiet again');
    expect(parcels).toBe(3);
    session.leave();
    await house.stop();
  });
});

describe('a crowd of joiners', () => {
  it('is answered a few at a time, in its order', () => {
    let now = 0;
    const turns: (() => void)[] = [];
    const admission = new Admission({
      now: () => now,
      after: (_ms, run) => (turns.push(run), () => undefined),
    });
    const answered: number[] = [];
    for (let n = 0; n < 10; n++) {
      admission.admit(() => {
        answered.push(n);
        now += 2;
      });
    }
    expect(answered).toEqual([0, 1, 2]);
    turns.shift()?.();
    expect(answered).toEqual([0, 1, 2, 3, 4, 5]);
    turns.shift()?.();
    turns.shift()?.();
    expect(answered).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
