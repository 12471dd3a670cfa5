// Places where stores of one sort live one after the other, as over restarts; what contracts of stores are tested in.
import { expect } from 'vitest';
import type { AccessRows, AccessStore } from '#server/access/access-store.ts';
import type { Head, Store, StoreFault } from '#server/journal/store.ts';

export type WholeStore = Store & AccessStore;

export interface Place {
  open(): Promise<WholeStore>;
  remove(): Promise<void>;
}

export const ROOM = 'room-a';
export const NOTHING: Head = { seq: 0, hash: new Uint8Array(32) };

export interface Opened {
  readonly store: WholeStore;
  /** another store at the same place */
  reopen(): Promise<WholeStore>;
}

/** Opens stores and closes whatever a test left open. */
export class Places {
  readonly #make: () => Promise<Place>;
  readonly #places: Place[] = [];
  readonly #open: WholeStore[] = [];

  constructor(make: () => Promise<Place>) {
    this.#make = make;
  }

  async empty(): Promise<Opened> {
    const made = await this.#make();
    this.#places.push(made);
    const reopen = async (): Promise<WholeStore> => {
      const store = await made.open();
      this.#open.push(store);
      return store;
    };
    return { store: await reopen(), reopen };
  }

  /** With a room `ROOM` that is claimed. */
  async withRoom(exercise = false): Promise<Opened & { fence: number }> {
    const { store, reopen } = await this.empty();
    await store.createRoom({ room: ROOM, createdAt: 1_795_000_000_000, exercise });
    return { store, fence: await store.claim(ROOM), reopen };
  }

  async clear(): Promise<void> {
    for (const store of this.#open.splice(0)) await store.close();
    for (const made of this.#places.splice(0)) await made.remove();
  }
}

export async function refused(promise: Promise<unknown>, fault: StoreFault): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'StoreError', fault });
}

export function people(room: string): AccessRows {
  return {
    invitations: [
      {
        id: 'i1',
        tokenHash: 'ab'.repeat(32),
        room,
        role: 'watch_officer',
        party: 'p1',
        owner: false,
        name: 'Zoë',
        usesLeft: 1,
        createdAt: 1_795_000_000_000,
        expiresAt: 1_795_000_100_000,
        revokedAt: null,
      },
    ],
    memberships: [
      {
        id: 'm1',
        room,
        user: 'u1',
        name: 'Zoë',
        role: 'watch_officer',
        party: 'p1',
        owner: false,
        invitation: 'i1',
        sessionHash: 'cd'.repeat(32),
        createdAt: 1_795_000_000_000,
        expiresAt: 1_795_000_100_000,
        revokedAt: null,
      },
    ],
    devices: [{ deviceHash: 'ef'.repeat(32), user: 'u1', createdAt: 1_795_000_000_000 }],
  };
}
