// Invitations: a secret shown once that lets a named person, or for observers and exercises several, into one room.
import { ACCESS_LIMITS } from '#domain/limits.ts';
import { mayWrite, type Role } from '#domain/people.ts';
import { Refused, type RefusalCode } from '#domain/refusals.ts';
import type { InvitationRow } from './access-store.ts';
import type { Actor } from './actor.ts';
import type { Keeper } from './keeper.ts';
import { personName } from './person-name.ts';
import { newPublicId } from './public-id.ts';
import { hashOf, isSecret, newSecret } from './secret.ts';
import type { Turns } from './turns.ts';

export interface InviteRequest {
  readonly room: string;
  /** is the room an exercise? Its links may be shared whatever the role. */
  readonly exercise: boolean;
  readonly role: Role;
  /** record id of a party that stands on the board */
  readonly party: string;
  readonly owner?: boolean | undefined;
  /** the person it is for; without one it is shared, and whoever joins says their name */
  readonly name?: string | undefined;
  /** whole days until it expires; by default 7, for shared links of an exercise 24 h */
  readonly days?: number | undefined;
}

export interface Invited {
  readonly invitation: InvitationRow;
  /** the secret; shown once, never kept */
  readonly token: string;
}

export class Invitations {
  readonly #keeper: Keeper;
  readonly #turns: Turns;

  constructor(keeper: Keeper, turns: Turns) {
    this.#keeper = keeper;
    this.#turns = turns;
  }

  async invite(request: InviteRequest, by: Actor): Promise<Invited> {
    const { room, role, party, exercise } = request;
    const name = request.name === undefined ? null : personName(request.name);
    if (name === null && mayWrite(role) && !exercise) throw new Refused('name-required');
    const owner = request.owner === true;
    if (owner && !mayWrite(role)) throw new Refused('bad-request', { what: 'owner' });
    if (this.open(room).length >= ACCESS_LIMITS.openInvitations)
      throw new Refused('too-many-invitations', { max: ACCESS_LIMITS.openInvitations });
    const token = newSecret(this.#keeper.ids);
    const invitation: InvitationRow = {
      id: newPublicId(this.#keeper.ids),
      tokenHash: hashOf(token),
      room,
      role,
      party,
      owner,
      name,
      usesLeft: name === null ? null : 1,
      createdAt: this.#keeper.now(),
      expiresAt: this.#expiry(request, name),
      revokedAt: null,
    };
    const { id, usesLeft, expiresAt } = invitation;
    const payload = { invitation: id, role, party, owner, name, uses: usesLeft, expiresAt };
    await this.#keeper.record(room, by, 'member.invited', payload);
    await this.#keeper.keep({ invitations: [invitation] });
    return { invitation, token };
  }

  /** The invitation of a token, whatever its state. Throws `invite-unknown`. */
  read(token: unknown): InvitationRow {
    const row = isSecret(token) ? this.#keeper.rows.invitationByHash(hashOf(token)) : undefined;
    if (!row) throw new Refused('invite-unknown');
    return row;
  }

  /** Why nobody can join by it any more; null when somebody can. */
  problem(row: InvitationRow): Extract<RefusalCode, `invite-${string}`> | null {
    if (row.revokedAt !== null) return 'invite-revoked';
    if (row.usesLeft === 0) return 'invite-used';
    return row.expiresAt <= this.#keeper.now() ? 'invite-expired' : null;
  }

  /** Those of a room by which somebody can still join. */
  open(room: string): readonly InvitationRow[] {
    return this.#keeper.rows.invitationsOf(room).filter((row) => this.problem(row) === null);
  }

  /** Nobody joins by it from now on; whoever did stays. Throws `not-found` when there is none that is open. */
  async withdraw(room: string, id: string, by: Actor): Promise<void> {
    await this.#turns.take(id, async () => {
      const row = this.#keeper.rows.invitation(id);
      if (!row || row.room !== room || this.problem(row) !== null) throw new Refused('not-found');
      await this.#keeper.keep({ invitations: [{ ...row, revokedAt: this.#keeper.now() }] });
      await this.#keeper.record(room, by, 'member.revoked', { invitation: id });
    });
  }

  /** The exercise's links of an earlier start end when fresh ones are made. */
  async withdrawShared(room: string, by: Actor): Promise<void> {
    const shared = this.open(room).filter(({ usesLeft }) => usesLeft === null);
    for (const { id } of shared) await this.withdraw(room, id, by);
  }

  #expiry({ days, exercise }: InviteRequest, name: string | null): number {
    if (days === undefined) {
      return exercise && name === null
        ? this.#keeper.exerciseLinkEnds()
        : this.#keeper.inDays(ACCESS_LIMITS.invitationDays);
    }
    if (!Number.isInteger(days) || days < 1 || days > ACCESS_LIMITS.invitationMaxDays) {
      throw new Refused('bad-request', { what: `days 1–${ACCESS_LIMITS.invitationMaxDays}` });
    }
    return this.#keeper.inDays(days);
  }
}
