// People and invitations of a room as its owner and operator see them: names, roles, until when; no secrets, no hashes.
import type { Role } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import type { InvitationRow, MembershipRow } from './access-store.ts';

export interface ListedMember {
  readonly membership: string;
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly party: string;
  readonly partyName: string;
  readonly owner: boolean;
  /** ms */
  readonly joinedAt: number;
  readonly expiresAt: number;
}

export interface ListedInvitation {
  readonly invitation: string;
  readonly role: Role;
  readonly party: string;
  readonly partyName: string;
  readonly owner: boolean;
  /** null: whoever joins says their name */
  readonly name: string | null;
  /** null: no limit */
  readonly usesLeft: number | null;
  /** ms */
  readonly expiresAt: number;
}

export function listedMember(row: MembershipRow, look: Look): ListedMember {
  const { id, user, name, role, party, owner, createdAt, expiresAt } = row;
  const partyName = partyNameOf(party, look);
  return { membership: id, user, name, role, party, partyName, owner, joinedAt: createdAt, expiresAt };
}

export function listedInvitation(row: InvitationRow, look: Look): ListedInvitation {
  const { id, role, party, owner, name, usesLeft, expiresAt } = row;
  return {
    ...{ invitation: id, role, party, partyName: partyNameOf(party, look) },
    ...{ owner, name, usesLeft, expiresAt },
  };
}

/** The name of a party on the board; its id while it has none. */
export function partyNameOf(party: string, look: Look): string {
  const name = look('party', party, 'name');
  return typeof name === 'string' ? name : party;
}

export function roomNameOf(look: Look): string {
  const name = look('room', 'thisroom', 'name');
  return typeof name === 'string' ? name : '';
}
