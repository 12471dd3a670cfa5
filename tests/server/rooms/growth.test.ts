// A board's past grows with every edit; a fresh document begins at the right moment, and only when it helps.
import { afterEach, describe, expect, it } from 'vitest';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { memoryDisk } from '#server/journal/memory-store.ts';
import type { Author } from '#server/rooms/items.ts';
import type { Room } from '#server/rooms/room.ts';
import { startHouse, type House, type HouseOptions } from './house.ts';
import { CONVOY, PARTIES, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

async function start(options: HouseOptions = {}): Promise<House> {
  return (house = await startHouse(options));
}

const { user: actor, name, party, role } = people.maya;
const MAYA: Author = { actor, name, party, role, via: 'http' };

/** bytes that somebody gets who has nothing yet */
async function joinOf(at: House): Promise<number> {
  const omar = await at.raw('omar');
  await omar.syncs();
  return omar.all('step2')[0]?.bytes.length ?? 0;
}

describe('a room that has grown', () => {
  /** Cells set and set again, each by its neighbours' turn: what a document never forgets, about 9 bytes each. */
  const grow = async (room: Room, bytes: number): Promise<void> => {
    const ids = Array.from({ length: 100 }, (_, n) => `growing${String(n).padStart(4, '0')}`);
    const required = { party: PARTIES.un, route: 'routesouth', fromKm: 0, toKm: 1 };
    const created = ids.flatMap((id) => write('convoy', id, { ...required, callsign: id }));
    await room.write({ ...MAYA, cells: created });
    for (let n = 0; n < bytes / (9 * ids.length * 2); n++) {
      const again = ids.flatMap((id) => write('convoy', id, { people: n % 90, vehicles: n % 90 }));
      await room.write({ ...MAYA, cells: again });
    }
  };

  it('waits for a minute in which nobody writes', async () => {
    const clock = new HandClock();
    const house = await start({ clock });
    await grow(house.room, ROOM_LIMITS.epochBytes * 1.3);
    expect(await joinOf(house)).toBeGreaterThan(ROOM_LIMITS.epochBytes);
    expect(house.room.epoch).toBe(1);
    clock.pass(ROOM_LIMITS.epochQuietMs - 1_000);
    await house.room.write({ ...MAYA, cells: write('convoy', CONVOY, { vehicles: 1 }) });
    clock.pass(ROOM_LIMITS.epochQuietMs - 1_000);
    await house.room.settled();
    expect(house.room.epoch).toBe(1);
    clock.pass(1_000);
    await until('the fresh document is there', () => house.room.epoch === 2);
    expect(await joinOf(house)).toBeLessThan(ROOM_LIMITS.epochBytes / 10);
  });

  it('starts anew at two megabytes, also while everybody writes', { timeout: 30_000 }, async () => {
    const house = await start();
    await grow(house.room, ROOM_LIMITS.epochAtOnceBytes * 1.02);
    expect(house.room.epoch).toBe(2);
    expect(await joinOf(house)).toBeLessThan(ROOM_LIMITS.epochBytes);
    expect(house.room.board('full').kinds['convoy']?.['growing0099']?.['callsign']).toBe('growing0099');
  });

  it('is left alone when the board itself is that large', async () => {
    const clock = new HandClock();
    const house = await start({ clock });
    const text = 'x'.repeat(1000);
    for (let n = 0; n < 9; n++) {
      const notes = Array.from({ length: 60 }, (_, at) =>
        write('note', `large${n}x${String(at).padStart(3, '0')}`, { text, at: clock.now() }),
      );
      await house.room.write({ ...MAYA, cells: notes.flat() });
    }
    clock.pass(10 * ROOM_LIMITS.epochQuietMs);
    await house.room.settled();
    expect(house.room.epoch).toBe(1);
  });

  it(
    'opens again after a restart, however large it was when the power went',
    { timeout: 30_000 },
    async () => {
      const [clock, disk] = [new HandClock(), memoryDisk()];
      const first = await start({ clock, disk });
      const text = 'x'.repeat(1000);
      for (let n = 0; n < 22; n++) {
        const notes = Array.from({ length: 100 }, (_, at) =>
          write('note', `large${String(n).padStart(2, '0')}x${String(at).padStart(3, '0')}`, {
            text,
            at: clock.now(),
          }),
        );
        await first.room.write({ ...MAYA, cells: notes.flat() });
      }
      expect(await joinOf(first)).toBeGreaterThan(ROOM_LIMITS.epochAtOnceBytes);
      const again = await start({ clock, disk });
      expect(again.room.isOpen).toBe(true);
      expect(again.room.board('full').kinds['note']?.['large21x099']?.['text']).toBe(text);
      await first.stop();
    },
  );
});
