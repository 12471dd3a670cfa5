// A store in memory with the semantics of the one on disk, for tests: with faults to switch on and appends to hold back.
import type {
  AccessRows,
  AccessStore,
  DeviceRow,
  InvitationRow,
  MembershipRow,
} from '../access/access-store.ts';
import { say, type WordKey, type WordParams } from '#domain/words/say-all.ts';
import { STORE_LIMITS } from '#domain/limits.ts';
import { HASH_BYTES } from './entry.ts';
import {
  type Checkpoint,
  type RoomRow,
  type Store,
  StoreError,
  type StoreFault,
  type StoredEntry,
} from './store.ts';

/** What outlives a store, as a disk would: hand it to the next `memoryStore` to play a restart. */
export interface MemoryDisk {
  readonly rooms: Map<string, MemoryRoom>;
  readonly invitations: Map<string, InvitationRow>;
  readonly memberships: Map<string, MembershipRow>;
  readonly devices: Map<string, DeviceRow>;
  fence: number;
}

interface MemoryRoom {
  readonly row: RoomRow;
  readonly entries: StoredEntry[];
  readonly blobs: Map<string, Uint8Array>;
  checkpoints: readonly Checkpoint[];
  fence: number;
}

export interface MemoryStore extends Store, AccessStore {
  readonly disk: MemoryDisk;
  /** The next `times` appends (of that room, if named) change nothing and reject with this fault. */
  failAppends(fault: StoreFault, times?: number, room?: string): void;
  /** Everything handed in from now on waits, in order, until the answer is called: a disk that stalls. */
  hold(): () => void;
}

export function memoryDisk(): MemoryDisk {
  return { rooms: new Map(), invitations: new Map(), memberships: new Map(), devices: new Map(), fence: 0 };
}

export function memoryStore(disk: MemoryDisk = memoryDisk()): MemoryStore {
  return new Memory(disk);
}

class Memory implements MemoryStore {
  readonly disk: MemoryDisk;
  #closed = false;
  #faults: { fault: StoreFault; room: string | undefined }[] = [];
  /** settles with what was handed in last; never rejects */
  #queue: Promise<unknown> = Promise.resolve();
  #gate: Promise<void> = Promise.resolve();

  constructor(disk: MemoryDisk) {
    this.disk = disk;
  }

  failAppends(fault: StoreFault, times = 1, room?: string): void {
    for (let i = 0; i < times; i++) this.#faults.push({ fault, room });
  }

  hold(): () => void {
    let open = (): void => undefined;
    this.#gate = new Promise((resolve) => (open = resolve));
    return open;
  }

  rooms(): Promise<readonly RoomRow[]> {
    return this.#do(() => [...this.disk.rooms.values()].map(({ row }) => row));
  }

  createRoom(row: RoomRow): Promise<void> {
    return this.#do(() => {
      if (this.disk.rooms.has(row.room)) throw conflict('store.room-exists', { room: row.room });
      this.disk.rooms.set(row.room, {
        row: { ...row },
        entries: [],
        blobs: new Map(),
        checkpoints: [],
        fence: 0,
      });
    });
  }

  dropRoom(room: string): Promise<void> {
    return this.#do(() => {
      const found = this.disk.rooms.get(room);
      if (!found) return;
      if (!found.row.exercise) throw conflict('store.kept', { room });
      this.disk.rooms.delete(room);
      for (const rows of [this.disk.invitations, this.disk.memberships]) {
        for (const [id, row] of rows) if (row.room === room) rows.delete(id);
      }
    });
  }

  claim(room: string): Promise<number> {
    return this.#do(() => {
      const found = this.#room(room);
      return (found.fence = ++this.disk.fence);
    });
  }

  head(room: string): ReturnType<Store['head']> {
    return this.#do(() => {
      const last = this.#room(room).entries.at(-1);
      return last
        ? { seq: last.seq, hash: new Uint8Array(last.hash) }
        : { seq: 0, hash: new Uint8Array(HASH_BYTES) };
    });
  }

  append(room: string, expectedSeq: number, fence: number, entries: readonly StoredEntry[]): Promise<void> {
    const copies = entries.map(copyOf);
    return this.#do(() => {
      const index = this.#faults.findIndex((fault) => fault.room === undefined || fault.room === room);
      const [fault] = index < 0 ? [] : this.#faults.splice(index, 1);
      if (fault) throw switchedOn(fault.fault);
      const found = this.#room(room);
      if (found.fence !== fence) throw conflict('store.overtaken', { room });
      const seq = found.entries.at(-1)?.seq ?? 0;
      if (seq !== expectedSeq) throw conflict('store.seq', { room, seq, expected: expectedSeq });
      const odd = copies.findIndex((entry, at) => entry.seq !== expectedSeq + 1 + at);
      if (odd >= 0) {
        throw conflict('store.seq', { room, seq: seq + odd, expected: (copies[odd]?.seq ?? 0) - 1 });
      }
      found.entries.push(...copies);
    });
  }

  read(
    room: string,
    range: { after: number; limit: number; kinds?: readonly string[] },
  ): Promise<readonly StoredEntry[]> {
    return this.#do(() => {
      const { after, limit, kinds } = range;
      return this.#room(room)
        .entries.filter(({ seq }) => seq > after)
        .filter(({ kind }) => kinds === undefined || kinds.some((prefix) => kind.startsWith(prefix)))
        .slice(0, limit)
        .map(copyOf);
    });
  }

  putCheckpoint(room: string, checkpoint: Checkpoint): Promise<void> {
    const copy = { ...checkpoint, bytes: new Uint8Array(checkpoint.bytes) };
    return this.#do(() => {
      const found = this.#room(room);
      if (copy.seq > (found.entries.at(-1)?.seq ?? 0)) throw conflict('store.ahead', { room, seq: copy.seq });
      found.checkpoints = [...found.checkpoints.filter(({ seq }) => seq !== copy.seq), copy]
        .sort((a, b) => a.seq - b.seq)
        .slice(-STORE_LIMITS.checkpoints);
    });
  }

  checkpoint(room: string): Promise<Checkpoint | undefined> {
    return this.#do(() => {
      const last = this.#room(room).checkpoints.at(-1);
      return last && { ...last, bytes: new Uint8Array(last.bytes) };
    });
  }

  putBlob(room: string, hash: string, bytes: Uint8Array): Promise<void> {
    const copy = new Uint8Array(bytes);
    return this.#do(() => {
      const { blobs } = this.#room(room);
      if (!blobs.has(hash)) blobs.set(hash, copy);
    });
  }

  blob(room: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#do(() => {
      const found = this.#room(room).blobs.get(hash);
      return found && new Uint8Array(found);
    });
  }

  load(): Promise<AccessRows> {
    return this.#do(() => ({
      invitations: [...this.disk.invitations.values()],
      memberships: [...this.disk.memberships.values()],
      devices: [...this.disk.devices.values()],
    }));
  }

  async save(rows: Partial<AccessRows>): Promise<void> {
    const copy = JSON.parse(JSON.stringify(rows)) as Partial<AccessRows>; // rows are JSON, as on disk
    await this.#do(() => {
      for (const row of copy.invitations ?? []) this.disk.invitations.set(row.id, row);
      for (const row of copy.memberships ?? []) this.disk.memberships.set(row.id, row);
      for (const row of copy.devices ?? []) this.disk.devices.set(row.deviceHash, row);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  #room(room: string): MemoryRoom {
    const found = this.disk.rooms.get(room);
    if (!found) throw new StoreError('missing', say('store.no-room', { room }));
    return found;
  }

  /** INVARIANT: in the order handed in, one at a time; answers come a tick later, as from a disk. */
  #do<T>(run: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('closed', say('store.closed')));
    const answer = Promise.all([this.#queue, this.#gate]).then(run);
    this.#queue = answer.then(
      () => undefined,
      () => undefined, // whoever handed it in hears of it by `answer`
    );
    return answer;
  }
}

function copyOf(entry: StoredEntry): StoredEntry {
  return {
    ...entry,
    header: new Uint8Array(entry.header),
    hash: new Uint8Array(entry.hash),
    salt: entry.salt && new Uint8Array(entry.salt),
    payload: entry.payload && new Uint8Array(entry.payload),
  };
}

function conflict(key: WordKey, params: WordParams): StoreError {
  return new StoreError('conflict', say(key, params));
}

function switchedOn(fault: StoreFault): StoreError {
  return new StoreError(
    fault,
    fault === 'full' ? say('store.full', { dir: 'memory' }) : say('store.failed', { why: fault }),
  );
}
