// A full disk takes nothing away: people still see the board, hear that nothing can be saved, and write again once there is space.
import { afterEach, describe, expect, it } from 'vitest';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { memoryDisk } from '#server/journal/memory-store.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { HandClock, until } from './ports.ts';
import type { RawClient } from './raw-client.ts';

let house: House | undefined;
afterEach(() => house?.stop());

const { user: actor, name, party, role } = people.maya;
const byMaya = { actor, name, party, role, via: 'import' } as const;
const vehicles = (count: number) => (doc: RawClient['doc']) =>
  void doc.getMap('convoy').set(`${CONVOY}.vehicles`, count);

describe('a room on a full disk', () => {
  it('ends for whoever wrote, opens again for reading, and for writing once there is space', async () => {
    const clock = new HandClock();
    const disk = memoryDisk();
    house = await startHouse({ disk, clock });
    const { store, rooms } = house;
    const before = house.room.board('full').kinds;
    store.failAppends('full', 3); // Maya's write, the opening after it, and the first look for space
    await expect(
      house.room.write({ ...byMaya, cells: write('convoy', CONVOY, { vehicles: 9 }) }),
    ).rejects.toMatchObject({ refusal: { code: 'storage' } });

    const room = await rooms.open(ROOM);
    expect(room.isReadOnly).toBe(true);
    expect(room.board('full').kinds).toEqual(before);
    const [maya, ines] = [await house.raw('maya', '?v=1'), await house.raw('ines')];
    await maya.syncs();
    await ines.syncs();
    expect(maya.cell('convoy', CONVOY, 'vehicles')).toBe(8);
    maya.edit(vehicles(10));
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'storage' });
    expect(maya.all('refused')[0]?.body).toMatchObject({ code: 'storage', action: 'wait' });
    await expect(
      room.write({ ...byMaya, cells: write('convoy', CONVOY, { vehicles: 11 }) }),
    ).rejects.toMatchObject({
      refusal: { code: 'storage' },
    });
    await expect(room.startEpoch(byMaya)).rejects.toMatchObject({ refusal: { code: 'storage' } });
    expect(ines.closed).toBeUndefined();
    expect(room.board('full').kinds).toEqual(before);

    clock.pass(ROOM_LIMITS.writeAgainMs);
    await until(
      'it was tried and is still full',
      () => house?.log.lines.some((line) => line.includes('cannot be written yet')) === true,
    );
    expect(ines.closed).toBeUndefined();

    await until('there is space again', () => (clock.pass(ROOM_LIMITS.writeAgainMs), !room.isReadOnly));
    expect(await ines.closes()).toEqual({ code: 1013, reason: 'storage' });
    const again = await house.raw('maya');
    await again.syncs();
    again.edit(vehicles(12));
    await until(
      'it is saved',
      () => house?.room.board('full').kinds['convoy']?.[CONVOY]?.['vehicles'] === 12,
    );
    expect(house.room.isReadOnly).toBe(false);
    const starts = await house.room.ledger.read({ after: 0, limit: 1_000, kinds: ['server.started'] });
    expect(starts).toHaveLength(2); // the first one, and the one after the full disk
  });
});
