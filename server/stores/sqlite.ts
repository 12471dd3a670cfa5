// The embedded default store: one SQLite file in the data folder, written by a thread of its own, owned by one process.
import { STORE_LIMITS } from '#domain/limits.ts';
import type { AccessRows, AccessStore } from '../access/access-store.ts';
import type { Log } from '../journal/ports.ts';
import type { Checkpoint, Head, RoomRow, Store, StoredEntry } from '../journal/store.ts';
import { pack, transfers, unpack } from './packed-entries.ts';
import { SqliteLink } from './sqlite-link.ts';

export interface SqliteOptions {
  /** data folder as configured; made with mode 0700 if there is none. Messages name it as it stands here. */
  readonly dir: string;
  readonly log: Log;
  /** bytes the file may grow to; by default what the disk holds. Beyond it appends reject with `full`. */
  readonly maxBytes?: number;
}

/**
 * Opens the record in a folder, or starts one there.
 * Rejects with StoreError: `locked` at once when another process has it, `unreadable` when the folder or the file
 * cannot be used as they are, `full`.
 */
export async function openSqlite({ dir, log, maxBytes }: SqliteOptions): Promise<Store & AccessStore> {
  const link = new SqliteLink({ dir, maxBytes: maxBytes ?? null }, log);
  await link.opened();
  return new SqliteStore(link);
}

class SqliteStore implements Store, AccessStore {
  readonly #link: SqliteLink;
  #closing: Promise<void> | undefined;

  constructor(link: SqliteLink) {
    this.#link = link;
  }

  rooms(): Promise<readonly RoomRow[]> {
    return this.#link.ask('rooms', null);
  }

  async createRoom(row: RoomRow): Promise<void> {
    await this.#link.ask('createRoom', row);
  }

  async dropRoom(room: string): Promise<void> {
    await this.#link.ask('dropRoom', room);
  }

  claim(room: string): Promise<number> {
    return this.#link.ask('claim', room);
  }

  head(room: string): Promise<Head> {
    return this.#link.ask('head', room);
  }

  /** INVARIANT: handed over synchronously, so that calls are committed in the order they were made. */
  async append(
    room: string,
    expectedSeq: number,
    fence: number,
    entries: readonly StoredEntry[],
  ): Promise<void> {
    const packed = pack(entries);
    await this.#link.ask('append', { room, expectedSeq, fence, entries: packed }, transfers(packed));
  }

  async read(
    room: string,
    range: { after: number; limit: number; kinds?: readonly string[] },
  ): Promise<readonly StoredEntry[]> {
    const kinds = range.kinds ?? null;
    const entries: StoredEntry[] = [];
    let after = range.after;
    // In pieces: between two of them the worker commits what others wait for.
    for (;;) {
      const limit = Math.min(range.limit - entries.length, STORE_LIMITS.readEntries);
      if (limit <= 0) return entries;
      const answer = await this.#link.ask('read', { room, after, limit, kinds });
      for (const entry of unpack(answer.entries)) entries.push(entry);
      const last = entries.at(-1);
      if (!answer.more || !last) return entries;
      after = last.seq;
    }
  }

  async putCheckpoint(room: string, checkpoint: Checkpoint): Promise<void> {
    const bytes = new Uint8Array(checkpoint.bytes); // a copy: what is moved must be all ours
    await this.#link.ask('putCheckpoint', { room, checkpoint: { ...checkpoint, bytes } }, [bytes.buffer]);
  }

  async checkpoint(room: string): Promise<Checkpoint | undefined> {
    return (await this.#link.ask('checkpoint', room)) ?? undefined;
  }

  async putBlob(room: string, hash: string, bytes: Uint8Array): Promise<void> {
    const own = new Uint8Array(bytes);
    await this.#link.ask('putBlob', { room, hash, bytes: own }, [own.buffer]);
  }

  async blob(room: string, hash: string): Promise<Uint8Array | undefined> {
    return (await this.#link.ask('blob', { room, hash })) ?? undefined;
  }

  load(): Promise<AccessRows> {
    return this.#link.ask('load', null);
  }

  async save(rows: Partial<AccessRows>): Promise<void> {
    await this.#link.ask('save', rows);
  }

  /** Commits what was handed in, ends the worker, gives the folder free. A second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#link.close();
    return this.#closing;
  }
}
