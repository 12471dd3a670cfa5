// A room that nobody needs is let go, and is the same for whoever opens it again.
import { afterEach, describe, expect, it } from 'vitest';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { memoryDisk } from '#server/journal/memory-store.ts';
import { StoreError } from '#server/journal/store.ts';
import { startHouse, type House, type HouseOptions } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import type { RawClient } from './raw-client.ts';

const { evictAfterMs, evictLookMs } = ROOM_LIMITS;
const LONG = evictAfterMs + 2 * evictLookMs;

let house: House | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

async function open(options: HouseOptions = {}): Promise<{ at: House; clock: HandClock }> {
  const clock = new HandClock();
  house = await startHouse({ clock, ...options });
  return { at: house, clock };
}

/** Lets the time pass in which an idle room is let go, and the store answer. */
async function wait(clock: HandClock): Promise<void> {
  clock.pass(LONG);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function kinds(at: House): Promise<string[]> {
  return (await at.store.read(ROOM, { after: 0, limit: 100 })).map(({ kind }) => kind);
}

async function edits(at: House, vehicles: number): Promise<RawClient> {
  const maya = await at.raw('maya', '?v=1');
  await maya.syncs();
  maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, vehicles));
  await maya.gets('saved');
  return maya;
}

async function leaves(at: House, client: RawClient): Promise<void> {
  client.cut();
  await until('the server has let the window go', () => at.room.isIdle);
}

describe('a room that nobody is in', () => {
  it('is let go after half an hour, and is the same when opened again', async () => {
    const { at, clock } = await open();
    await leaves(at, await edits(at, 31));
    const { room } = at;
    const [ages, board, before] = [room.ages('full'), room.board('full').kinds, await kinds(at)];
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([]);
    expect((await at.store.checkpoint(ROOM))?.seq).toBe(room.seq);

    const again = await at.rooms.open(ROOM);
    expect(again).not.toBe(room);
    expect(again.board('full').kinds).toEqual(board);
    expect(again.ages('full')).toEqual(ages);
    expect(again.seq).toBe(room.seq);
    expect(await kinds(at)).toEqual(before); // nothing happened, so nothing is on record

    await edits(at, 32);
    expect(again.look('convoy', CONVOY, 'vehicles')).toBe(32);
  });

  it('still knows whose client ids are whose', async () => {
    const { at, clock } = await open();
    const maya = await edits(at, 31);
    await leaves(at, maya);
    await wait(clock);
    const omar = await at.raw('omar', '?v=1');
    await omar.syncs();
    omar.doc.clientID = maya.doc.clientID;
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 3));
    expect((await omar.closes()).reason).toBe('foreign-client');
  });

  it('has it on record when the server stops while it is let go, and when it starts again', async () => {
    const disk = memoryDisk();
    const { at, clock } = await open({ disk });
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([]);
    await at.stop();
    house = await startHouse({ disk });
    expect((await kinds(house)).slice(-3)).toEqual(['board.update', 'server.stopped', 'server.started']);
  });

  it('writes no second checkpoint when it was only looked at', async () => {
    const { at, clock } = await open();
    await wait(clock);
    const kept = at.store.disk.rooms.get(ROOM)?.checkpoints;
    await at.rooms.open(ROOM);
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([]);
    expect(at.store.disk.rooms.get(ROOM)?.checkpoints).toBe(kept);
  });
});

describe('a room stays', () => {
  it('while one window is open', async () => {
    const { at, clock } = await open();
    const { room } = at;
    await edits(at, 31);
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([room]);
  });

  it('while programs ask for it', async () => {
    const { at, clock } = await open();
    const { room } = at;
    for (let passed = 0; passed < 2 * LONG; passed += evictAfterMs / 2) {
      expect(await at.rooms.open(ROOM)).toBe(room);
      clock.pass(evictAfterMs / 2);
    }
  });

  it('while something beside the board needs it, and half an hour longer', async () => {
    let needed = true;
    const { at, clock } = await open({ isNeeded: () => needed });
    const { room } = at;
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([room]);
    needed = false;
    clock.pass(evictAfterMs / 2);
    expect(at.rooms.loaded()).toEqual([room]);
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([]);
  });

  it('when somebody comes while its checkpoint is on the way to disk', async () => {
    const { at, clock } = await open();
    const { room } = at;
    const release = at.store.hold();
    clock.pass(LONG);
    const coming = at.rooms.open(ROOM);
    release();
    expect(await coming).toBe(room);
    await wait(new HandClock());
    expect(at.rooms.loaded()).toEqual([room]);
  });

  it('when its checkpoint cannot be kept, and goes later', async () => {
    const { at, clock } = await open();
    const { room, store } = at;
    const keep = store.putCheckpoint.bind(store);
    store.putCheckpoint = () => Promise.reject(new StoreError('full', 'no space'));
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([room]);
    expect(at.log.lines.join()).toContain('could not be let go');
    store.putCheckpoint = keep;
    await wait(clock);
    expect(at.rooms.loaded()).toEqual([]);
  });

  it('with what it is writing: what the server writes while it goes is not lost', async () => {
    const { at, clock } = await open();
    const release = at.store.hold();
    clock.pass(LONG);
    const { user: actor, name, party, role } = people.maya;
    const author = { actor, name, party, role, via: 'command' } as const;
    const written = at.room.write({ ...author, cells: write('convoy', CONVOY, { vehicles: 77 }) });
    release();
    await written;
    await wait(new HandClock());
    expect((await at.rooms.open(ROOM)).look('convoy', CONVOY, 'vehicles')).toBe(77);
  });
});
