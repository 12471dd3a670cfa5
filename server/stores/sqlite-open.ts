// Opens the record of a folder: folder, lock, file, settings that make "committed" mean "on disk", tables.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder, privateFile, syncFolder } from './folder.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { Fault } from './sqlite-faults.ts';
import { migrate, versionOf } from './sqlite-schema.ts';
import type { OpenNote, WorkerOptions } from './sqlite-wire.ts';

export const RECORD_FILE = 'corridor.sqlite';

/** ms a write waits for somebody who looks into the file with another tool */
const BUSY_MS = 2000;
/** KiB of pages kept in memory */
const CACHE_KIB = 8 * 1024;
/** bytes the write-ahead log is cut back to after a burst */
const LOG_BYTES = 16 * 1024 * 1024;

export interface OpenRecord {
  readonly db: DatabaseSync;
  readonly lock: FolderLock;
  readonly notes: readonly OpenNote[];
}

/** Throws Fault, or the error of SQLite or the file system; has then left nothing open. */
export function openRecord({ dir, maxBytes }: WorkerOptions): OpenRecord {
  makeFolder(dir);
  const lock = lockFolder(dir);
  try {
    const file = join(dir, RECORD_FILE);
    const found = privateFile(file);
    const db = new DatabaseSync(file, { timeout: BUSY_MS });
    try {
      const version = versionOf(db, file);
      settle(db, maxBytes);
      migrate(db, version);
    } catch (error) {
      db.close();
      throw error;
    }
    if (found === 'created') syncFolder(dir);
    return { db, lock, notes: found === 'kept' ? [] : [found] };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function settle(db: DatabaseSync, maxBytes: number | null): void {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Fault('failed', 'store.failed', { why: `no write-ahead log here (${mode})` });
  // INVARIANT: FULL, so that a commit returns only after its fsync. "Saved" is a promise about the disk.
  db.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA journal_size_limit = ${LOG_BYTES};
    PRAGMA temp_store = MEMORY;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
  `);
  if (maxBytes !== null) {
    const pageBytes = Number(db.prepare('PRAGMA page_size').get()?.['page_size'] ?? 4096);
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
  }
}
