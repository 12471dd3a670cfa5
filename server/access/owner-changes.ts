// What owners change about people: one at a time per room, so that a room never ends without an owner by accident.
import type { Member } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import { actorOf } from './actor.ts';
import type { Directory } from './directory.ts';
import type { MemberChange } from './memberships.ts';
import { Turns } from './turns.ts';

export class OwnerChanges {
  readonly #directory: Directory;
  readonly #turns = new Turns();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Throws `owner-only`, `not-found`, `last-owner`. */
  change(owner: Member, membership: string, to: MemberChange): Promise<Member> {
    return this.#turns.take(owner.room, () => {
      this.#mayChange(owner, membership, to.owner === false || to.role === 'observer');
      return this.#directory.change(owner.room, membership, to, actorOf(owner, 'http'));
    });
  }

  /** Throws as `change`. */
  revoke(owner: Member, membership: string): Promise<void> {
    return this.#turns.take(owner.room, () => {
      this.#mayChange(owner, membership, true);
      return this.#directory.revoke(owner.room, membership, actorOf(owner, 'http'));
    });
  }

  #mayChange(owner: Member, membership: string, endsOwnership: boolean): void {
    // Asked again in turn: another owner may have changed this one meanwhile.
    if (this.#directory.member(owner.membership)?.owner !== true) throw new Refused('owner-only');
    const owners = this.#directory.members(owner.room).filter((row) => row.owner);
    if (endsOwnership && owners.length === 1 && owners[0]?.id === membership) throw new Refused('last-owner');
  }
}
