// An empty room in memory with one party and its coordinator, who owns it: for trying files out.
import type { Member } from '#domain/people.ts';
import { Imports } from '../exchange/imports.ts';
import { readFile } from '../exchange/read-file.ts';
import { memoryStore } from '../journal/memory-store.ts';
import type { Clock, Log } from '../journal/ports.ts';
import { DEFAULT_ROOM_LIMITS } from '../rooms/options.ts';
import { Rooms } from '../rooms/rooms.ts';
import { systemIds } from '../system.ts';

const ROOM = 'samples';
const PARTY = 'sampleparty';

const MEMBER: Member = {
  room: ROOM,
  membership: 'samples',
  user: 'samples',
  name: 'Samples',
  role: 'coordinator',
  party: PARTY,
  owner: true,
};

/** Times in files without a day are read as of this moment, so that the same files always give the same answer. */
const CLOCK: Clock = { now: () => Date.UTC(2026, 0, 1, 12), after: () => () => undefined };

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function scratchRoom(): Promise<{ imports: Imports; member: Member; close(): Promise<void> }> {
  const store = memoryStore();
  await store.createRoom({ room: ROOM, createdAt: CLOCK.now(), exercise: true });
  const rooms = new Rooms({
    ...{ store, clock: CLOCK, ids: systemIds, log: SILENT, limits: DEFAULT_ROOM_LIMITS },
    nameOf: () => MEMBER.name,
  });
  const room = await rooms.open(ROOM);
  const party = { name: 'Sample party', role: 'coordination' };
  const cells = Object.entries(party).map(([field, value]) => ({
    ref: { kind: 'party', id: PARTY, field },
    value,
  }));
  const { user: actor, name, role } = MEMBER;
  await room.write({ actor, name, party: PARTY, role, via: 'command', cells });
  const imports = new Imports({
    ...{ store, clock: CLOCK, ids: systemIds },
    openRoom: (id) => rooms.open(id),
    read: (file, near) => Promise.resolve(readFile(file, near)),
    stillMay: () => true, // the one member of a room that lives for a moment
  });
  return { imports, member: MEMBER, close: () => rooms.close() };
}
