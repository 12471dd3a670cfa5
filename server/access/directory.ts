// The directory: who may enter which room as whom, kept in memory, on disk and in the record; the door's only source.
import type { Member, Role } from '#domain/people.ts';
import type { InvitationRow, MembershipRow } from './access-store.ts';
import type { Actor } from './actor.ts';
import { Invitations, type Invited, type InviteRequest } from './invitations.ts';
import { Joining, type Joined, type JoinRequest } from './joining.ts';
import { Keeper, type AccessPorts, type EndedListener } from './keeper.ts';
import { Memberships, type MemberChange, type SessionState } from './memberships.ts';
import { Turns } from './turns.ts';

export class Directory {
  readonly #invitations: Invitations;
  readonly #memberships: Memberships;
  readonly #joining: Joining;

  private constructor(keeper: Keeper, ports: AccessPorts) {
    const turns = new Turns();
    this.#invitations = new Invitations(keeper, turns);
    this.#memberships = new Memberships(keeper, turns, ports.clock);
    this.#joining = new Joining(keeper, turns, this.#invitations, this.#memberships);
  }

  /** Reads everything kept; rejects with `StoreError` when the store cannot be read. */
  static async open(ports: AccessPorts): Promise<Directory> {
    const keeper = new Keeper(ports);
    keeper.rows.put(await ports.store.load());
    const directory = new Directory(keeper, ports);
    for (const row of keeper.rows.memberships()) directory.#memberships.expect(row);
    return directory;
  }

  /** Throws `name-required` for a role that writes without a named person, except in an exercise. */
  invite(request: InviteRequest, by: Actor): Promise<Invited> {
    return this.#invitations.invite(request, by);
  }

  /** Invitations by which somebody can still join. */
  openInvitations(room: string): readonly InvitationRow[] {
    return this.#invitations.open(room);
  }

  withdraw(room: string, invitation: string, by: Actor): Promise<void> {
    return this.#invitations.withdraw(room, invitation, by);
  }

  /** Ends the shared links of an earlier start. */
  withdrawShared(room: string, by: Actor): Promise<void> {
    return this.#invitations.withdrawShared(room, by);
  }

  /** What an invitation allows, without using it up. Throws `invite-…`. */
  look(request: JoinRequest): { readonly invitation: InvitationRow; readonly joined: Member | undefined } {
    return this.#joining.look(request);
  }

  redeem(request: JoinRequest): Promise<Joined> {
    return this.#joining.redeem(request);
  }

  memberBySession(secret: unknown): Member | undefined {
    const session = this.#memberships.bySession(secret);
    return session?.state === 'live' ? session.member : undefined;
  }

  /** As `memberBySession`, and says whether and why a session that was one has ended. */
  session(secret: unknown): SessionState | undefined {
    return this.#memberships.bySession(secret);
  }

  /** The session of a membership, by its cookie. */
  sessionOf(membership: string, secret: unknown): SessionState | undefined {
    return this.#memberships.byId(membership, secret);
  }

  /** Live ones only. */
  member(membership: string): Member | undefined {
    return this.#memberships.member(membership);
  }

  /** Everybody who may enter the room now. */
  members(room: string): readonly MembershipRow[] {
    return this.#memberships.of(room);
  }

  /** What a person is or was called in a room; for change frames, ages and history. */
  nameOf(room: string, user: string): string | undefined {
    return this.#memberships.nameOf(room, user);
  }

  /** Ends a membership at once; listeners hear of it in the same tick. */
  revoke(room: string, membership: string, by: Actor): Promise<void> {
    return this.#memberships.revoke(room, membership, by);
  }

  change(room: string, membership: string, to: MemberChange, by: Actor): Promise<Member> {
    return this.#memberships.change(room, membership, to, by);
  }

  setRole(room: string, membership: string, role: Role, by: Actor): Promise<Member> {
    return this.#memberships.change(room, membership, { role }, by);
  }

  signOut(member: Member, by: Actor): Promise<void> {
    return this.#memberships.signOut(member, by);
  }

  /** After a room was removed from the store. */
  forgetRoom(room: string): void {
    this.#memberships.forget(room);
  }

  /** Listeners hear of every end and change in the tick it takes effect; the answer stops listening. */
  onEnded(listener: EndedListener): () => void {
    return this.#memberships.onEnded(listener);
  }

  /** Stops looking for memberships that run out. */
  close(): void {
    this.#memberships.stop();
  }
}
