// Where things lie: the repository, its cache, and the small stamps that say what is already done.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain, tell } from './stop.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cache = join(root, '.cache');

const lookAgainMs = 200;
const longestSetUpMs = 20 * 60_000;

/** The stamp's text, or '' when there is none: then the work is done again, which is always safe. @param {string} file */
export function readOr(file, otherwise = '') {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return otherwise;
    throw error;
  }
}

/** Writes a whole file or nothing of it. @param {string} file @param {string} text */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** SHA-256 over names and contents, in a fixed order. Folders count with everything below them. @param {string[]} paths */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path relative to the repository */
function addTo(hash, path) {
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    if (errorCode(error) !== 'ENOTDIR') throw error;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory() || entry.isFile()) addTo(hash, `${path}/${entry.name}`);
  }
}

/**
 * Lets one process at a time do a piece of set-up; the others wait for it and then look again.
 * A lock whose owner is gone (killed) is taken over.
 * @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function alone(name, work) {
  const lock = join(cache, `${name}.lock`);
  const mine = `${lock}.${process.pid}`;
  let waited = 0;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(mine, String(process.pid));
    // A hard link appears with its content, so nobody ever reads a lock without an owner.
    while (!linked(mine, lock)) {
      if (abandoned(lock)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
      waited += lookAgainMs;
      if (waited === 10 * lookAgainMs)
        tell(`waiting for process ${readOr(lock).split(' ').at(-1)}, which is preparing the same folder …`);
    }
  } catch (error) {
    throw explain(`prepare (${name})`, String(error), cache);
  } finally {
    rmSync(mine, { force: true });
  }
  const release = () => {
    held.delete(lock);
    rmSync(lock, { force: true });
  };
  held.add(lock);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** The locks this process holds. @type {Set<string>} */
const held = new Set();

/**
 * Names a tool that works under our locks: killed without a word, we leave it behind, and nobody may start the
 * same work beside it. Two installs at once report success and leave holes.
 * @param {number | undefined} pid
 */
export function lendLocksTo(pid) {
  for (const lock of held) if (pid) appendFileSync(lock, ` ${pid}`);
}

/** @param {string} from @param {string} to @returns {boolean} false when `to` exists already */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The owner is gone, or its number now belongs to somebody else (no set-up takes this long). @param {string} lock */
function abandoned(lock) {
  const owners = readOr(lock).split(' ').map(Number);
  try {
    if (Date.now() - statSync(lock).mtimeMs > longestSetUpMs) return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  return !owners.some(alive);
}

/** @param {number} pid */
function alive(pid) {
  if (!pid) return false;
  // One that has ended and was not fetched by its parent still has a number (in containers for ever).
  if (/\) Z /.test(readOr(`/proc/${pid}/stat`))) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {unknown} error @returns {string} */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
