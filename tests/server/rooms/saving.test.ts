// Nothing is seen by anybody before it is on disk, and nothing is called saved that is not.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeStateAsUpdate, encodeStateVector } from 'yjs';
import type { RoomWrite } from '#server/rooms/server-write.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM, people, write } from './people.ts';
import { START, until } from './ports.ts';
import { sync, type RawClient } from './raw-client.ts';

let house: House;
let maya: RawClient;
let omar: RawClient;

beforeEach(async () => {
  house = await startHouse();
  [maya, omar] = [await house.raw('maya', '?v=1'), await house.raw('omar', '?v=1')];
  await Promise.all([maya.syncs(), omar.syncs()]);
});
afterEach(() => house.stop());

const vehicles = (client: RawClient, n: number): void =>
  void client.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, n));

const stored = (): unknown => house.room.board('full').kinds['convoy']?.[CONVOY]?.['vehicles'];

describe('an edit', () => {
  it('is published and called saved only after the disk has it', async () => {
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    vehicles(maya, 21);
    await until('the room has taken it', () => house.room.ledger.seq > head);
    // A question asked behind the edit is answered while the disk stalls: from what is published.
    await omar.syncs();
    const late = await house.raw('omar');
    await late.syncs();
    for (const client of [maya, omar, late]) {
      expect([...client.all('update'), ...client.all('changes'), ...client.all('saved')]).toEqual([]);
    }
    expect(late.cell('convoy', CONVOY, 'vehicles')).toBe(8);
    expect(stored()).toBe(8);
    expect(house.room.ages('full')[`convoy/${CONVOY}/vehicles`]?.seq).toBeLessThanOrEqual(head);
    disk();
    await maya.gets('saved');
    await late.gets('update');
    expect(late.cell('convoy', CONVOY, 'vehicles')).toBe(21);
    expect(stored()).toBe(21);
  });

  it('is called saved to its author with seq and clocks, and to nobody else', async () => {
    vehicles(maya, 22);
    const { body } = await maya.gets('saved');
    expect(body).toEqual({ seq: house.room.seq, clocks: { [String(maya.doc.clientID)]: 1 } });
    await omar.gets('changes');
    await omar.syncs();
    expect(omar.all('saved')).toEqual([]);
  });

  it('goes out as one frame with all that the disk took at once', async () => {
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    for (const n of [31, 32, 33]) vehicles(maya, n);
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'staged'));
    await until('the room has taken all', () => house.room.ledger.seq === head + 4);
    disk();
    await maya.gets('saved');
    await omar.gets('saved');
    for (const client of [maya, omar]) {
      expect(client.all('update')).toHaveLength(1);
      expect(client.all('changes').map(({ body }) => body.seq)).toEqual([1, 2, 3, 4].map((n) => head + n));
    }
    expect(maya.all('saved')[0]?.body.clocks).toEqual({ [String(maya.doc.clientID)]: 3 });
  });

  it('that was saved while its author was away is told when the author comes back with the same document', async () => {
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    vehicles(maya, 41);
    await until('the room has taken it', () => house.room.ledger.seq > head);
    maya.ws.terminate();
    await maya.closes();
    disk();
    await omar.gets('changes');
    const back = await house.raw('maya', '?v=1');
    back.send(sync(1, encodeStateAsUpdate(maya.doc)));
    const { body } = await back.gets('saved');
    expect(body.clocks).toEqual({ [String(maya.doc.clientID)]: 1 });
  });
});

describe('a commit that fails', () => {
  it('publishes nothing, ends the sessions with a reason that lets them return, and the room comes back from disk', async () => {
    const ines = await house.raw('ines', '?v=1');
    await ines.syncs();
    house.store.failAppends('full');
    const head = house.room.seq;
    vehicles(maya, 51);
    for (const client of [maya, omar, ines]) {
      expect(await client.closes()).toEqual({ code: 1013, reason: 'storage' });
      expect([...client.all('update'), ...client.all('changes'), ...client.all('saved')]).toEqual([]);
      expect(client.all('refused')[0]?.body).toMatchObject({ code: 'storage', action: 'wait' });
    }
    const back = await house.raw('omar');
    await back.syncs();
    expect(back.cell('convoy', CONVOY, 'vehicles')).toBe(8);
    expect(house.room.seq).toBe(head + 1); // that the server started again
    const again = await house.raw('maya', '?v=1');
    again.send(sync(1, encodeStateAsUpdate(maya.doc)));
    await again.gets('saved');
    expect(stored()).toBe(51);
  });

  it('rejects what the server itself was writing, and takes nothing more into the old room', async () => {
    house.store.failAppends('failed');
    const old = house.room;
    const { user: actor, name, party, role } = people.maya;
    const cells = [{ ref: { kind: 'convoy', id: CONVOY, field: 'vehicles' }, value: 61 }];
    const writing = { actor, name, party, role, via: 'command', cells } as const;
    await expect(old.write(writing)).rejects.toMatchObject({ refusal: { code: 'storage' } });
    await expect(old.write(writing)).rejects.toMatchObject({ refusal: { code: 'storage' } });
    expect(house.rooms.loaded()).toEqual([]);
    const fresh = await house.rooms.open(old.id);
    expect(fresh).not.toBe(old);
    await fresh.write(writing);
    expect(stored()).toBe(61);
  });

  it('does not take back what was committed before it', async () => {
    const disk = house.store.hold();
    const head = house.room.ledger.seq;
    vehicles(maya, 71);
    await until('the first is taken', () => house.room.ledger.seq === head + 1);
    house.store.failAppends('failed', 0);
    disk();
    await maya.gets('saved');
    house.store.failAppends('failed');
    vehicles(maya, 72);
    await maya.closes();
    await omar.closes();
    expect(omar.cell('convoy', CONVOY, 'vehicles')).toBe(71);
    const back = await house.raw('omar');
    await back.syncs();
    expect(back.cell('convoy', CONVOY, 'vehicles')).toBe(71);
    expect(encodeStateVector(back.doc)).toEqual(encodeStateVector(omar.doc));
  });
});

describe('two rooms on one disk', () => {
  it('share a commit: what the disk refuses for one of them is nothing to the other', async () => {
    const other = 'r9999999999999999';
    await house.store.createRoom({ room: other, createdAt: START, exercise: false });
    const second = await house.rooms.open(other);
    const { user: actor, name, party, role } = people.maya;
    const author = { actor, name, party, role, via: 'command' } as const;
    const named = (text: string): RoomWrite => ({
      ...author,
      cells: write('room', 'thisroom', { name: text }),
    });
    const first = house.room;
    house.store.failAppends('failed', 1, ROOM);
    const [mine, theirs] = await Promise.allSettled([first.write(named('A')), second.write(named('B'))]);
    expect([mine.status, theirs.status]).toEqual(['rejected', 'fulfilled']);
    expect((await maya.closes()).reason).toBe('storage');
    expect(await house.rooms.open(other)).toBe(second);
    const again = await house.rooms.open(ROOM);
    expect(again).not.toBe(first);
    await again.write(named('A again'));
    expect([again.look('room', 'thisroom', 'name'), second.look('room', 'thisroom', 'name')]).toEqual([
      'A again',
      'B',
    ]);
  });
});
