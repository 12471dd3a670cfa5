// Commits what is queued in one transaction; if that fails, each group again by itself before any of it is refused.
import { Fault } from './sqlite-faults.ts';

export interface Job {
  /** what fails together, when not everything can be committed: a room's appends */
  readonly group: string;
  run(): unknown;
}

export type Outcome =
  { readonly state: 'done'; readonly value: unknown } | { readonly state: 'failed'; readonly error: unknown };

/** The part of a database this needs. */
export interface Transactions {
  exec(sql: string): void;
  readonly isTransaction: boolean;
}

export interface CommitResult {
  /** one per job, in their order; `done` means durable */
  readonly outcomes: readonly Outcome[];
  /** why the common transaction failed, if it did */
  readonly retried: unknown;
}

/** @param relieve called once after a failure, before anything is tried again: makes space if it can */
export function commitTogether(
  db: Transactions,
  jobs: readonly Job[],
  relieve: (error: unknown) => void = () => undefined,
): CommitResult {
  const together = transact(db, jobs);
  if (together.state === 'committed') return { outcomes: together.outcomes, retried: undefined };
  relieve(together.error);
  const outcomes = new Array<Outcome>(jobs.length);
  for (const group of new Set(jobs.map((job) => job.group))) {
    const mine = [...jobs.keys()].filter((index) => jobs[index]?.group === group);
    const alone = transact(
      db,
      jobs.filter((job) => job.group === group),
    );
    for (const [nth, index] of mine.entries()) {
      const outcome = alone.state === 'committed' ? alone.outcomes[nth] : undefined;
      const error = alone.state === 'failed' ? alone.error : new Error('A job was not run.');
      outcomes[index] = outcome ?? { state: 'failed', error };
    }
  }
  return { outcomes, retried: together.error };
}

type Attempt =
  | { readonly state: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly state: 'failed'; readonly error: unknown };

function transact(db: Transactions, jobs: readonly Job[]): Attempt {
  try {
    db.exec('BEGIN IMMEDIATE');
    const outcomes = jobs.map(attempt);
    // INVARIANT: no outcome leaves this function as `committed` before COMMIT, and with it the fsync, has returned.
    db.exec('COMMIT');
    return { state: 'committed', outcomes };
  } catch (error) {
    // SQLite has rolled back by itself after some errors and not after others.
    if (db.isTransaction) db.exec('ROLLBACK');
    return { state: 'failed', error };
  }
}

/** A Fault is a refusal of this job alone, thrown before it wrote anything; any other error ends the transaction. */
function attempt(job: Job): Outcome {
  try {
    return { state: 'done', value: job.run() };
  } catch (error) {
    if (error instanceof Fault) return { state: 'failed', error };
    throw error;
  }
}
