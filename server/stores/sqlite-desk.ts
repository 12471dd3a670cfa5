// Answers questions in the order they came: writes that follow each other in one commit, a read after what was before it.
import type { DatabaseSync } from 'node:sqlite';
import { type CommitResult, commitTogether, type Job, type Outcome } from './group-commit.ts';
import { SqliteAccess } from './sqlite-access.ts';
import { faultFrom, isFull } from './sqlite-faults.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { RECORD_FILE } from './sqlite-open.ts';
import type { Answer, Question, Questions } from './sqlite-wire.ts';

export class SqliteDesk {
  readonly #db: DatabaseSync;
  readonly #dir: string;
  readonly #journal: SqliteJournal;
  readonly #access: SqliteAccess;
  /** told when a common transaction failed and its parts were tried alone */
  readonly #noted: (error: unknown, questions: number) => void;
  readonly #together: (jobs: readonly Job[]) => CommitResult;

  constructor(
    db: DatabaseSync,
    dir: string,
    noted: (error: unknown, questions: number) => void,
    /** how jobs are committed; a test watches here */
    together = (jobs: readonly Job[]): CommitResult =>
      commitTogether(db, jobs, (error) => this.#relieve(error)),
  ) {
    this.#db = db;
    this.#dir = dir;
    this.#journal = new SqliteJournal(db);
    this.#access = new SqliteAccess(db);
    this.#noted = noted;
    this.#together = together;
  }

  answer(questions: readonly Question[]): Answer[] {
    const answers: Answer[] = [];
    let writes: Question[] = [];
    for (const question of questions) {
      if (groupOf(question) !== undefined) {
        writes.push(question);
        continue;
      }
      answers.push(...this.#commit(writes));
      writes = [];
      answers.push(this.#toAnswer(question, this.#look(question)));
    }
    answers.push(...this.#commit(writes));
    return answers;
  }

  #commit(questions: readonly Question[]): Answer[] {
    if (questions.length === 0) return [];
    const jobs = questions.map((question): Job => {
      return { group: groupOf(question) ?? '', run: () => this.#run(question) };
    });
    const { outcomes, retried } = this.#together(jobs);
    if (retried !== undefined) this.#noted(retried, questions.length);
    return questions.map((question, index) => {
      return this.#toAnswer(question, outcomes[index] ?? { state: 'failed', error: new Error('lost') });
    });
  }

  #look(question: Question): Outcome {
    try {
      return { state: 'done', value: this.#run(question) };
    } catch (error) {
      return { state: 'failed', error };
    }
  }

  /** A full disk: moving the log into the file lets the log begin anew, often enough for what is waiting. */
  #relieve(error: unknown): void {
    if (!isFull(error)) return;
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (worse) {
      this.#noted(worse, 0); // as full as before; what waits is tried again all the same
    }
  }

  #run(question: Question): Questions[Question['op']]['answer'] {
    const { op, ask } = question;
    switch (op) {
      case 'rooms':
        return this.#journal.rooms();
      case 'createRoom':
        return done(this.#journal.createRoom(ask));
      case 'dropRoom':
        this.#journal.dropRoom(ask);
        return done(this.#access.dropRoom(ask));
      case 'claim':
        return this.#journal.claim(ask);
      case 'head':
        return this.#journal.head(ask);
      case 'append':
        return done(this.#journal.append(ask));
      case 'read':
        return this.#journal.read(ask);
      case 'putCheckpoint':
        return done(this.#journal.putCheckpoint(ask.room, ask.checkpoint));
      case 'checkpoint':
        return this.#journal.checkpoint(ask);
      case 'putBlob':
        return done(this.#journal.putBlob(ask));
      case 'blob':
        return this.#journal.blob(ask);
      case 'load':
        return this.#access.load();
      case 'save':
        return done(this.#access.save(ask));
      case 'close':
        return null;
      default:
        return op satisfies never;
    }
  }

  #toAnswer({ id }: Question, outcome: Outcome): Answer {
    if (outcome.state === 'failed') {
      return { id, state: 'failed', fault: faultFrom(outcome.error, this.#dir, RECORD_FILE) };
    }
    return { id, state: 'done', value: outcome.value as Questions[Question['op']]['answer'] };
  }
}

/** What fails with it when a common transaction cannot be committed; undefined for what only reads. */
function groupOf({ op, ask }: Question): string | undefined {
  switch (op) {
    case 'createRoom':
      return `room ${ask.room}`;
    case 'dropRoom':
    case 'claim':
      return `room ${ask}`;
    case 'append':
      return `room ${ask.room}`;
    // Beside the room: a checkpoint that is too big for the disk must not take the room's edits with it.
    case 'putCheckpoint':
    case 'putBlob':
      return `beside ${ask.room}`;
    case 'save':
      return 'access';
    case 'rooms':
    case 'head':
    case 'read':
    case 'checkpoint':
    case 'blob':
    case 'load':
    case 'close':
      return undefined;
    default:
      return op satisfies never;
  }
}

function done(_nothing: void): null {
  return null;
}
