// A real room over a store in memory, with imports on it and the people who import.
import type { CellWrite } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { Imports, type IncomingFile } from '#server/exchange/imports.ts';
import { readFile } from '#server/exchange/read-file.ts';
import { memoryDisk, memoryStore, type MemoryStore } from '#server/journal/memory-store.ts';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import type { Room } from '#server/rooms/room.ts';
import { Rooms } from '#server/rooms/rooms.ts';
import { chance, HandClock, KeptLog, START } from '../rooms/ports.ts';
import { BOARD, people, ROOM } from '../rooms/people.ts';

export interface World {
  readonly imports: Imports;
  /** memberships that ended */
  readonly gone: Set<string>;
  readonly room: Room;
  readonly store: MemoryStore;
  readonly clock: HandClock;
  /** live records of a kind by their title field */
  all(kind: string): { readonly [id: string]: { readonly [field: string]: CellValue } };
  edit(cells: readonly CellWrite[]): Promise<void>;
  close(): Promise<void>;
}

export async function newWorld(): Promise<World> {
  const clock = new HandClock();
  const store = memoryStore(memoryDisk());
  await store.createRoom({ room: ROOM, createdAt: START, exercise: false });
  const rooms = new Rooms({
    ...{ store, clock, ids: chance, log: new KeptLog(), limits: DEFAULT_ROOM_LIMITS },
    nameOf: () => undefined,
  });
  const room = await rooms.open(ROOM);
  const author = {
    actor: people.maya.user,
    name: 'Maya',
    party: people.maya.party,
    role: 'coordinator',
  } as const;
  const edit = async (cells: readonly CellWrite[]): Promise<void> => {
    await room.write({ ...author, via: 'sync', cells });
  };
  await edit(BOARD);
  const gone = new Set<string>();
  const imports = new Imports({
    ...{ store, clock, ids: chance },
    openRoom: (id) => rooms.open(id),
    read: (file, near) => Promise.resolve(readFile(file, near)),
    stillMay: ({ membership }) => !gone.has(membership),
  });
  const all: World['all'] = (kind) =>
    Object.fromEntries(
      Object.entries(room.board('full').kinds[kind] ?? {}).filter(
        ([, one]) => one['archivedAt'] === undefined,
      ),
    );
  return { imports, room, store, clock, all, edit, gone, close: () => rooms.close() };
}

export function file(
  name: string,
  content: string | Uint8Array,
  more: Partial<IncomingFile> = {},
): IncomingFile {
  return {
    name,
    type: '',
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ...more,
  };
}

/** Rows of a list of convoys; the first is the header. */
export function csv(...rows: readonly string[]): IncomingFile {
  return file('convoys.csv', rows.join('\n'));
}

export const MAYA: Member = people.maya;
export const OMAR: Member = people.omar;
