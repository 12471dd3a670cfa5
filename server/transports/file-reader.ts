// Reads imported files in a thread of their own: a hostile file may cost that thread, never an edit or an alert.
import { Worker } from 'node:worker_threads';
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
  /** bytes up to which a file is read at once, in some 30 ms at worst: starting a thread takes longer */
  smallBytes: 32 * 1024,
  /** ms; the worst 5 MiB that pass the first look take about 5 s on a slow core */
  longestMs: 30_000,
  /** MiB of the thread's heap */
  heapMb: 768,
  /** files that may wait for their turn */
  waiting: 8,
};

export interface FileReader {
  readonly read: ReadFile;
  /** Ends the thread that reads just now, if any. */
  close(): Promise<void>;
}

/** One thread at a time, ended after each file: its memory goes back to the machine. */
export function fileReader(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  bounds: ReaderBounds = READER_BOUNDS,
): FileReader {
  const turns = new Turns();
  let waiting = 0;
  let running: Worker | undefined;
  let closed = false;

  const end = (worker: Worker): void => {
    worker.terminate().catch((error: unknown) => {
      log.error({ error: String(error) }, 'A thread that read a file could not be ended.');
    });
  };

  const inThread = (file: ImportFile, near: readonly LonLat[]): Promise<FileContent> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Refused('shutting-down'));
      const worker = new Worker(new URL('./file-reader-worker.ts', import.meta.url), {
        workerData: { file, near },
        resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb },
        env: {},
        stdin: false,
      });
      running = worker;
      const tooMuch = (): void => {
        const problems = [problem('too-much', {}, { max: IMPORT_LIMITS.values })];
        resolve({ is: 'bad', format: null, problems });
        end(worker);
      };
      const stopClock = clock.after(bounds.longestMs, tooMuch);
      worker.once('message', (content: FileContent) => resolve(content));
      worker.once('error', (error) => {
        if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return tooMuch();
        log.error({ error: String(error) }, 'An imported file could not be read.');
        reject(new Refused('internal'));
      });
      worker.once('exit', () => {
        stopClock();
        running = undefined;
        // Says nothing after a message or an error; a thread that was ended from outside answers here.
        reject(new Refused('shutting-down'));
      });
    });

  return {
    async read(file, near) {
      if (file.bytes.length <= bounds.smallBytes) return readFile(file, near);
      if (waiting >= bounds.waiting) throw new Refused('too-fast');
      waiting += 1;
      try {
        return await turns.take('file', () => inThread(file, near));
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      closed = true;
      await running?.terminate();
    },
  };
}
