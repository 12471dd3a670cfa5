// Deadlines run whether or not anybody is in the room: after a restart too.
import { afterEach, describe, expect, it } from 'vitest';
import { openEngine, type Engine } from '#server/engine.ts';
import { memoryDisk, memoryStore, type MemoryDisk } from '#server/journal/memory-store.ts';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import type { Member } from '#domain/people.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { ALERT_LIMITS } from '#domain/limits.ts';
import { MovedClock } from '../alerts/moved-clock.ts';
import { idOf, roadblock } from '../alerts/alert-room.ts';
import { KeptLog, START, chance } from '../rooms/ports.ts';

const { evictAfterMs, evictLookMs } = ROOM_LIMITS;
const LONG = evictAfterMs + 2 * evictLookMs;

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

async function start(disk: MemoryDisk, clock: MovedClock, log = new KeptLog()): Promise<Engine> {
  const store = memoryStore(disk);
  const limits = DEFAULT_ROOM_LIMITS;
  const readFile = (): Promise<never> => Promise.reject(new Error('no files are read in this test'));
  const publicUrl = 'http://corridor.test';
  engine = await openEngine({ store, clock, ids: chance, log, limits, publicUrl, readFile });
  return engine;
}

/** A room with one party, and a watch officer of it. */
async function makeRoom({ commands, rooms }: Engine): Promise<Member> {
  const { room } = await commands.room({ name: 'Corridor South' });
  await commands.set({ room, kind: 'party', assignments: ['name=Cell', 'role=coordination'] });
  const [party = ''] = Object.keys((await rooms.open(room)).board('full').kinds['party'] ?? {});
  const who = { membership: 'm-lena', user: 'u-lena', name: 'Lena', owner: false } as const;
  return { room, ...who, role: 'watch_officer', party };
}

async function raise({ authorityOf }: Engine, member: Member, at: number): Promise<void> {
  const authority = await authorityOf(member.room);
  const there = { place: { lon: 36.6, lat: 32.7 }, observedAt: at };
  const answer = await authority.raise(member, { id: idOf(1), ...roadblock, ...there });
  expect(answer).toMatchObject({ ok: true });
}

async function kinds({ store }: Engine, room: string): Promise<string[]> {
  return (await store.read(room, { after: 0, limit: 100, kinds: ['alert.', 'server.'] })).map(
    ({ kind }) => kind,
  );
}

describe('a room with an open alert', () => {
  it('stays loaded until time has ended the alert, and is then let go', async () => {
    const clock = new MovedClock(START);
    const at = await start(memoryDisk(), clock);
    const lena = await makeRoom(at);
    await raise(at, lena, START);
    await clock.move(LONG);
    expect(at.rooms.loaded()).toHaveLength(1);
    await clock.move(ALERT_LIMITS.defaultMs);
    expect(await kinds(at, lena.room)).toContain('alert.expired');
    await clock.move(LONG);
    expect(at.rooms.loaded()).toEqual([]);
  });

  it('stays while somebody listens for alerts, whatever the board does', async () => {
    const clock = new MovedClock(START);
    const at = await start(memoryDisk(), clock);
    const { room } = await makeRoom(at);
    const stop = (await at.authorityOf(room)).onItem(() => undefined);
    await clock.move(2 * LONG);
    expect(at.rooms.loaded()).toHaveLength(1);
    stop();
    await clock.move(LONG);
    expect(at.rooms.loaded()).toEqual([]);
  });

  it('is opened after a restart before anybody comes, so that the alert still ends in time', async () => {
    const clock = new MovedClock(START);
    const disk = memoryDisk();
    const first = await start(disk, clock);
    const lena = await makeRoom(first);
    await raise(first, lena, START);
    await first.close();
    const second = await start(disk, clock);
    await second.wake();
    await clock.move(ALERT_LIMITS.defaultMs + 1_000);
    expect((await kinds(second, lena.room)).slice(-6)).toEqual([
      'server.stopped',
      'server.started',
      ...Array<string>(3).fill('alert.escalated'),
      'alert.expired',
    ]);
  });
});

describe('waking', () => {
  it('does not touch a room that nothing is due in', async () => {
    const clock = new MovedClock(START);
    const disk = memoryDisk();
    const first = await start(disk, clock);
    const [quiet, over] = [await makeRoom(first), await makeRoom(first)];
    await raise(first, over, START);
    await clock.move(ALERT_LIMITS.defaultMs);
    await first.close();
    const before = [quiet, over].map(({ room }) => disk.rooms.get(room)?.entries.length);
    const second = await start(disk, clock);
    await second.wake();
    expect(second.rooms.loaded()).toEqual([]);
    expect([quiet, over].map(({ room }) => disk.rooms.get(room)?.entries.length)).toEqual(before);
  });

  it('opens the others where one cannot be opened, and says so', async () => {
    const clock = new MovedClock(START);
    const disk = memoryDisk();
    const first = await start(disk, clock);
    const [broken, sound] = [await makeRoom(first), await makeRoom(first)];
    for (const member of [broken, sound]) await raise(first, member, START);
    await first.close();
    const entries = disk.rooms.get(broken.room)?.entries;
    entries?.splice(1, 1);
    for (const room of disk.rooms.values()) room.checkpoints = [];
    const log = new KeptLog();
    const second = await start(disk, clock, log);
    await second.wake();
    expect(second.rooms.loaded().map(({ id }) => id)).toEqual([sound.room]);
    expect(log.lines.join('\n')).toContain('could not be opened after the start');
  });
});
