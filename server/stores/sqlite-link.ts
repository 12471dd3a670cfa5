// The asking end of the store's worker: matches answers to promises, and starts the worker anew if it ever dies.
import { Worker } from 'node:worker_threads';
import { say } from '#domain/words/say-all.ts';
import type { Log } from '../journal/ports.ts';
import { StoreError } from '../journal/store.ts';
import type { Answer, FromWorker, Op, Questions, WireFault, WorkerOptions } from './sqlite-wire.ts';

/** MB; the worker keeps nothing, pages and buffers live outside its heap */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 2 };

interface Waiting {
  resolve(value: Questions[Op]['answer']): void;
  reject(error: StoreError): void;
}

type State =
  | { readonly is: 'opening' | 'open' | 'closing'; readonly worker: Worker }
  | { readonly is: 'closed' }
  /** the worker died and another one could not open the folder */
  | { readonly is: 'lost'; readonly error: StoreError };

export class SqliteLink {
  readonly #options: WorkerOptions;
  readonly #log: Log;
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #state: State;
  /** of the worker now running; the first one's is what opening the store waits for */
  #opened: Promise<void>;

  constructor(
    options: WorkerOptions,
    log: Log,
    program: URL = new URL('./sqlite-worker.ts', import.meta.url),
  ) {
    this.#options = options;
    this.#log = log;
    this.#program = program;
    const { worker, opened } = this.#start();
    this.#state = { is: 'opening', worker };
    this.#opened = opened;
  }

  /** Rejects with StoreError when the folder cannot be used. */
  opened(): Promise<void> {
    return this.#opened;
  }

  ask<O extends Op>(
    op: O,
    ask: Questions[O]['ask'],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<Questions[O]['answer']> {
    const state = this.#state;
    switch (state.is) {
      case 'closing':
      case 'closed':
        return Promise.reject(new StoreError('closed', say('store.closed')));
      case 'lost':
        return Promise.reject(state.error);
      case 'opening':
      case 'open': {
        const id = ++this.#ids;
        if (op === 'close') this.#state = { is: 'closing', worker: state.worker };
        return new Promise((resolve, reject) => {
          this.#waiting.set(id, { resolve, reject });
          state.worker.postMessage({ id, op, ask }, [...moved]);
        });
      }
      default:
        return state satisfies never;
    }
  }

  /** Commits what was asked before and waits until the thread has ended and the folder is free. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.is === 'closed' || state.is === 'lost') return;
    const ended = new Promise((resolve) => state.worker.once('exit', resolve));
    await this.ask('close', null);
    await ended;
  }

  #start(): { worker: Worker; opened: Promise<void> } {
    const worker = new Worker(this.#program, {
      name: 'corridor-record',
      workerData: this.#options,
      resourceLimits: HEAP,
      // node:sqlite and type stripping are called experimental by the Nodes we run on; other warnings still show.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    let why = 'it ended by itself';
    worker.on('error', (error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
    });
    const opened = new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        switch (message.state) {
          case 'opened':
            this.#state = this.#state.is === 'opening' ? { is: 'open', worker } : this.#state;
            for (const note of message.notes)
              this.#log.info({ dir: this.#options.dir, note }, 'record opened');
            return resolve();
          case 'refused':
            return reject(errorOf(message.fault));
          case 'answers':
            return this.#settle(message.answers);
          case 'retried':
            return this.#log.warn(
              { why: message.why, questions: message.questions },
              'a common commit failed and was tried again room by room',
            );
          default:
            return message satisfies never;
        }
      });
      worker.on('exit', () => {
        const lost = new StoreError('failed', say('store.lost', { why }));
        reject(lost); // says nothing new once it was opened
        this.#ended(lost);
      });
    });
    return { worker, opened };
  }

  #settle(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.state === 'done') waiting?.resolve(answer.value);
      else waiting?.reject(errorOf(answer.fault));
    }
  }

  #ended(lost: StoreError): void {
    const { is } = this.#state;
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    if (is === 'open') {
      // Whoever waited cannot know whether it was committed: rooms reload from what the next worker finds.
      this.#log.error(
        { why: lost.message, waiting: left.length },
        'the record’s writer ended and is started again',
      );
      const { worker, opened } = this.#start();
      this.#state = { is: 'opening', worker };
      this.#opened = opened;
      opened.catch((error: unknown) => {
        this.#state = { is: 'lost', error: error instanceof StoreError ? error : lost };
        this.#log.error({ why: String(error) }, 'the record could not be opened again');
      });
    } else if (is === 'opening') {
      this.#state = { is: 'lost', error: lost };
    } else {
      this.#state = { is: 'closed' };
    }
    for (const { reject } of left) reject(lost);
  }
}

function errorOf({ fault, key, params }: WireFault): StoreError {
  return new StoreError(fault, say(key, params));
}
