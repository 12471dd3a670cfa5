// What a store must do: append atomically in order, read back the same bytes. Every store passes one contract suite.

/** A sealed journal entry as it lies on disk. `hash = SHA-256(prev ‖ header)`. */
export interface StoredEntry {
  readonly seq: number;
  /** kind of entry, also in the header; a column so that alerts can be read without the board */
  readonly kind: string;
  /** header bytes exactly as hashed (UTF-8 JSON, fixed key order) */
  readonly header: Uint8Array;
  /** 32 bytes */
  readonly hash: Uint8Array;
  /** 16 random bytes in front of the payload when hashed; null with the payload once redacted */
  readonly salt: Uint8Array | null;
  /** UTF-8 JSON */
  readonly payload: Uint8Array | null;
}

export interface Head {
  readonly seq: number;
  /** 32 bytes; 32 zeros before the first entry */
  readonly hash: Uint8Array;
}

/** A room's board at a seq, so that a restart does not replay everything. Rebuildable from the journal, never the truth. */
export interface Checkpoint {
  readonly seq: number;
  readonly epoch: number;
  /** opaque to the store (the room's own encoding) */
  readonly bytes: Uint8Array;
}

export interface RoomRow {
  readonly room: string;
  readonly createdAt: number;
  readonly exercise: boolean;
}

/** One writer per room: a fence from `claim` that was overtaken by a later claim makes every append fail. */
export interface Store {
  rooms(): Promise<readonly RoomRow[]>;
  /** Rejects with `conflict` when there is one of that name. */
  createRoom(row: RoomRow): Promise<void>;
  /**
   * Removes a room with everything it holds, who may enter it included; does nothing when there is none.
   * Only exercises are ever removed: any other rejects with `conflict`.
   */
  dropRoom(room: string): Promise<void>;
  /** A fence higher than every one given before, also to rooms that were dropped. Rejects with `missing`. */
  claim(room: string): Promise<number>;
  /** Seq 0 for a room without entries; rejects with `missing` without the room. */
  head(room: string): Promise<Head>;
  /**
   * All or nothing, durable when resolved. Rejects with `StoreError` and has then changed nothing that anybody can read
   * before a restart; after one, an append that failed while syncing (`failed`) may be there, whole.
   */
  append(room: string, expectedSeq: number, fence: number, entries: readonly StoredEntry[]): Promise<void>;
  /** Entries with seq > after, ascending, at most `limit`; `kinds` filters by prefix (`alert.` matches `alert.raised`). */
  read(
    room: string,
    range: { after: number; limit: number; kinds?: readonly string[] },
  ): Promise<readonly StoredEntry[]>;
  /** Keeps the last two. Rejects with `conflict` when it is ahead of the journal. */
  putCheckpoint(room: string, checkpoint: Checkpoint): Promise<void>;
  /** The newest, or undefined. */
  checkpoint(room: string): Promise<Checkpoint | undefined>;
  /** Large values beside the document (route lines), by the SHA-256 of their bytes in hex. */
  putBlob(room: string, hash: string, bytes: Uint8Array): Promise<void>;
  blob(room: string, hash: string): Promise<Uint8Array | undefined>;
  /** Commits what was handed in before; everything later rejects with `closed`. */
  close(): Promise<void>;
}

/**
 * Why a store did not do it. `missing`: no such room. `conflict`: another writer or wrong seq. `full`: no space, works
 * again once there is. `locked`: another process has it. `unreadable`: damaged, foreign or not permitted.
 */
export type StoreFault = 'missing' | 'conflict' | 'full' | 'locked' | 'unreadable' | 'failed' | 'closed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly fault: StoreFault;
  constructor(fault: StoreFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
