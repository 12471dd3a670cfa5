// One process owns the data folder, and nobody has to tidy up after one that was killed.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { privateFile } from './folder.ts';
import { Fault, isBusy } from './sqlite-faults.ts';

export const LOCK_FILE = 'corridor.lock';

/** Held until it is released or its process ends, by whatever means: the system drops the lock with the process. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder, or throws Fault `locked` at once. The lock is SQLite's exclusive lock on an empty database, which
 * is the system's own advisory file lock: unlike a file with a process id it cannot be left behind by kill -9, nor
 * mistake a stranger who got the same id.
 */
export function lockFolder(dir: string): FolderLock {
  const file = join(dir, LOCK_FILE);
  privateFile(file);
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    // Nothing is ever written, so no journal file either.
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) throw new Fault('locked', 'store.locked', { dir });
    throw error;
  }
  return { release: () => db.close() };
}
