// The tables and how older ones are brought to them: one step per version, each in a transaction of its own.
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from './sqlite-faults.ts';

/** "Crrd", in the file's header, so that `file` and we know our own. */
export const APPLICATION_ID = 0x43727264;

/** Seqs of a room lie in `id = room number × 2^32 + seq`: an append touches the last page of two tables and no index. */
export const SEQS = 2 ** 32;

/** INVARIANT: only ever append here; a step that once shipped is never edited. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE rooms (
    no INTEGER PRIMARY KEY,
    room TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    exercise INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    header BLOB NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  -- Alerts, people and imports are found without walking over the board's many small updates.
  CREATE INDEX entries_beside_board ON entries (id, kind) WHERE kind <> 'board.update';
  -- A table of their own: one can be redacted and the chain still holds.
  CREATE TABLE payloads (
    id INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    payload BLOB NOT NULL
  ) STRICT;
  CREATE TABLE checkpoints (
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT;
  CREATE TABLE blobs (
    room INTEGER NOT NULL,
    hash TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (room, hash)
  ) STRICT;
  CREATE TABLE access (
    sort TEXT NOT NULL,
    id TEXT NOT NULL,
    room TEXT,
    row TEXT NOT NULL,
    PRIMARY KEY (sort, id)
  ) STRICT, WITHOUT ROWID;
  -- Never falls, also when rooms are dropped: an old writer must not fit a new room of the same name.
  CREATE TABLE fences (last INTEGER NOT NULL) STRICT;
  INSERT INTO fences VALUES (0);
  -- For a person with the sqlite3 shell; Corridor itself does not read it.
  CREATE VIEW journal AS
    SELECT room, entries.id & 0xffffffff AS seq, kind, CAST(header AS TEXT) AS header,
      CAST(payload AS TEXT) AS payload, lower(hex(salt)) AS salt, lower(hex(hash)) AS hash
    FROM entries JOIN rooms ON no = entries.id >> 32 LEFT JOIN payloads ON payloads.id = entries.id;
  `,
];

/**
 * The version of the tables in the file, 0 for a new one. Writes nothing: what is not ours stays as it is.
 * Throws Fault for a file that is not ours or comes from a later version.
 */
export function versionOf(db: DatabaseSync, file: string): number {
  const version = numberOf(db, 'user_version');
  const application = numberOf(db, 'application_id');
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] ?? 0);
  const empty = version === 0 && application === 0 && tables === 0;
  if (!empty && application !== APPLICATION_ID) throw new Fault('unreadable', 'store.foreign', { file });
  if (version > STEPS.length) {
    throw new Fault('unreadable', 'store.newer', { file, version, known: STEPS.length });
  }
  return version;
}

/** Brings the tables up to date from this version. */
export function migrate(db: DatabaseSync, version: number): void {
  for (const [index, step] of STEPS.entries()) {
    if (index < version) continue;
    db.exec(
      `BEGIN IMMEDIATE; ${step}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}; COMMIT`,
    );
  }
}

function numberOf(db: DatabaseSync, pragma: 'user_version' | 'application_id'): number {
  return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma] ?? 0);
}
