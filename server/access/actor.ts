// Who did it: every invitation, joining, change and revocation says so in the journal.
import type { Member, Role } from '#domain/people.ts';
import type { Via } from '#domain/protocol.ts';

export interface Actor {
  /** user id, `operator` or `server` */
  readonly actor: string;
  /** party record id; empty for the operator and the server */
  readonly party: string;
  readonly role: Role | 'server' | 'operator';
  readonly via: Via;
}

/** Whoever may run commands on the machine itself. */
export const OPERATOR: Actor = { actor: 'operator', party: '', role: 'operator', via: 'command' };
export const SERVER: Actor = { actor: 'server', party: '', role: 'server', via: 'server' };

export function actorOf(member: Member, via: Via): Actor {
  return { actor: member.user, party: member.party, role: member.role, via };
}
