// Where the control socket lies: in the data folder, or, where its path is too long for a socket, noted there.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Bytes of a socket's path on every system we know (macOS: 104 with the final zero, Linux: 108). */
const LONGEST_PATH = 103;
const ONLY_ME = 0o700;

function folderIn(dataDir: string): string {
  return join(resolve(dataDir), 'control');
}

/**
 * Makes a place that nobody else can reach and answers the socket's path. Whoever has the data folder's lock may call
 * it: a socket that was left there belongs to nobody any more.
 */
export function makeControlPlace(dataDir: string): string {
  const folder = folderIn(dataDir);
  forgetControlPlace(dataDir);
  mkdirSync(folder, { recursive: true, mode: ONLY_ME });
  chmodSync(folder, ONLY_ME);
  const near = join(folder, 'socket');
  if (Buffer.byteLength(near) <= LONGEST_PATH) return near;
  // INVARIANT: made anew with a name by chance and mode 0700, so that nobody else can have put a socket there.
  const far = join(mkdtempSync(join(tmpdir(), 'corridor-')), 'socket');
  writeFileSync(join(folder, 'place'), far, { mode: 0o600 });
  return far;
}

/** The socket's path, whether or not anybody listens there. */
export function findControlPlace(dataDir: string): string {
  return farPlace(dataDir) ?? join(folderIn(dataDir), 'socket');
}

export function forgetControlPlace(dataDir: string): void {
  const far = farPlace(dataDir);
  if (far !== undefined) rmSync(dirname(far), { recursive: true, force: true });
  rmSync(folderIn(dataDir), { recursive: true, force: true });
}

function farPlace(dataDir: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(folderIn(dataDir), 'place'), 'utf8').trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  // Only what `makeControlPlace` writes: this path is removed with its folder.
  return /\/corridor-[A-Za-z0-9]{6}\/socket$/.test(text) ? text : undefined;
}
