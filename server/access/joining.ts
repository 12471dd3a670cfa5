// Joining: from an invitation to a membership, the same person on the same device, written down before they are in.
import { ACCESS_LIMITS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import type { DeviceRow, InvitationRow, MembershipRow } from './access-store.ts';
import type { Invitations } from './invitations.ts';
import type { Keeper } from './keeper.ts';
import { isLive, memberOfRow } from './kept-rows.ts';
import type { Memberships } from './memberships.ts';
import { personName, sameName } from './person-name.ts';
import { newPublicId } from './public-id.ts';
import { hashOf, isSecret, newSecret } from './secret.ts';
import type { Turns } from './turns.ts';

export interface JoinRequest {
  /** the invitation's token */
  readonly invite: unknown;
  /** asked for when the invitation names nobody */
  readonly name?: string | undefined;
  /** secret of the device cookie, if the browser sent one */
  readonly device?: string | undefined;
  /** session secrets the browser sent */
  readonly sessions?: readonly string[];
  /** a program keeps its session itself and gets no device */
  readonly program?: boolean;
}

export interface Joined {
  readonly member: Member;
  /** the session's secret, for the cookie or the bearer */
  readonly session: string;
  /** ms */
  readonly expiresAt: number;
  /** secret of a new device cookie, when the browser had none that is known */
  readonly device?: string;
}

export class Joining {
  readonly #keeper: Keeper;
  readonly #turns: Turns;
  readonly #invitations: Invitations;
  readonly #memberships: Memberships;

  constructor(keeper: Keeper, turns: Turns, invitations: Invitations, memberships: Memberships) {
    this.#keeper = keeper;
    this.#turns = turns;
    this.#invitations = invitations;
    this.#memberships = memberships;
  }

  /** What an invitation allows, without using it up; with the membership this device has by it already. */
  look(request: JoinRequest): { readonly invitation: InvitationRow; readonly joined: Member | undefined } {
    const invitation = this.#invitations.read(request.invite);
    const again = this.#again(invitation, request);
    const problem = this.#invitations.problem(invitation);
    if (problem && (!again || problem === 'invite-revoked')) throw new Refused(problem);
    return { invitation, joined: again && memberOfRow(again) };
  }

  async redeem(request: JoinRequest): Promise<Joined> {
    const { id, usesLeft } = this.#invitations.read(request.invite);
    // A shared link has no last use to fight for: a thousand observers do not queue behind each other.
    if (usesLeft === null) return this.#redeem(request);
    return this.#turns.take(id, () => this.#redeem(request));
  }

  async #redeem(request: JoinRequest): Promise<Joined> {
    const { invitation, joined } = this.look(request);
    const again = joined && this.#keeper.rows.membership(joined.membership);
    if (again) return this.#sameAgain(again, request);
    if (this.#wasRevoked(invitation, request)) throw new Refused('invite-revoked');
    const said = invitation.name ?? (request.name === undefined ? '' : personName(request.name));
    if (said === '') throw new Refused('name-required');
    const session = newSecret(this.#keeper.ids);
    const user = this.#userFor(said, request) ?? newPublicId(this.#keeper.ids);
    const { room, role, party, owner } = invitation;
    const row: MembershipRow = {
      id: newPublicId(this.#keeper.ids),
      room,
      user,
      name: said,
      role,
      party,
      owner,
      invitation: invitation.id,
      sessionHash: hashOf(session),
      createdAt: this.#keeper.now(),
      expiresAt: this.#keeper.inDays(ACCESS_LIMITS.membershipDays),
      revokedAt: null,
    };
    const device = request.program ? undefined : this.#newDevice(user, request);
    const payload = { membership: row.id, user, name: said, role, party, owner, invitation: invitation.id };
    const by = { actor: user, party, role, via: 'http' } as const;
    await this.#keeper.record(room, by, 'member.joined', payload);
    await this.#keeper.keep({
      memberships: [row],
      ...(invitation.usesLeft === null
        ? {}
        : { invitations: [{ ...invitation, usesLeft: invitation.usesLeft - 1 }] }),
      ...(device ? { devices: [device.row] } : {}),
    });
    this.#memberships.expect(row);
    return answer(row, session, device?.secret);
  }

  /** The session this browser has is kept; one that it lost is replaced, the old secret is worth nothing then. */
  async #sameAgain(row: MembershipRow, { sessions = [] }: JoinRequest): Promise<Joined> {
    const own = sessions.find((secret) => this.#memberships.byId(row.id, secret)?.state === 'live');
    if (own !== undefined) return answer(row, own);
    const session = newSecret(this.#keeper.ids);
    await this.#keeper.keep({ memberships: [{ ...row, sessionHash: hashOf(session) }] });
    return answer(row, session);
  }

  /**
   * The live membership this browser has by this invitation. By a shared one only while it is signed in, or under the
   * name given: the next person at the same desk does not become the one before.
   */
  #again(invitation: InvitationRow, request: JoinRequest): MembershipRow | undefined {
    const now = this.#keeper.now();
    const said = request.name?.trim() ?? '';
    const signedIn = new Set(this.#liveSessions(request).map(({ membership }) => membership));
    const isMine = (row: MembershipRow): boolean => {
      if (invitation.name !== null) return true;
      return said === '' ? signedIn.has(row.id) : sameName(row.name, said);
    };
    return this.#usersHere(request)
      .flatMap((user) => this.#keeper.rows.membershipsOfUser(user))
      .find((row) => row.invitation === invitation.id && isLive(row, now) && isMine(row));
  }

  /** Whoever was put out does not come straight back by the link that others share. */
  #wasRevoked(invitation: InvitationRow, request: JoinRequest): boolean {
    return this.#usersHere(request)
      .flatMap((user) => this.#keeper.rows.membershipsOfUser(user))
      .some((row) => row.invitation === invitation.id && row.revokedAt !== null);
  }

  /** The device keeps the person, not the chair: another name on the same device is another person. */
  #userFor(name: string, request: JoinRequest): string | undefined {
    return this.#usersHere(request).find((user) => {
      const known = this.#keeper.rows.membershipsOfUser(user);
      return known.length === 0 || known.some((row) => sameName(row.name, name));
    });
  }

  /** Everybody this browser has shown to be: by its device cookie and by its sessions. */
  #usersHere(request: JoinRequest): readonly string[] {
    const { device } = request;
    const byDevice = isSecret(device) ? this.#keeper.rows.device(hashOf(device))?.user : undefined;
    const bySession = this.#liveSessions(request).map(({ user }) => user);
    return [...new Set([...(byDevice === undefined ? [] : [byDevice]), ...bySession])];
  }

  #liveSessions({ sessions = [] }: JoinRequest): readonly Member[] {
    return sessions.flatMap((secret) => {
      const session = this.#memberships.bySession(secret);
      return session?.state === 'live' ? session.member : [];
    });
  }

  #newDevice(user: string, { device }: JoinRequest): { row: DeviceRow; secret: string } | undefined {
    if (isSecret(device) && this.#keeper.rows.device(hashOf(device))) return undefined;
    const secret = newSecret(this.#keeper.ids);
    return { row: { deviceHash: hashOf(secret), user, createdAt: this.#keeper.now() }, secret };
  }
}

function answer(row: MembershipRow, session: string, device?: string): Joined {
  const joined = { member: memberOfRow(row), session, expiresAt: row.expiresAt };
  return device === undefined ? joined : { ...joined, device };
}
