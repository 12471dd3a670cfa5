// A room's ledger: numbers, seals and appends entries in order; resolves after they are on disk.
import type { Role } from '#domain/people.ts';
import type { Via } from '#domain/protocol.ts';

/** What is to be recorded; the ledger adds room, epoch, seq, schema, salt and hashes. */
export interface Draft {
  /** ms */
  readonly at: number;
  /** user id, or `server` */
  readonly actor: string;
  readonly party: string;
  readonly role: Role | 'server' | 'operator';
  readonly via: Via;
  readonly kind: EntryKind;
  /** JSON value (bytes as base64 inside) */
  readonly payload: unknown;
}

export type EntryKind =
  | 'room.created'
  | 'board.update'
  | 'alert.raised'
  | 'alert.acknowledged'
  | 'alert.ending'
  | 'alert.not_confirmed'
  | 'alert.ended'
  | 'alert.cancelled'
  | 'alert.expired'
  | 'alert.escalated'
  | 'member.invited'
  | 'member.joined'
  | 'member.changed'
  | 'member.revoked'
  | 'import.committed'
  | 'import.undone'
  | 'schema.changed'
  | 'epoch.started'
  | 'server.started'
  | 'server.stopped';

export interface Committed {
  readonly seq: number;
  readonly epoch: number;
  /** hex */
  readonly hash: string;
  readonly draft: Draft;
}

/** The engine's view of a ledger (implemented in this folder; tests bring one in memory). */
export interface Ledger {
  readonly room: string;
  readonly epoch: number;
  /** seq of the last entry handed in (committed or on its way) */
  readonly seq: number;
  /**
   * Seals and appends all drafts as one atomic append, directly behind everything handed in before.
   * Resolves in order of handing in, after commit. Once one append failed every later one rejects (`failed`):
   * the room reloads from the journal.
   */
  append(drafts: readonly Draft[]): Promise<readonly Committed[]>;
  /** Committed entries with seq > after, parsed. */
  read(range: { after: number; limit: number; kinds?: readonly string[] }): Promise<readonly ReadEntry[]>;
  /** Starts a new epoch: later entries carry it. */
  startEpoch(epoch: number): void;
}

/** One entry as read back; `payload` is null when redacted. */
export interface ReadEntry {
  readonly seq: number;
  readonly epoch: number;
  readonly hash: string;
  readonly at: number;
  readonly actor: string;
  readonly party: string;
  readonly role: string;
  readonly via: string;
  readonly kind: string;
  readonly schema: string;
  readonly payload: unknown;
}
