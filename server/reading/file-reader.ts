// Reads imported files in a process of their own: a hostile file may cost that process, never an edit or an alert.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { problem } from '#domain/import-outcome.ts';
import type { LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { Turns } from '../access/turns.ts';
import { readFile, type FileContent, type ImportFile, type ReadFile } from '../exchange/read-file.ts';
import type { Clock, Log } from '../journal/ports.ts';

/** What files may cost. */
export interface ReaderBounds {
  readonly smallBytes: number;
  readonly longestMs: number;
  readonly heapMb: number;
  readonly waiting: number;
}

export const READER_BOUNDS: ReaderBounds = {
  /** bytes up to which a file is read at once, in some 30 ms at worst: starting a process takes longer */
  smallBytes: 32 * 1024,
  /** ms; the worst 5 MiB that pass the first look take about 3 s on a slow core */
  longestMs: 30_000,
  /** MiB of the process's heap; the worst of them need about 200 */
  heapMb: 384,
  /** files that may wait for their turn */
  waiting: 8,
};

const READER = fileURLToPath(new URL('./reader-process.ts', import.meta.url));

/** What goes to the process; what comes back is `FileContent`. */
export interface ReadOrder {
  readonly file: ImportFile;
  readonly near: readonly LonLat[];
}

export interface FileReader {
  readonly read: ReadFile;
  /** Ends the process that reads just now, if any. */
  close(): Promise<void>;
}

/**
 * One process at a time, ended after each file. A thread would do for the time it takes, but the memory of a thread
 * stays with the server (120 MB after one large file, measured with Node 26).
 */
export function fileReader(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  bounds: ReaderBounds = READER_BOUNDS,
): FileReader {
  const turns = new Turns();
  let waiting = 0;
  let running: ChildProcess | undefined;
  let closed = false;

  const inProcess = (order: ReadOrder): Promise<FileContent> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Refused('shutting-down'));
      const child = fork(READER, [], {
        serialization: 'advanced',
        execArgv: [`--max-old-space-size=${bounds.heapMb}`],
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      running = child;
      const tooMuch = (): void => {
        const problems = [problem('too-much', {}, { max: IMPORT_LIMITS.values })];
        resolve({ is: 'bad', format: null, problems });
        child.kill('SIGKILL');
      };
      const stopClock = clock.after(bounds.longestMs, tooMuch);
      child.once('message', (content) => {
        // INVARIANT: only this program's own reader is at the other end.
        resolve(content as unknown as FileContent);
        child.kill('SIGKILL');
      });
      child.once('error', (error) => reject(unread(log, { error: String(error) })));
      child.once('exit', (code, signal) => {
        stopClock();
        running = undefined;
        // All of this says nothing once the answer came.
        if (closed || signal === 'SIGINT' || signal === 'SIGTERM') reject(new Refused('shutting-down'));
        else if (signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP') tooMuch();
        else if (code !== null) reject(unread(log, { code }));
      });
      child.send(order);
    });

  return {
    async read(file, near) {
      if (file.bytes.length <= bounds.smallBytes) return readFile(file, near);
      if (waiting >= bounds.waiting) throw new Refused('too-fast');
      waiting += 1;
      try {
        return await turns.take('file', () => inProcess({ file, near }));
      } finally {
        waiting -= 1;
      }
    },
    close() {
      closed = true;
      const child = running;
      if (!child) return Promise.resolve();
      return new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      });
    },
  };
}

function unread(log: Log, fields: object): Refused {
  log.error(fields, 'The process that reads imported files ended without an answer.');
  return new Refused('internal');
}
