// The engine without its doors: rooms, people, alerts, imports and commands over one store. The server puts transports in front
// of it; the command line uses it as it is while no server runs.
import type { AccessStore } from './access/access-store.ts';
import { commander, type Commander } from './access/commander.ts';
import { Commands } from './access/commands.ts';
import { OPERATOR } from './access/actor.ts';
import { Directory } from './access/directory.ts';
import { memberOfRow } from './access/kept-rows.ts';
import { recordIn } from './access/record-in.ts';
import { AlertAuthority } from './alerts/authority.ts';
import { wakeRooms } from './alerts/waking.ts';
import { importCommand } from './exchange/command.ts';
import { Imports } from './exchange/imports.ts';
import type { ReadFile } from './exchange/read-file.ts';
import type { ReadEntry } from './journal/ledger.ts';
import type { Clock, Ids, Log } from './journal/ports.ts';
import type { Store } from './journal/store.ts';
import type { RoomLimits } from './rooms/options.ts';
import type { Room } from './rooms/room.ts';
import { Rooms } from './rooms/rooms.ts';

export interface EngineOptions {
  readonly store: Store & AccessStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly limits: RoomLimits;
  /** where people open Corridor, without a slash at the end */
  readonly publicUrl: string;
  readonly readFile: ReadFile;
}

export interface Engine {
  readonly store: Store & AccessStore;
  readonly rooms: Rooms;
  readonly directory: Directory;
  readonly imports: Imports;
  readonly commands: Commands;
  /** the operator's commands by name, as the control socket and the command line ask for them */
  readonly commander: Commander;
  /** Rejects with `Refused('no-room')` when there is no such room. */
  authorityOf(room: string): Promise<AlertAuthority>;
  /** Opens the rooms whose alerts have deadlines, for a server that has just started. Rejects with what the store said. */
  wake(): Promise<void>;
  /** Drains the rooms, then closes the store. */
  close(): Promise<void>;
}

/** Alert entries read at once while a room loads. */
const PAGE = 1000;

/** Rejects with `StoreError` when the store cannot be read. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { store, clock, ids, log, limits, publicUrl } = options;
  const authorities = new Map<string, AlertAuthority>();
  const directory: Directory = await Directory.open({
    store,
    clock,
    ids,
    log,
    record: recordIn((id) => rooms.open(id)),
  });

  const openAuthority = async (room: Room): Promise<void> => {
    const row = (await store.rooms()).find(({ room: id }) => id === room.id);
    const authority = await AlertAuthority.open({
      room: room.id,
      exercise: row?.exercise ?? false,
      alertsPerMinute: limits.rates.alertsPerMinute,
      clock,
      log,
      look: room.look,
      sight: (view) => room.sight(view),
      members: () => directory.members(room.id).map(memberOfRow),
      async commit(draft, cells) {
        const { actor, party, role, via } = draft;
        const name = directory.nameOf(room.id, actor) ?? actor;
        const [entry] = await room.write({ actor, name, party, role, via, cells, beside: [draft] });
        if (!entry) throw new Error('An alert was written without an entry.');
        return entry;
      },
      read: (after) => alertEntries(room, after),
    });
    authorities.set(room.id, authority);
    room.onEnded(() => {
      authority.close();
      if (authorities.get(room.id) === authority) authorities.delete(room.id);
    });
  };

  const rooms: Rooms = new Rooms({
    ...{ store, clock, ids, log, limits },
    nameOf: (room, user) => directory.nameOf(room, user),
    prepare: openAuthority,
    isNeeded: ({ id }) => authorities.get(id)?.isIdle === false,
  });
  const imports = new Imports({
    openRoom: (id) => rooms.open(id),
    store,
    read: options.readFile,
    clock,
    ids,
    stillMay: ({ membership, user, role }) =>
      user === OPERATOR.actor || directory.member(membership)?.role === role,
  });
  let stopping = false;
  const commands = new Commands({ store, rooms, directory, clock, ids, publicUrl });

  return {
    ...{ store, rooms, directory, imports, commands },
    commander: commander(commands, log, { import: importCommand(imports, store) }),
    async authorityOf(id) {
      await rooms.open(id);
      const authority = authorities.get(id);
      if (!authority) throw new Error('A room was opened without its alerts.');
      return authority;
    },
    wake: () => wakeRooms({ store, log, open: (id) => rooms.open(id), stopping: () => stopping }),
    async close() {
      stopping = true;
      directory.close();
      await rooms.close();
      await store.close();
    },
  };
}

async function alertEntries(room: Room, after: number): Promise<readonly ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (let from = after; ;) {
    const page = await room.ledger.read({ after: from, limit: PAGE, kinds: ['alert.'] });
    entries.push(...page);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return entries;
    from = last.seq;
  }
}
