// Writes entries about people through the live room, so that they stand in the one journal in the one order.
import type { Room } from '../rooms/room.ts';
import type { RecordEntry } from './keeper.ts';

/** @param open opens the live room, see `Rooms.open` */
export function recordIn(open: (room: string) => Promise<Pick<Room, 'write'>>): RecordEntry {
  return async (room, draft) => {
    const live = await open(room);
    const { actor, party, role, via } = draft;
    await live.write({ actor, party, role, via, name: '', cells: [], beside: [draft] });
  };
}
