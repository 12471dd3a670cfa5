// What access needs kept: invitations, memberships, devices. Secrets only as SHA-256 hashes (hex).
import type { Role } from '#domain/people.ts';

export interface InvitationRow {
  readonly id: string;
  readonly tokenHash: string;
  readonly room: string;
  readonly role: Role;
  /** party record id */
  readonly party: string;
  readonly owner: boolean;
  /** the person it is for; null: whoever joins says their name (observers and the exercise's shared links only) */
  readonly name: string | null;
  /** how many may still join by it; null: no limit (the exercise's shared links) */
  readonly usesLeft: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface MembershipRow {
  readonly id: string;
  readonly room: string;
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly party: string;
  readonly owner: boolean;
  readonly invitation: string;
  /** of the session secret in the cookie or bearer */
  readonly sessionHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface DeviceRow {
  /** of the device cookie's secret */
  readonly deviceHash: string;
  readonly user: string;
  readonly createdAt: number;
}

export interface AccessRows {
  readonly invitations: readonly InvitationRow[];
  readonly memberships: readonly MembershipRow[];
  readonly devices: readonly DeviceRow[];
}

export interface AccessStore {
  load(): Promise<AccessRows>;
  /** Inserts or replaces by id, all rows in one transaction, durable when resolved. */
  save(rows: Partial<AccessRows>): Promise<void>;
}
