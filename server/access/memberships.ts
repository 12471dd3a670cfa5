// Memberships: who is in a room, as what, until when; ended or changed at once, wherever somebody is connected.
import { mayWrite, type Member, type Role } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import type { MembershipRow } from './access-store.ts';
import type { Actor } from './actor.ts';
import { Expiry } from './expiry.ts';
import type { EndedListener, Keeper } from './keeper.ts';
import { isLive, memberOfRow } from './kept-rows.ts';
import { hashOf, isSecret, newSecret, sameHash } from './secret.ts';
import type { Clock } from '../journal/ports.ts';
import type { Turns } from './turns.ts';

/** What a session's secret opens. `why` it no longer does: a revocation wipes the browser, running out does not. */
export type SessionState =
  | { readonly state: 'live'; readonly member: Member; readonly row: MembershipRow }
  | { readonly state: 'ended'; readonly why: 'revoked' | 'expired'; readonly row: MembershipRow };

export interface MemberChange {
  readonly role?: Role | undefined;
  readonly owner?: boolean | undefined;
}

export class Memberships {
  readonly #keeper: Keeper;
  readonly #turns: Turns;
  readonly #expiry: Expiry;
  readonly #listeners = new Set<EndedListener>();
  /** ended in memory, but the disk did not take it: a second try must not say "nobody there" */
  readonly #unsaved = new Set<string>();

  constructor(keeper: Keeper, turns: Turns, clock: Clock) {
    this.#keeper = keeper;
    this.#turns = turns;
    this.#expiry = new Expiry(
      clock,
      () => keeper.rows.memberships(),
      (row) => this.#tell(memberOfRow(row), 'session-ended'),
    );
  }

  /** The membership a bearer's secret belongs to; undefined when it belongs to none. */
  bySession(secret: unknown): SessionState | undefined {
    if (!isSecret(secret)) return undefined;
    const hash = hashOf(secret);
    const row = this.#keeper.rows.membershipByHash(hash);
    return row && sameHash(row.sessionHash, hash) ? this.#stateOf(row) : undefined;
  }

  /** The membership of this id, if the secret is its own. */
  byId(membership: string, secret: unknown): SessionState | undefined {
    const row = this.#keeper.rows.membership(membership);
    if (!row || !isSecret(secret) || !sameHash(row.sessionHash, hashOf(secret))) return undefined;
    return this.#stateOf(row);
  }

  /** Live ones only. */
  member(membership: string): Member | undefined {
    const row = this.#keeper.rows.membership(membership);
    return row && isLive(row, this.#keeper.now()) ? memberOfRow(row) : undefined;
  }

  /** Everybody who may enter a room now, in the order they joined. */
  of(room: string): readonly MembershipRow[] {
    const now = this.#keeper.now();
    return this.#keeper.rows.membershipsOf(room).filter((row) => isLive(row, now));
  }

  /** What a person is or was called in a room. */
  nameOf(room: string, user: string): string | undefined {
    return this.#keeper.rows.membershipsOfUser(user).findLast((row) => row.room === room)?.name;
  }

  /** A membership that was just joined. */
  expect(row: MembershipRow): void {
    this.#expiry.expect(row.expiresAt);
  }

  onEnded(listener: EndedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends a membership for good. Throws `not-found` when nobody has it, `storage` when only memory knows. */
  async revoke(room: string, id: string, by: Actor): Promise<void> {
    await this.#turns.take(id, async () => {
      const row = this.#row(room, id);
      if (row.revokedAt !== null && !this.#unsaved.has(id)) throw new Refused('not-found');
      const ended = { ...row, revokedAt: row.revokedAt ?? this.#keeper.now() };
      // INVARIANT: memory first. Whoever lost their access loses it now, also while the disk is full.
      this.#unsaved.add(id);
      this.#keeper.rows.put({ memberships: [ended] });
      this.#tell(memberOfRow(row), 'session-ended');
      await this.#keeper.keep({ memberships: [ended] });
      await this.#keeper.record(room, by, 'member.revoked', { membership: id, user: row.user });
      this.#unsaved.delete(id);
    });
  }

  /** Another role, or ownership given or taken. An observer owns nothing. */
  async change(room: string, id: string, to: MemberChange, by: Actor): Promise<Member> {
    return this.#turns.take(id, async () => {
      const row = this.#row(room, id);
      if (!isLive(row, this.#keeper.now())) throw new Refused('not-found');
      const role = to.role ?? row.role;
      if (to.owner === true && !mayWrite(role)) throw new Refused('bad-request', { what: 'owner' });
      const owner = mayWrite(role) && (to.owner ?? row.owner);
      const changed = { ...row, role, owner };
      if (role === row.role && owner === row.owner && !this.#unsaved.has(id)) return memberOfRow(row);
      const payload = {
        membership: id,
        user: row.user,
        from: { role: row.role, owner: row.owner },
        to: { role, owner },
      };
      if (isLess(changed, row)) {
        this.#unsaved.add(id);
        this.#keeper.rows.put({ memberships: [changed] });
        this.#tell(memberOfRow(row), 'role-changed');
        await this.#keeper.keep({ memberships: [changed] });
        await this.#keeper.record(room, by, 'member.changed', payload);
        this.#unsaved.delete(id);
      } else {
        // More rights are written down before anybody has them.
        await this.#keeper.record(room, by, 'member.changed', payload);
        await this.#keeper.keep({ memberships: [changed] });
        this.#tell(memberOfRow(row), 'role-changed');
      }
      return memberOfRow(changed);
    });
  }

  /** Ends the session, not the membership: the same device may open its invitation again. */
  async signOut(member: Member, by: Actor): Promise<void> {
    await this.#turns.take(member.membership, async () => {
      const row = this.#row(member.room, member.membership);
      const closed = { ...row, sessionHash: hashOf(newSecret(this.#keeper.ids)) };
      this.#keeper.rows.put({ memberships: [closed] });
      this.#tell(member, 'session-ended');
      await this.#keeper.keep({ memberships: [closed] });
      const payload = { membership: member.membership, user: member.user, signedOut: true };
      await this.#keeper.record(member.room, by, 'member.changed', payload);
    });
  }

  /** The room was removed with everybody in it. */
  forget(room: string): void {
    for (const row of this.#keeper.rows.drop(room)) {
      if (isLive(row, this.#keeper.now())) this.#tell(memberOfRow(row), 'session-ended');
    }
  }

  stop(): void {
    this.#expiry.stop();
  }

  #row(room: string, id: string): MembershipRow {
    const row = this.#keeper.rows.membership(id);
    if (!row || row.room !== room) throw new Refused('not-found');
    return row;
  }

  #stateOf(row: MembershipRow): SessionState {
    if (isLive(row, this.#keeper.now())) return { state: 'live', member: memberOfRow(row), row };
    return { state: 'ended', why: row.revokedAt === null ? 'expired' : 'revoked', row };
  }

  #tell(...[member, code]: Parameters<EndedListener>): void {
    for (const listener of this.#listeners) listener(member, code);
  }
}

/** Fewer rights than before: they end at once, also while the disk is full. */
function isLess(to: MembershipRow, from: MembershipRow): boolean {
  const rank = { coordinator: 2, watch_officer: 1, observer: 0 } as const;
  return rank[to.role] < rank[from.role] || (from.owner && !to.owner);
}
