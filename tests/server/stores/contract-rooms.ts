// What every store promises about rooms: made once, listed in order, removed only when they are exercises.
import { describe, expect, it } from 'vitest';
import { chain, plain } from '../journal/chains.ts';
import { NOTHING, people, type Places, refused, ROOM } from './places.ts';

export function roomsContract(name: string, places: Places): void {
  describe(`${name}: rooms`, () => {
    it('lists rooms in the order they were made, each beginning at nothing', async () => {
      const { store } = await places.empty();
      expect(await store.rooms()).toEqual([]);
      const rows = ['zebra', 'ant'].map((room, index) => ({
        room,
        createdAt: 5 + index,
        exercise: index === 1,
      }));
      for (const row of rows) await store.createRoom(row);
      expect(await store.rooms()).toEqual(rows);
      expect(await store.head('ant')).toEqual(NOTHING);
      expect(await store.read('ant', { after: 0, limit: 10 })).toEqual([]);
      expect(await store.checkpoint('ant')).toBeUndefined();
    });

    it('makes no second room of the same name', async () => {
      const { store } = await places.withRoom();
      await refused(store.createRoom({ room: ROOM, createdAt: 9, exercise: true }), 'conflict');
      expect(await store.rooms()).toHaveLength(1);
      expect((await store.rooms())[0]?.exercise).toBe(false);
    });

    it('says that a room is missing, whatever is asked of it', async () => {
      const { store } = await places.empty();
      await refused(store.claim('nowhere'), 'missing');
      await refused(store.head('nowhere'), 'missing');
      await refused(store.append('nowhere', 0, 1, chain('nowhere', 1)), 'missing');
      await refused(store.read('nowhere', { after: 0, limit: 1 }), 'missing');
      await refused(store.checkpoint('nowhere'), 'missing');
      await refused(store.putCheckpoint('nowhere', { seq: 0, epoch: 0, bytes: new Uint8Array() }), 'missing');
      await refused(store.putBlob('nowhere', 'aa', new Uint8Array(1)), 'missing');
      await refused(store.blob('nowhere', 'aa'), 'missing');
      await store.dropRoom('nowhere');
    });

    it('removes an exercise with all it holds, and never a real room', async () => {
      const { store, fence } = await places.withRoom(true);
      await store.createRoom({ room: 'real', createdAt: 2, exercise: false });
      const real = chain('real', 2);
      await store.append('real', 0, await store.claim('real'), real);
      await store.append(ROOM, 0, fence, chain(ROOM, 3));
      await store.putCheckpoint(ROOM, { seq: 3, epoch: 1, bytes: new Uint8Array(9) });
      await store.putBlob(ROOM, 'aa', new Uint8Array(9));
      await store.save(people(ROOM));
      await store.dropRoom(ROOM);
      await refused(store.dropRoom('real'), 'conflict');
      expect((await store.rooms()).map(({ room }) => room)).toEqual(['real']);
      expect(await store.load()).toEqual({ ...people(ROOM), invitations: [], memberships: [] });
      await store.createRoom({ room: ROOM, createdAt: 3, exercise: true });
      expect(await store.head(ROOM)).toEqual(NOTHING);
      expect(await store.read(ROOM, { after: 0, limit: 9 })).toEqual([]);
      expect(await store.checkpoint(ROOM)).toBeUndefined();
      expect(await store.blob(ROOM, 'aa')).toBeUndefined();
      expect(plain(await store.read('real', { after: 0, limit: 9 }))).toEqual(real);
    });
  });
}
