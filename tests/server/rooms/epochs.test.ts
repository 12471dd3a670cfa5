// A fresh document begins: the board and its record are the same, nothing accepted is lost, nobody writes from the old one.
import { afterEach, describe, expect, it } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { memoryDisk, type MemoryDisk } from '#server/journal/memory-store.ts';
import { verifyRoom } from '#server/journal/verify.ts';
import type { Author } from '#server/rooms/items.ts';
import type { Room } from '#server/rooms/room.ts';
import { startHouse, type House, type HouseOptions } from './house.ts';
import { CANARY, CONVOY, ROOM, people, write } from './people.ts';
import { until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.stop();
});

async function start(options: HouseOptions = {}): Promise<House> {
  const house = await startHouse(options);
  houses.push(house);
  return house;
}

const { user: actor, name, party, role } = people.maya;
const MAYA: Author = { actor, name, party, role, via: 'http' };

const set = (client: RawClient, field: string, value: unknown): Uint8Array =>
  client.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.${field}`, value));

/** Two people and an observer with some past behind them. */
async function shift(at: House): Promise<{ maya: RawClient; omar: RawClient; ines: RawClient }> {
  const [maya, omar, ines] = [
    await at.raw('maya', '?v=1'),
    await at.raw('omar', '?v=1'),
    await at.raw('ines', '?v=1'),
  ];
  await Promise.all([maya, omar, ines].map((client) => client.syncs()));
  for (let n = 0; n < 15; n++) set(maya, 'people', n);
  set(omar, 'note', `${CANARY} said on the radio`);
  set(maya, 'std', 1_790_000_100_000);
  set(maya, 'std', null);
  await until('all of it is saved', () =>
    [maya, omar].every((client) =>
      client
        .all('saved')
        .some(({ body }) => body.clocks[String(client.doc.clientID)] === (client === maya ? 17 : 1)),
    ),
  );
  return { maya, omar, ines };
}

interface Picture {
  readonly full: unknown;
  readonly observer: unknown;
  readonly ages: unknown;
  readonly history: unknown;
}

async function pictureOf(room: Room): Promise<Picture> {
  return {
    full: room.board('full').kinds,
    observer: room.board('observer').kinds,
    ages: room.ages('full'),
    history: await room.history('full', { record: `convoy/${CONVOY}` }),
  };
}

const bytesOf = async (at: House): Promise<readonly Uint8Array[]> => {
  const clients = [await at.raw('omar'), await at.raw('ines')];
  await Promise.all(clients.map((client) => client.syncs()));
  return clients.map((client) => client.all('step2')[0]?.bytes ?? new Uint8Array());
};

describe('a fresh document', () => {
  it('holds the same board, ages and history through every view, and less than the old one', async () => {
    const house = await start();
    await shift(house);
    const [before, [full = new Uint8Array()]] = [await pictureOf(house.room), await bytesOf(house)];
    const seq = house.room.seq;
    expect(await house.room.startEpoch(MAYA)).toEqual({ epoch: 2, seq: seq + 1 });
    expect(await pictureOf(house.room)).toEqual(before);
    const [fresh, observed] = await bytesOf(house);
    expect(fresh?.length).toBeLessThan(full.length);
    expect(Buffer.from(observed ?? []).includes(CANARY)).toBe(false);
    const [entry] = await house.room.ledger.read({ after: seq, limit: 1 });
    expect(entry).toMatchObject({ kind: 'epoch.started', epoch: 2, actor, role, via: 'http' });
    const store = house.store;
    expect(await verifyRoom(store, ROOM)).toMatchObject({ state: 'sound', head: { seq: house.room.seq } });
  });

  it('ends everybody’s window with a reason to start anew, and is what they come back to', async () => {
    const house = await start();
    const clients = await shift(house);
    await house.room.startEpoch(MAYA);
    for (const client of Object.values(clients)) {
      expect(await client.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
      expect(client.all('refused')[0]?.body).toMatchObject({ code: 'other-epoch', action: 'reset' });
    }
    const old = await house.raw('maya', '?v=1&e=1');
    expect(await old.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
    const back = await house.raw('maya', '?v=1');
    expect((await back.gets('hello')).body.epoch).toBe(2);
    await back.syncs();
    expect(back.cell('convoy', CONVOY, 'people')).toBe(14);
    expect(back.doc.getMap('convoy').has(`${CONVOY}.std`)).toBe(false);
    set(back, 'people', 99);
    await back.gets('saved');
    expect(house.room.ages('full')[`convoy/${CONVOY}/people`]).toMatchObject({ from: 14, actor });
    expect((await house.room.ledger.read({ after: house.room.seq - 1, limit: 1 }))[0]?.epoch).toBe(2);
  });

  it('blames nobody: whoever saw several of them in a minute is let in again', async () => {
    const house = await start();
    for (let n = 0; n < 5; n++) {
      const maya = await house.raw('maya', '?v=1');
      await maya.gets('hello');
      await house.room.startEpoch(MAYA);
      expect((await maya.closes()).code).toBe(4409);
    }
    const maya = await house.raw('maya', '?v=1');
    expect((await maya.gets('hello')).body.epoch).toBe(6);
  });

  it('begins after what was accepted: that is saved and told first, what comes later is not taken', async () => {
    const house = await start();
    const { maya, omar } = await shift(house);
    const known = maya.all('saved').length;
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    set(maya, 'vehicles', 31);
    await until('the room has taken it', () => house.room.ledger.seq > head);
    const turned = house.room.startEpoch(MAYA);
    set(omar, 'vehicles', 32);
    await omar.syncs(); // asked behind the edit
    const written = house.room.write({ ...MAYA, cells: write('convoy', CONVOY, { deputy: 'Dana' }) });
    disk();
    expect((await maya.gets('saved', known)).body.clocks[String(maya.doc.clientID)]).toBe(18);
    expect(await turned).toMatchObject({ epoch: 2 });
    expect((await omar.closes()).code).toBe(4409);
    await written; // the server's own waited for it
    expect(house.room.board('full').kinds['convoy']?.[CONVOY]).toMatchObject({
      vehicles: 31,
      deputy: 'Dana',
    });
    expect((await house.room.ledger.read({ after: house.room.seq - 1, limit: 1 }))[0]?.epoch).toBe(2);
  });

  it('is one, however many ask for it at once', async () => {
    const house = await start();
    const answers = await Promise.all([1, 2, 3].map(() => house.room.startEpoch(MAYA)));
    expect(new Set(answers.map(({ epoch }) => epoch))).toEqual(new Set([2]));
  });

  it('lets in whoever comes while it is written, when it is there', async () => {
    const house = await start();
    const disk = house.store.hold();
    const turned = house.room.startEpoch(MAYA);
    const omar = await house.raw('omar', '?v=1');
    disk();
    await turned;
    expect((await omar.gets('hello')).body.epoch).toBe(2);
    await omar.syncs();
    expect(omar.cell('convoy', CONVOY, 'callsign')).toBe('KILO-1');
  });

  it('that cannot be written leaves the room in the old one', async () => {
    const house = await start();
    const before = await pictureOf(house.room);
    house.store.failAppends('full');
    await expect(house.room.startEpoch(MAYA)).rejects.toMatchObject({ refusal: { code: 'storage' } });
    const room = await house.rooms.open(ROOM);
    expect(room.epoch).toBe(1);
    expect(await pictureOf(room)).toEqual(before);
    expect(await room.startEpoch(MAYA)).toMatchObject({ epoch: 2 });
  });
});

describe('an old document that comes back without saying so', () => {
  it.each(['at once', 'after a restart', 'after a restart without a checkpoint'])(
    'is refused %s',
    async (when) => {
      const disk = memoryDisk();
      let house = await start({ disk });
      const { maya } = await shift(house);
      await house.room.startEpoch(MAYA);
      if (when !== 'at once') house = await restarted(house, disk, when.includes('without'));
      const back = await house.raw('maya', '?v=1');
      set(maya, 'people', 500); // typed after it was closed
      back.send(sync(1, encodeStateAsUpdate(maya.doc)));
      expect(await back.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
      expect(house.room.board('full').kinds['convoy']?.[CONVOY]?.['people']).toBe(14);
    },
  );

  it.each(['at once', 'after a restart', 'after a restart without a checkpoint'])(
    'tells an observer who changed nothing that it is of another epoch, %s',
    async (when) => {
      const disk = memoryDisk();
      let house = await start({ disk });
      const ines = await house.raw('ines');
      await ines.syncs();
      await house.room.startEpoch(MAYA);
      if (when !== 'at once') house = await restarted(house, disk, when.includes('without'));
      const back = await house.raw('ines');
      back.send(sync(1, encodeStateAsUpdate(ines.doc)));
      expect(await back.closes()).toEqual({ code: 4409, reason: 'other-epoch' });
    },
  );
});

describe('a restart', () => {
  it.each(['a checkpoint', 'the journal alone', 'a checkpoint of the epoch before'])(
    'builds the new epoch from %s, byte for byte',
    async (from) => {
      const disk = memoryDisk();
      const house = await start({ disk });
      await shift(house);
      await house.room.startEpoch(MAYA);
      const back = await house.raw('omar', '?v=1');
      await back.syncs();
      set(back, 'phase', 'staged');
      await back.gets('saved');
      const [picture, bytes] = [await pictureOf(house.room), await bytesOf(house)];
      if (from === 'a checkpoint of the epoch before') keepOnly(disk, 0);
      const again = await restarted(house, disk, from === 'the journal alone');
      expect(again.room.epoch).toBe(2);
      expect(await bytesOf(again)).toEqual(bytes);
      expect(await pictureOf(again.room)).toEqual(picture);
      expect(again.log.lines.join()).not.toContain('does not fit');
    },
  );

  it('at any byte of what was written finds the room in the old epoch or the new one, whole', async () => {
    const disk = memoryDisk();
    const house = await start({ disk });
    await shift(house);
    const old = await pictureOf(house.room);
    const { seq } = await house.room.startEpoch(MAYA);
    const entries = disk.rooms.get(ROOM)?.entries ?? [];
    for (const there of [seq - 1, seq]) {
      const cut = copyOf(disk, entries.slice(0, there));
      const again = await start({ disk: cut });
      expect(again.room.epoch).toBe(there === seq ? 2 : 1);
      expect(await pictureOf(again.room)).toEqual(old);
    }
  });

  it('after many epochs still tells the history behind them', async () => {
    const disk = memoryDisk();
    const house = await start({ disk });
    for (let n = 0; n < 4; n++) {
      await house.room.write({ ...MAYA, cells: write('convoy', CONVOY, { vehicles: 100 + n }) });
      await house.room.startEpoch(MAYA);
    }
    const again = await restarted(house, disk, true);
    expect(again.room.epoch).toBe(5);
    const history = await again.room.history('observer', {
      record: `convoy/${CONVOY}`,
      field: 'vehicles',
    });
    expect(history.map(({ cells }) => cells[0]?.to)).toEqual([8, 100, 101, 102, 103]);
  });
});

async function restarted(house: House, disk: MemoryDisk, withoutCheckpoint: boolean): Promise<House> {
  if (!withoutCheckpoint)
    await until('a checkpoint is kept', () => !!disk.rooms.get(ROOM)?.checkpoints.length);
  const copy = copyOf(disk, disk.rooms.get(ROOM)?.entries ?? []);
  if (withoutCheckpoint) for (const room of copy.rooms.values()) room.checkpoints = [];
  void house; // the power goes: nothing is closed
  return start({ disk: copy });
}

/** Leaves of the checkpoints only the nth. */
function keepOnly(disk: MemoryDisk, nth: number): void {
  for (const room of disk.rooms.values()) room.checkpoints = room.checkpoints.slice(nth, nth + 1);
}

/** The disk as it would be with these entries. */
function copyOf(disk: MemoryDisk, entries: readonly MemoryEntry[]): MemoryDisk {
  const room = disk.rooms.get(ROOM);
  if (!room) throw new Error('unreachable');
  const seq = entries.at(-1)?.seq ?? 0;
  const checkpoints = room.checkpoints.filter((checkpoint) => checkpoint.seq <= seq);
  const copy = { ...room, entries: [...entries], blobs: new Map(room.blobs), checkpoints };
  return { ...memoryDisk(), rooms: new Map([[ROOM, copy]]), fence: disk.fence };
}

type MemoryEntry = NonNullable<ReturnType<MemoryDisk['rooms']['get']>>['entries'][number];
