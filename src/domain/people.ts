// Who somebody is in a room: role, party and ownership. Facts come from the membership, never from a client's claims.

export const ROLES = ['coordinator', 'watch_officer', 'observer'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}

/** The views through which a room is read; one pure function `project` decides what each lets out. */
export type View = 'full' | 'observer';

/** One person's live membership of one room. */
export interface Member {
  readonly room: string;
  /** public id of the membership, the `as=` of requests; no secret */
  readonly membership: string;
  /** stable id of the person over links and devices */
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  /** record id of the person's party on the board */
  readonly party: string;
  readonly owner: boolean;
}

export function viewOf(role: Role): View {
  return role === 'observer' ? 'observer' : 'full';
}

/** Observers write nothing at all; everybody else is judged cell by cell. */
export function mayWrite(role: Role): boolean {
  return role !== 'observer';
}
