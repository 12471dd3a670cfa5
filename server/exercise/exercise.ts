// The exercise room: there while no real room is, seeded in one entry, with fresh links and a story that plays itself.
import { ROOM_RECORD } from '#domain/kinds/registry.ts';
import { newRecordId } from '#domain/record-id.ts';
import type { CellWrite } from '#board/cells.ts';
import { SERVER } from '../access/actor.ts';
import { newRoomId } from '../access/public-id.ts';
import type { Engine } from '../engine.ts';
import { keepLine } from '../exchange/line-blob.ts';
import type { Clock, Ids, Log } from '../journal/ports.ts';
import type { RoomRow } from '../journal/store.ts';
import type { Room } from '../rooms/room.ts';
import { PLAYERS, type PlayerName } from './geography.ts';
import { Person, type Login } from './person.ts';
import { Player } from './player.ts';
import { seedExercise } from './seed.ts';

export interface ExerciseOptions {
  readonly engine: Engine;
  /** where the server listens */
  readonly url: string;
  /** where people open it */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface ExerciseLink {
  readonly role: 'coordinator' | 'watch_officer' | 'observer';
  readonly link: string;
}

export interface Exercise {
  readonly room: string;
  /** fresh at each start, shared by whoever has them; for the terminal only */
  readonly links: readonly ExerciseLink[];
  stop(): void;
}

const LINKS = [
  { role: 'coordinator', party: 'Coordination Cell', owner: true },
  { role: 'watch_officer', party: 'Guarantor A', owner: false },
  { role: 'observer', party: 'Donor Mission', owner: false },
] as const;

/** Undefined once a real room exists: an exercise is never mixed with the real thing, and goes. */
export async function openExercise(options: ExerciseOptions): Promise<Exercise | undefined> {
  const { engine, publicUrl, ids, clock } = options;
  const rows = await engine.store.rooms();
  const standing = rows.find(({ exercise }) => exercise)?.room;
  if (await hasRealRoom(engine.store, rows)) {
    if (standing !== undefined) await remove(engine, standing);
    return undefined;
  }
  const id = standing ?? newRoomId(ids);
  if (standing === undefined)
    await engine.store.createRoom({ room: id, createdAt: clock.now(), exercise: true });
  const room = await engine.rooms.open(id);
  if (room.look('room', ROOM_RECORD, 'name') === undefined) await seed(options, room);

  await engine.directory.withdrawShared(id, SERVER);
  const links = await Promise.all(
    LINKS.map(async ({ role, party, owner }): Promise<ExerciseLink> => {
      const request = { room: id, exercise: true, role, party: partyNamed(room, party), owner };
      const { token } = await engine.directory.invite(request, SERVER);
      return { role, link: `${publicUrl}/join#${token}` };
    }),
  );
  const player = new Player(await people(options, room), clock, options.log);
  player.start();
  return { room: id, links, stop: () => player.stop() };
}

/** A room without any entry is none: whoever made it was stopped before it had a name. */
async function hasRealRoom(store: Engine['store'], rows: readonly RoomRow[]): Promise<boolean> {
  for (const { room, exercise } of rows) {
    if (!exercise && (await store.head(room)).seq > 0) return true;
  }
  return false;
}

/** With its links, its people and its record; whoever got in since the start is put out. */
async function remove({ store, rooms, directory }: Engine, id: string): Promise<void> {
  await rooms
    .loaded()
    .find((room) => room.id === id)
    ?.close();
  await store.dropRoom(id);
  directory.forgetRoom(id);
}

/** One append: a server that is killed while it seeds leaves no half of an exercise. */
async function seed({ engine, ids, clock }: ExerciseOptions, room: Room): Promise<void> {
  const cells: CellWrite[] = [];
  await seedExercise({
    set(kind, fields, record = newRecordId((count) => ids.bytes(count))) {
      for (const [field, value] of Object.entries(fields))
        cells.push({ ref: { kind, id: record, field }, value });
      return Promise.resolve(record);
    },
    keepLine: (line) => keepLine(engine.store, room.id, line),
  });
  const name = 'Exercise Corridor South';
  const own = { kind: 'room', id: ROOM_RECORD } as const;
  cells.push(
    { ref: { ...own, field: 'name' }, value: name },
    { ref: { ...own, field: 'exercise' }, value: true },
  );
  const created = {
    ...SERVER,
    at: clock.now(),
    kind: 'room.created',
    payload: { name, exercise: true },
  } as const;
  await room.write({ ...SERVER, name: '', cells, beside: [created] });
}

/** The story's people join as anybody does; those of an earlier start leave. */
async function people(
  { engine, url }: ExerciseOptions,
  room: Room,
): Promise<{ readonly [name in PlayerName]: Person }> {
  const { directory } = engine;
  const names: readonly string[] = Object.values(PLAYERS).map(({ name }) => name);
  for (const { id, name } of directory.members(room.id)) {
    if (names.includes(name)) await directory.revoke(room.id, id, SERVER);
  }
  const join = async (who: PlayerName): Promise<Login> => {
    const { name, role, party } = PLAYERS[who];
    const request = { room: room.id, exercise: true, role, party: partyNamed(room, party), name };
    const { token } = await directory.invite(request, SERVER);
    const { session } = await directory.redeem({ invite: token, program: true });
    return { url, room: room.id, session };
  };
  const [planner, radio, guarantor] = [await join('planner'), await join('radio'), await join('guarantor')];
  // Connected once nothing can fail any more: nobody would be there to disconnect them.
  return { planner: new Person(planner), radio: new Person(radio), guarantor: new Person(guarantor) };
}

function partyNamed(room: Room, name: string): string {
  const parties = Object.entries(room.board('full').kinds['party'] ?? {});
  const id = parties.find(([, cells]) => cells['name'] === name)?.[0];
  if (id === undefined) throw new Error(`The exercise has lost its party ${name}.`);
  return id;
}
