// What every store promises beside the journal: checkpoints, large values, who may enter, and a clean end.
import { describe, expect, it } from 'vitest';
import { chain, plain } from '../journal/chains.ts';
import { people, type Places, refused, ROOM } from './places.ts';

export function besideContract(name: string, places: Places): void {
  describe(`${name}: beside the journal`, () => {
    it('gives the newest checkpoint, also when an older one is put later, and none ahead of the journal', async () => {
      const { store, fence, reopen } = await places.withRoom();
      await store.append(ROOM, 0, fence, chain(ROOM, 9));
      for (const seq of [3, 6, 9, 6]) {
        await store.putCheckpoint(ROOM, { seq, epoch: 2, bytes: new Uint8Array([seq, 0, 255]) });
      }
      await refused(store.putCheckpoint(ROOM, { seq: 10, epoch: 2, bytes: new Uint8Array(1) }), 'conflict');
      await store.putCheckpoint(ROOM, { seq: 9, epoch: 3, bytes: new Uint8Array([1]) });
      expect(await store.checkpoint(ROOM)).toEqual({ seq: 9, epoch: 3, bytes: new Uint8Array([1]) });
      await store.close();
      const again = await reopen();
      expect(await again.checkpoint(ROOM)).toEqual({ seq: 9, epoch: 3, bytes: new Uint8Array([1]) });
    });

    it('holds large values by their hash, each room its own', async () => {
      const { store, reopen } = await places.withRoom();
      await store.createRoom({ room: 'other', createdAt: 2, exercise: false });
      const line = Buffer.from('a small line in a shared pool');
      await store.putBlob(ROOM, 'aa', line);
      await store.putBlob(ROOM, 'aa', line);
      await store.putBlob(ROOM, 'bb', new Uint8Array(2_000_000).fill(7));
      expect(line.toString()).toBe('a small line in a shared pool');
      await store.close();
      const again = await reopen();
      expect(await again.blob(ROOM, 'aa')).toEqual(new Uint8Array(line));
      expect((await again.blob(ROOM, 'bb'))?.every((byte) => byte === 7)).toBe(true);
      expect(await again.blob(ROOM, 'cc')).toBeUndefined();
      expect(await again.blob('other', 'aa')).toBeUndefined();
    });

    it('keeps who may enter, replacing by id, over a restart', async () => {
      const { store, reopen } = await places.empty();
      expect(await store.load()).toEqual({ invitations: [], memberships: [], devices: [] });
      const rows = people('r');
      await store.save(rows);
      const [invitation] = rows.invitations;
      if (!invitation) throw new Error('people() has an invitation');
      const used = { ...invitation, usesLeft: 0, revokedAt: 77 };
      await store.save({ invitations: [used] });
      expect(await store.load()).toEqual({ ...rows, invitations: [used] });
      await store.close();
      expect(await (await reopen()).load()).toEqual({ ...rows, invitations: [used] });
    });

    it('saves all rows or none', async () => {
      const { store } = await places.empty();
      const rows = people('r');
      // A number that JSON does not know, behind rows that are fine.
      const broken = rows.memberships.map((row) => ({ ...row, expiresAt: 1n as unknown as number }));
      await expect(store.save({ ...rows, memberships: broken })).rejects.toThrow();
      expect(await store.load()).toEqual({ invitations: [], memberships: [], devices: [] });
      await store.save(rows);
      expect(await store.load()).toEqual(rows);
    });
  });

  describe(`${name}: closing`, () => {
    it('commits what was handed in, then refuses everything, and may be called twice', async () => {
      const { store, fence, reopen } = await places.withRoom();
      const entries = chain(ROOM, 200);
      const appends = entries.map((entry, index) => store.append(ROOM, index, fence, [entry]));
      const saved = store.save(people(ROOM));
      const closed = [store.close(), store.close()];
      await refused(store.append(ROOM, 200, fence, chain(ROOM, 1)), 'closed');
      await Promise.all([...appends, saved, ...closed]);
      await refused(store.rooms(), 'closed');
      const again = await reopen();
      expect(plain(await again.read(ROOM, { after: 0, limit: 999 }))).toEqual(entries);
      expect(await again.load()).toEqual(people(ROOM));
      await refused(again.append(ROOM, 200, (await again.claim(ROOM)) - 1, chain(ROOM, 1)), 'conflict');
    });
  });
}
