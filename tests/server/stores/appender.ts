// A program for tests: opens the folder it is given, appends without end and writes each acknowledged seq to stdout.
//
//   node appender.ts <dir> <entries in flight> <last seq | 0 for no end>
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openLedger } from '#server/journal/sealed-ledger.ts';
import { StoreError } from '#server/journal/store.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { draft, SCHEMA } from '../journal/chains.ts';

const [dir = '', inFlight = '1', last = '0'] = process.argv.slice(2);
const ROOM = 'room-a';
const quiet = () => undefined;

let close = (): Promise<void> => Promise.resolve();
try {
  const store = await openSqlite({ dir, log: { info: quiet, warn: quiet, error: quiet } });
  close = () => store.close();
  const rooms = await store.rooms();
  if (rooms.length === 0) await store.createRoom({ room: ROOM, createdAt: 1, exercise: false });
  const ids = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const ledger = await openLedger({ store, room: ROOM, ids, schema: SCHEMA });
  writeSync(1, `open ${ledger.seq}\n`);
  const end = Number(last) || Infinity;
  const one = async (): Promise<void> => {
    while (ledger.seq < end) {
      const [committed] = await ledger.append([
        draft('board.update', { update: 'A'.repeat(ledger.seq % 3000) }),
      ]);
      writeSync(1, `ack ${committed?.seq}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, one));
  await close();
  writeSync(1, 'closed\n');
} catch (error) {
  writeSync(1, error instanceof StoreError ? `${error.fault}: ${error.message}\n` : `${String(error)}\n`);
  process.exitCode = 1;
  await close();
}
