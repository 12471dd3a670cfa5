// Says in the store's closed list of faults what SQLite or the file system answered, naming the folder as configured.
import { statfsSync } from 'node:fs';
import { basename } from 'node:path';
import type { WordKey, WordParams } from '#domain/words/say-all.ts';
import type { StoreFault } from '../journal/store.ts';
import type { WireFault } from './sqlite-wire.ts';

/** Thrown where a question cannot be answered; becomes a StoreError on the asking side. */
export class Fault extends Error implements WireFault {
  override readonly name = 'Fault';
  readonly fault: StoreFault;
  readonly key: WordKey;
  readonly params: WordParams;
  constructor(fault: StoreFault, key: WordKey, params: WordParams = {}) {
    super(key);
    this.fault = fault;
    this.key = key;
    this.params = params;
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const SQLITE = {
  PERM: 3,
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

/** The primary result code of an error that came from SQLite, else undefined. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE.BUSY;
}

export function isFull(error: unknown): boolean {
  return (
    sqliteCode(error) === SQLITE.FULL || systemCode(error) === 'ENOSPC' || systemCode(error) === 'EDQUOT'
  );
}

/** SQLite calls it an I/O error when it cannot make its shared-memory file (32 KiB) for want of space. */
const LEAST_BYTES = 64 * 1024;

/** What kept a record from being opened: a program that ends here goes on by itself no more. */
export function openingFault(error: unknown, dir: string, file: string): WireFault {
  const noSpace = isFull(error) || (sqliteCode(error) === SQLITE.IOERR && freeBytes(dir) < LEAST_BYTES);
  return noSpace
    ? { fault: 'full', key: 'store.full-at-start', params: { dir } }
    : faultFrom(error, dir, file);
}

/** Bytes this account may still write there; plenty, when the system does not say. */
function freeBytes(dir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return Infinity; // the fault is told as SQLite named it
  }
}

/** @param file the file it is about, below `dir`; @param dir as configured, never made absolute */
export function faultFrom(error: unknown, dir: string, file: string): WireFault {
  if (error instanceof Fault) return { fault: error.fault, key: error.key, params: error.params };
  const why = plain(error);
  const path = `${dir.replace(/\/+$/, '')}/${basename(file)}`;
  if (isFull(error)) return { fault: 'full', key: 'store.full', params: { dir } };
  switch (sqliteCode(error)) {
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return { fault: 'unreadable', key: 'store.corrupt', params: { file: path, dir, why } };
    case SQLITE.CANTOPEN:
    case SQLITE.READONLY:
    case SQLITE.PERM:
      return { fault: 'unreadable', key: 'store.unwritable', params: { file: path, why } };
    default:
      return systemCode(error) === undefined
        ? { fault: 'failed', key: 'store.failed', params: { why } }
        : { fault: 'unreadable', key: 'store.folder', params: { dir, why } };
  }
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The reason alone: Node writes `EACCES: permission denied, open '<absolute path>'`. */
function plain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return systemCode(error) === undefined
    ? message
    : message.replace(/^\w+: /, '').replace(/, \w+( '.*)?$/, '');
}
