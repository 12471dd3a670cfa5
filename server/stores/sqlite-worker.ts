// The thread that owns the file. Self-clocked: whatever was queued while the disk worked is the next transaction.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { STORE_LIMITS } from '#domain/limits.ts';
import { transfers } from './packed-entries.ts';
import { SqliteDesk } from './sqlite-desk.ts';
import { openingFault } from './sqlite-faults.ts';
import { type OpenRecord, openRecord, RECORD_FILE } from './sqlite-open.ts';
import type { Answer, FromWorker, Question, WorkerOptions } from './sqlite-wire.ts';

const options = workerData as WorkerOptions;
if (parentPort) start(parentPort);

function start(port: MessagePort): void {
  const say = (message: FromWorker, moved: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, [...moved]);
  };
  let record: OpenRecord;
  try {
    record = openRecord(options);
  } catch (error) {
    return say({ state: 'refused', fault: openingFault(error, options.dir, RECORD_FILE) });
  }
  const desk = new SqliteDesk(record.db, options.dir, (error, questions) => {
    say({ state: 'retried', why: error instanceof Error ? error.message : String(error), questions });
  });
  say({ state: 'opened', notes: record.notes });

  port.on('message', (first: Question) => {
    const questions = queued(port, first);
    const answers = desk.answer(questions);
    const closing = questions.some(({ op }) => op === 'close');
    if (closing) {
      // The last connection moves the log into the file and removes it; the lock goes last.
      record.db.close();
      record.lock.release();
    }
    say({ state: 'answers', answers }, answers.flatMap(moved));
    if (closing) port.close();
  });
}

/** What waits, in order, within the limits of one transaction; the rest comes with the next message event. */
function queued(port: MessagePort, first: Question): Question[] {
  const questions = [first];
  let bytes = bytesOf(first);
  let last = first;
  while (
    last.op !== 'close' &&
    questions.length < STORE_LIMITS.together &&
    bytes < STORE_LIMITS.togetherBytes
  ) {
    const next = receiveMessageOnPort(port) as { message: Question } | undefined;
    if (!next) break;
    last = next.message;
    bytes += bytesOf(last);
    questions.push(last);
  }
  return questions;
}

function bytesOf({ op, ask }: Question): number {
  switch (op) {
    case 'append':
      return ask.entries.bytes.length;
    case 'putBlob':
      return ask.bytes.length;
    case 'putCheckpoint':
      return ask.checkpoint.bytes.length;
    default:
      return 0;
  }
}

/** The answers' big buffers are moved to the other thread, not copied. */
function moved(answer: Answer): ArrayBuffer[] {
  if (answer.state !== 'done' || typeof answer.value !== 'object' || answer.value === null) return [];
  return 'more' in answer.value ? transfers(answer.value.entries) : [];
}
