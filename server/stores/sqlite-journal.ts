// Rooms, entries, checkpoints and blobs as rows. Checks seq and fence of every append; leaves transactions to its caller.
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { STORE_LIMITS } from '#domain/limits.ts';
import type { Checkpoint, Head, RoomRow } from '../journal/store.ts';
import { type JoinedEntry, packJoined, unpack } from './packed-entries.ts';
import { Fault } from './sqlite-faults.ts';
import { SEQS } from './sqlite-schema.ts';
import type { Questions } from './sqlite-wire.ts';

interface RoomRecord {
  readonly no: number;
  readonly exercise: number;
  readonly fence: number;
}

type EntryRecord = readonly [
  id: number,
  kind: string,
  header: number,
  hash: number,
  salt: number | null,
  payload: number | null,
  joined: Uint8Array,
];

/** Only anonymous `?`: Node 22 takes numbered ones for names. */
function statementsOf(db: DatabaseSync) {
  return {
    rooms: db.prepare('SELECT room, created_at, exercise FROM rooms ORDER BY no'),
    room: db.prepare('SELECT no, exercise, fence FROM rooms WHERE room = ?'),
    addRoom: db.prepare(
      'INSERT INTO rooms (room, created_at, exercise) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    nextFence: db.prepare('UPDATE fences SET last = last + 1 RETURNING last'),
    setFence: db.prepare('UPDATE rooms SET fence = ? WHERE no = ?'),
    head: db.prepare('SELECT id, hash FROM entries WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1'),
    addEntry: db.prepare('INSERT INTO entries (id, kind, header, hash) VALUES (?, ?, ?, ?)'),
    addPayload: db.prepare('INSERT INTO payloads (id, salt, payload) VALUES (?, ?, ?)'),
    addCheckpoint: db.prepare(
      'INSERT OR REPLACE INTO checkpoints (room, seq, epoch, bytes, sha256) VALUES (?, ?, ?, ?, ?)',
    ),
    dropCheckpoints: db.prepare(
      `DELETE FROM checkpoints WHERE room = ? AND seq NOT IN
         (SELECT seq FROM checkpoints WHERE room = ? ORDER BY seq DESC LIMIT ${STORE_LIMITS.checkpoints})`,
    ),
    checkpoints: db.prepare(
      'SELECT seq, epoch, bytes, sha256 FROM checkpoints WHERE room = ? ORDER BY seq DESC',
    ),
    addBlob: db.prepare('INSERT INTO blobs (room, hash, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    blob: db.prepare('SELECT bytes FROM blobs WHERE room = ? AND hash = ?'),
    drop: [
      db.prepare('DELETE FROM entries WHERE id > ? AND id < ?'),
      db.prepare('DELETE FROM payloads WHERE id > ? AND id < ?'),
    ],
    dropRows: [
      db.prepare('DELETE FROM checkpoints WHERE room = ?'),
      db.prepare('DELETE FROM blobs WHERE room = ?'),
      db.prepare('DELETE FROM rooms WHERE no = ?'),
    ],
  };
}

export class SqliteJournal {
  readonly #db: DatabaseSync;
  readonly #sql: ReturnType<typeof statementsOf>;
  readonly #reads = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sql = statementsOf(db);
  }

  rooms(): RoomRow[] {
    return this.#sql.rooms.all().map((row) => ({
      room: String(row['room']),
      createdAt: Number(row['created_at']),
      exercise: row['exercise'] === 1,
    }));
  }

  createRoom({ room, createdAt, exercise }: RoomRow): void {
    const { changes } = this.#sql.addRoom.run(room, createdAt, exercise ? 1 : 0);
    if (changes === 0) throw new Fault('conflict', 'store.room-exists', { room });
  }

  dropRoom(room: string): void {
    const found = this.#find(room);
    if (!found) return;
    if (found.exercise !== 1) throw new Fault('conflict', 'store.kept', { room });
    for (const statement of this.#sql.drop) statement.run(found.no * SEQS, (found.no + 1) * SEQS);
    for (const statement of this.#sql.dropRows) statement.run(found.no);
  }

  claim(room: string): number {
    const { no } = this.#room(room);
    const fence = Number(this.#sql.nextFence.get()?.['last']);
    this.#sql.setFence.run(fence, no);
    return fence;
  }

  head(room: string): Head {
    return this.#headOf(this.#room(room).no);
  }

  /** INVARIANT: everything that can refuse is checked before the first row is written. */
  append({ room, expectedSeq, fence, entries: packed }: Questions['append']['ask']): void {
    const { no, fence: current } = this.#room(room);
    if (current !== fence) throw new Fault('conflict', 'store.overtaken', { room });
    const { seq } = this.#headOf(no);
    if (seq !== expectedSeq) throw new Fault('conflict', 'store.seq', { room, seq, expected: expectedSeq });
    const entries = unpack(packed);
    for (const [index, entry] of entries.entries()) {
      if (entry.seq === seq + 1 + index) continue;
      throw new Fault('conflict', 'store.seq', { room, seq: seq + index, expected: entry.seq - 1 });
    }
    for (const { seq: at, kind, header, hash: own, salt, payload } of entries) {
      const id = no * SEQS + at;
      this.#sql.addEntry.run(id, kind, header, own);
      if (salt && payload) this.#sql.addPayload.run(id, salt, payload);
    }
  }

  read({ room, after, limit, kinds }: Questions['read']['ask']): Questions['read']['answer'] {
    const { no } = this.#room(room);
    const most = Math.min(limit, STORE_LIMITS.readEntries);
    const from = no * SEQS + Math.min(after, SEQS - 1);
    const prefixes = (kinds ?? []).flatMap((prefix) => [prefix, prefix]);
    const rows = this.#reader(kinds).iterate(from, (no + 1) * SEQS, ...prefixes, most);
    const entries: JoinedEntry[] = [];
    let bytes = 0;
    for (const row of rows as unknown as Iterable<EntryRecord>) {
      const [id, kind, header, own, salt, payload, joined] = row;
      entries.push({ seq: id - no * SEQS, kind, lengths: [header, own, salt, payload], joined });
      bytes += joined.length;
      if (bytes >= STORE_LIMITS.readBytes) return { entries: packJoined(entries), more: true };
    }
    return { entries: packJoined(entries), more: entries.length === most };
  }

  putCheckpoint(room: string, { seq, epoch, bytes }: Checkpoint): void {
    const { no } = this.#room(room);
    if (seq > this.#headOf(no).seq) throw new Fault('conflict', 'store.ahead', { room, seq });
    this.#sql.addCheckpoint.run(no, seq, epoch, bytes, hash('sha256', bytes, 'buffer'));
    this.#sql.dropCheckpoints.run(no, no);
  }

  /** The newest whose bytes are still what was put: a damaged one is passed over, the journal has it all. */
  checkpoint(room: string): Checkpoint | null {
    for (const row of this.#sql.checkpoints.iterate(this.#room(room).no)) {
      const { seq, epoch, bytes, sha256 } = row as unknown as Checkpoint & { sha256: Uint8Array };
      if (Buffer.compare(hash('sha256', bytes, 'buffer'), sha256) === 0) return { seq, epoch, bytes };
    }
    return null;
  }

  putBlob({ room, hash: name, bytes }: Questions['putBlob']['ask']): void {
    this.#sql.addBlob.run(this.#room(room).no, name, bytes);
  }

  blob({ room, hash: name }: Questions['blob']['ask']): Uint8Array | null {
    const row = this.#sql.blob.get(this.#room(room).no, name);
    return (row?.['bytes'] as Uint8Array | undefined) ?? null;
  }

  #find(room: string): RoomRecord | undefined {
    return this.#sql.room.get(room) as unknown as RoomRecord | undefined;
  }

  #room(room: string): RoomRecord {
    const found = this.#find(room);
    if (!found) throw new Fault('missing', 'store.no-room', { room });
    return found;
  }

  #headOf(no: number): Head {
    const row = this.#sql.head.get(no * SEQS, (no + 1) * SEQS);
    if (!row) return { seq: 0, hash: new Uint8Array(32) };
    return { seq: Number(row['id']) - no * SEQS, hash: row['hash'] as Uint8Array };
  }

  #reader(kinds: readonly string[] | null): ReturnType<DatabaseSync['prepare']> {
    // The index beside the board serves every filter that cannot mean the board's own updates.
    const beside = kinds?.every((prefix) => !'board.update'.startsWith(prefix)) ?? false;
    const key = `${kinds?.length ?? 'all'} ${beside}`;
    let reader = this.#reads.get(key);
    if (!reader) {
      const any = kinds?.map(() => 'substr(e.kind, 1, length(?)) = ?').join(' OR ');
      // One value per row: each blob handed to JavaScript costs more than SQLite needs for the whole row.
      reader = this.#db.prepare(`
        SELECT e.id, e.kind, length(e.header), length(e.hash), length(p.salt), length(p.payload),
          CAST(e.header || e.hash || coalesce(p.salt || p.payload, x'') AS BLOB)
        FROM entries e ${beside ? 'INDEXED BY entries_beside_board' : ''} LEFT JOIN payloads p ON p.id = e.id
        WHERE e.id > ? AND e.id < ? ${beside ? `AND e.kind <> 'board.update'` : ''}
          ${any === undefined ? '' : `AND (${any || 'FALSE'})`}
        ORDER BY e.id LIMIT ?`);
      reader.setReturnArrays(true);
      this.#reads.set(key, reader);
    }
    return reader;
  }
}
