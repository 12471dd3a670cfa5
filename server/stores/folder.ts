// The data folder and its files belong to this account alone: 0700 and 0600 from the moment they exist.
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from './sqlite-faults.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** Makes the folder if there is none; one that stands already keeps its mode, its owner chose it. */
export function makeFolder(dir: string): void {
  let first: string | undefined;
  try {
    first = mkdirSync(dir, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR')) {
      throw new Fault('unreadable', 'store.folder', { dir, why: 'it is a file' });
    }
    throw error;
  }
  if (first === undefined) return;
  // A power cut must not take the new folder, or one of those above it, away again.
  const top = dirname(resolve(first));
  for (let at = resolve(dir); ; at = dirname(at)) {
    syncFolder(at);
    if (at === top || at === dirname(at)) return;
  }
}

export function syncFolder(dir: string): void {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes an empty file that nobody else can read, or takes others' rights from one that stands.
 * INVARIANT: a file that exists is never opened and closed here: closing drops every lock the process holds on it.
 */
export function privateFile(path: string): 'created' | 'made-private' | 'was-empty' | 'kept' {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
    return 'created';
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const { mode, size } = statSync(path);
  if ((mode & OTHERS) !== 0) {
    chmodSync(path, FILE_MODE);
    return 'made-private';
  }
  return size === 0 ? 'was-empty' : 'kept';
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
