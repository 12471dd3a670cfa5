// The store's worker with a weakness, for a test: asked to remove the room `die` it ends without answering anybody.
import { parentPort } from 'node:worker_threads';
import type { Question } from '#server/stores/sqlite-wire.ts';

// In front of the real program's own listener, which is not reached any more.
parentPort?.on('message', ({ op, ask }: Question) => {
  if (op === 'dropRoom' && ask === 'die') process.exit(1);
});
await import('#server/stores/sqlite-worker.ts');
