// The operator's commands: make a room, set cells, list and change people, invite; the same with and without a server.
import { isRole, mayWrite, ROLES } from '#domain/people.ts';
import { KINDS, ROOM_RECORD } from '#domain/kinds/registry.ts';
import { titleLookup } from '#domain/lookup.ts';
import { live, toBoard, type Board } from '#domain/board-model.ts';
import { valueProblem } from '#domain/values.ts';
import { Refused } from '#domain/refusals.ts';
import type { Clock, Ids } from '../journal/ports.ts';
import type { Store } from '../journal/store.ts';
import { planCommand } from '../rooms/commands.ts';
import type { Room } from '../rooms/room.ts';
import { OPERATOR } from './actor.ts';
import { CommandProblem } from './command-problem.ts';
import type { Directory } from './directory.ts';
import { OPERATOR_MEMBER, operatorLook, readTypedSet, type TypedSet } from './operator-writes.ts';
import { listedMember, type ListedMember } from './people-list.ts';
import { newRoomId } from './public-id.ts';

export interface CommandPorts {
  readonly store: Pick<Store, 'rooms' | 'createRoom'>;
  readonly rooms: { open(room: string): Promise<Pick<Room, 'look' | 'board' | 'write' | 'startEpoch'>> };
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  /** where people open Corridor, without a slash at the end */
  readonly publicUrl: string;
}

export interface InviteCommand {
  /** a room's id, or `exercise` */
  readonly room: string;
  readonly role: string;
  /** name or id of a party on the board */
  readonly party: string;
  readonly name?: string | undefined;
  readonly owner?: boolean | undefined;
  readonly days?: number | undefined;
}

export interface PeopleCommand {
  readonly room: string;
  /** a membership to end */
  readonly revoke?: string | undefined;
  /** `<membership>=<role>` */
  readonly role?: string | undefined;
}

/** Every method throws `CommandProblem` or `Refused`, and has then changed nothing. */
export class Commands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  async room({ name }: { readonly name: string }): Promise<{ room: string }> {
    const { store, rooms, ids, clock } = this.#ports;
    const text = name.trim();
    if (valueProblem(KINDS.room.fields.name, text)) throw new CommandProblem('command.room-name');
    const room = newRoomId(ids);
    const at = clock.now();
    await store.createRoom({ room, createdAt: at, exercise: false });
    const live = await rooms.open(room);
    const created = { ...OPERATOR, at, kind: 'room.created', payload: { name: text } } as const;
    const cells = [{ ref: { kind: 'room', id: ROOM_RECORD, field: 'name' }, value: text }];
    await live.write({ ...OPERATOR, name: OPERATOR.actor, cells, beside: [created] });
    return { room };
  }

  async set({ room, ...typed }: TypedSet & { readonly room: string }): Promise<{ record: string }> {
    const { ids, clock } = this.#ports;
    const open = await this.#open(room);
    const now = clock.now();
    const write = readTypedSet(typed, open.board('full').kinds, now);
    // INVARIANT: planned and handed in within one tick, so that nothing comes between the check and the write.
    const { records, cells } = planCommand(OPERATOR_MEMBER, [write], {
      look: operatorLook(open.look),
      ids,
      now,
    });
    await open.write({ ...OPERATOR, name: OPERATOR.actor, cells });
    const [record = ROOM_RECORD] = records;
    return { record };
  }

  /** Starts a fresh document of the room; everybody's window starts anew. */
  async epoch({ room }: { readonly room: string }): Promise<{ epoch: number; seq: number }> {
    return (await this.#open(room)).startEpoch({ ...OPERATOR, name: OPERATOR.actor });
  }

  async people({ room, revoke, role }: PeopleCommand): Promise<readonly ListedMember[]> {
    const { directory } = this.#ports;
    const { id, look } = await this.#room(room);
    if (revoke !== undefined) {
      await saying(revoke, () => directory.revoke(id, revoke, OPERATOR));
    }
    if (role !== undefined) {
      const [membership = '', word = '', ...rest] = role.split('=');
      if (rest.length > 0 || !isRole(word)) throw noRole(word);
      await saying(membership, () => directory.setRole(id, membership, word, OPERATOR));
    }
    return directory.members(id).map((row) => listedMember(row, look));
  }

  async invite(command: InviteCommand): Promise<{ link: string; token: string; expiresAt: number }> {
    const { directory, publicUrl } = this.#ports;
    const { role, name, owner, days } = command;
    if (!isRole(role)) throw noRole(role);
    const { id, exercise, board } = await this.#room(command.room);
    if (name === undefined && mayWrite(role) && !exercise)
      throw new CommandProblem('command.invite-name', { role });
    if (owner && !mayWrite(role)) throw new CommandProblem('command.invite-owner');
    const party = partyOf(board, command.party, id);
    const { invitation, token } = await directory.invite(
      { room: id, exercise, role, party, owner: owner === true, name, days },
      OPERATOR,
    );
    return { link: invitationLink(publicUrl, token), token, expiresAt: invitation.expiresAt };
  }

  async #room(name: string): Promise<{ id: string; exercise: boolean; board: Board; look: Room['look'] }> {
    const rows = await this.#ports.store.rooms();
    const row =
      name === 'exercise' ? rows.find(({ exercise }) => exercise) : rows.find(({ room }) => room === name);
    if (!row)
      throw noRoom(
        name,
        rows.map(({ room }) => room),
      );
    const { look, board } = await this.#ports.rooms
      .open(row.room)
      .then((room) => ({ look: room.look, board: room.board('full') }));
    return { id: row.room, exercise: row.exercise, board: live(toBoard(board.kinds)), look };
  }

  async #open(name: string): Promise<Pick<Room, 'look' | 'board' | 'write' | 'startEpoch'>> {
    const { id } = await this.#room(name);
    return this.#ports.rooms.open(id);
  }
}

/** INVARIANT: the secret stands behind `#`, which browsers never send to any server. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/join#${token}`;
}

function partyOf(board: Board, name: string, room: string): string {
  const found = titleLookup(board)('party', name);
  if (found.length > 1)
    throw new CommandProblem('command.several', { kind: 'party', record: name, ids: found.join(', ') });
  const [id] = found;
  if (id !== undefined) return id;
  const parties = [...board.party.values()].map((party) => `“${party.name ?? ''}”`).join(', ');
  const roles = KINDS.party.fields.role.words.join('|');
  throw parties === ''
    ? new CommandProblem('command.no-parties', { room, party: name, roles })
    : new CommandProblem('command.no-party', { room, party: name, parties, roles });
}

function noRoom(name: string, rooms: readonly string[]): CommandProblem {
  if (name === 'exercise') return new CommandProblem('command.no-exercise');
  return rooms.length === 0
    ? new CommandProblem('command.no-rooms', { room: name })
    : new CommandProblem('command.no-room', { room: name, rooms: rooms.join(', ') });
}

function noRole(role: string): CommandProblem {
  return new CommandProblem('command.role', { role, roles: ROLES.join(', ') });
}

async function saying(membership: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'not-found') {
      throw new CommandProblem('command.no-membership', { membership });
    }
    throw error;
  }
}
