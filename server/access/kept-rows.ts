// Everything access keeps, in memory, found by id and by hash; filled at start, changed only by what was written through.
import type { Member } from '#domain/people.ts';
import type { AccessRows, DeviceRow, InvitationRow, MembershipRow } from './access-store.ts';

export class KeptRows {
  readonly #invitations = new Map<string, InvitationRow>();
  readonly #invitationIds = new Map<string, string>();
  readonly #memberships = new Map<string, MembershipRow>();
  readonly #membershipIds = new Map<string, string>();
  /** room → ids of its memberships, the ended ones too: their names are still on what they wrote */
  readonly #ofRoom = new Map<string, Set<string>>();
  readonly #ofUser = new Map<string, Set<string>>();
  readonly #devices = new Map<string, DeviceRow>();

  put(rows: Partial<AccessRows>): void {
    for (const row of rows.invitations ?? []) {
      this.#invitations.set(row.id, row);
      this.#invitationIds.set(row.tokenHash, row.id);
    }
    for (const row of rows.memberships ?? []) {
      const before = this.#memberships.get(row.id);
      if (before) this.#membershipIds.delete(before.sessionHash);
      this.#memberships.set(row.id, row);
      this.#membershipIds.set(row.sessionHash, row.id);
      add(this.#ofRoom, row.room, row.id);
      add(this.#ofUser, row.user, row.id);
    }
    for (const row of rows.devices ?? []) this.#devices.set(row.deviceHash, row);
  }

  /** The room is gone, with everybody who could enter it. Answers who was a member. */
  drop(room: string): readonly MembershipRow[] {
    const gone = this.membershipsOf(room);
    for (const row of gone) {
      this.#memberships.delete(row.id);
      this.#membershipIds.delete(row.sessionHash);
      this.#ofUser.get(row.user)?.delete(row.id);
    }
    this.#ofRoom.delete(room);
    for (const row of this.invitationsOf(room)) {
      this.#invitations.delete(row.id);
      this.#invitationIds.delete(row.tokenHash);
    }
    return gone;
  }

  invitation(id: string): InvitationRow | undefined {
    return this.#invitations.get(id);
  }

  invitationByHash(hash: string): InvitationRow | undefined {
    return this.#invitations.get(this.#invitationIds.get(hash) ?? '');
  }

  invitationsOf(room: string): readonly InvitationRow[] {
    return [...this.#invitations.values()].filter((row) => row.room === room);
  }

  membership(id: string): MembershipRow | undefined {
    return this.#memberships.get(id);
  }

  membershipByHash(hash: string): MembershipRow | undefined {
    return this.#memberships.get(this.#membershipIds.get(hash) ?? '');
  }

  membershipsOf(room: string): readonly MembershipRow[] {
    return this.#rows(this.#ofRoom.get(room));
  }

  membershipsOfUser(user: string): readonly MembershipRow[] {
    return this.#rows(this.#ofUser.get(user));
  }

  memberships(): Iterable<MembershipRow> {
    return this.#memberships.values();
  }

  device(hash: string): DeviceRow | undefined {
    return this.#devices.get(hash);
  }

  #rows(ids: ReadonlySet<string> = new Set()): readonly MembershipRow[] {
    return [...ids].flatMap((id) => this.#memberships.get(id) ?? []);
  }
}

export function memberOfRow(row: MembershipRow): Member {
  const { id, room, user, name, role, party, owner } = row;
  return { room, membership: id, user, name, role, party, owner };
}

/** Neither revoked nor run out; `now` in ms. */
export function isLive(row: MembershipRow, now: number): boolean {
  return row.revokedAt === null && row.expiresAt > now;
}

function add(sets: Map<string, Set<string>>, key: string, id: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(id));
}
