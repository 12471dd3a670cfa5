// A program for tests: opens the folder it is given, appends without end and writes each acknowledged seq to stdout.
//
//   node appender.ts <dir> <entries in flight> <last seq | 0 for no end>
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openLedger } from '#server/journal/sealed-ledger.ts';
import { StoreError } from '#server/journal/store.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { draft, SCHEMA } from '../journal/chains.ts';

const [dir = '', inFlight = '1', last = '0'] = process.argv.slice(2);
const ROOM = 'room-a';
const quiet = () => undefined;

/**
 * Written before it returns, as the order of "on disk" and "told" is what tests look at. The pipe does not block (the
 * store's worker thread makes Node open stdout): while nobody reads it takes no more, which must not end this program
 * and let go of the folder.
 */
async function say(line: string): Promise<void> {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      await setTimeout(5);
    }
  }
}

let close = (): Promise<void> => Promise.resolve();
try {
  const store = await openSqlite({ dir, log: { info: quiet, warn: quiet, error: quiet } });
  close = () => store.close();
  const rooms = await store.rooms();
  if (rooms.length === 0) await store.createRoom({ room: ROOM, createdAt: 1, exercise: false });
  const ids = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const ledger = await openLedger({ store, room: ROOM, ids, schema: SCHEMA });
  await say(`open ${ledger.seq}`);
  const end = Number(last) || Infinity;
  const one = async (): Promise<void> => {
    while (ledger.seq < end) {
      const [committed] = await ledger.append([
        draft('board.update', { update: 'A'.repeat(ledger.seq % 3000) }),
      ]);
      await say(`ack ${committed?.seq}`);
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, one));
  await close();
  await say('closed');
} catch (error) {
  await say(error instanceof StoreError ? `${error.fault}: ${error.message}` : String(error));
  process.exitCode = 1;
  await close();
}
