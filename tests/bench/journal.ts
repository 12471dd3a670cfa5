// Measures the record: node scripts/run.mjs tests/bench/journal.ts [folder]. Prints one table; docs/journal.md shows a run.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#server/journal/ports.ts';
import { schemaHash } from '#server/journal/schema.ts';
import { openLedger, type SealedLedger } from '#server/journal/sealed-ledger.ts';
import { verifyRoom } from '#server/journal/verify.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { draft } from '../server/journal/chains.ts';

const ENTRIES = 100_000;
const above = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'corridor-bench-'));
const dir = join(above, 'data');
const quiet = (): void => undefined;
const log: Log = { info: quiet, warn: quiet, error: quiet };
const ids = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const payload = {
  update: 'A'.repeat(300),
  cells: [{ cell: 'convoy/k7/eta', from: null, to: 1_795_000_000_000 }],
};
const edit = () => draft('board.update', payload);
const rows: [string, string][] = [];

const middle = (times: number[]): number => share(times, 0.5);
function share(times: number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const value = await run();
  return [value, performance.now() - started];
}

/** Entries at a rate, each by itself, as many people's edits arrive. */
async function offered(ledger: SealedLedger, perSecond: number, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const waiting: Promise<unknown>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - started) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const handed = performance.now();
      waiting.push(ledger.append([edit()]).then(() => times.push(performance.now() - handed)));
    }
    await sleep(1);
  }
  await Promise.all(waiting);
  return times;
}

try {
  const [store, first] = await timed(() => openSqlite({ dir, log }));
  rows.push(['open a folder that is not there yet', ms(first)]);
  await store.createRoom({ room: 'r', createdAt: 1, exercise: false });
  const ledger = await openLedger({ store, room: 'r', ids, schema: schemaHash() });

  const single: number[] = [];
  for (let nth = 0; nth < 500; nth++) single.push((await timed(() => ledger.append([edit()])))[1]);
  rows.push([
    'one entry after the other, each waited for: p50 / p99',
    `${ms(middle(single))} / ${ms(share(single, 0.99))}`,
  ]);

  for (const rate of [200, 1000, 5000]) {
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    const times = await offered(ledger, rate, 3);
    loop.disable();
    rows.push([
      `${rate} entries/s offered, handed in → committed: p50 / p99 (event loop p99)`,
      `${ms(middle(times))} / ${ms(share(times, 0.99))} (${ms(loop.percentile(99) / 1e6)})`,
    ]);
  }

  const left = ENTRIES - ledger.seq;
  const [, all] = await timed(async () => {
    const waiting = [];
    for (let nth = 0; nth < left; nth++) {
      waiting.push(ledger.append([edit()]));
      if (nth % 1000 === 999) await waiting.at(-1000);
    }
    await Promise.all(waiting);
  });
  rows.push(['as many as will go, about 1,000 on their way', `${Math.round((1000 * left) / all)} entries/s`]);

  const opens: number[] = [];
  await store.close();
  let again = store;
  for (let nth = 0; nth < 7; nth++) {
    const [opened, time] = await timed(() => openSqlite({ dir, log }));
    opens.push(time);
    again = opened;
    if (nth < 6) await opened.close();
  }
  rows.push([`open a folder with ${ENTRIES} entries, median of 7`, ms(middle(opens))]);
  const [reader, taken] = await timed(() =>
    openLedger({ store: again, room: 'r', ids, schema: schemaHash() }),
  );
  rows.push(['take over a room (claim, head, last entries)', ms(taken)]);
  const [raw, reading] = await timed(() => again.read('r', { after: 0, limit: ENTRIES }));
  rows.push([`read ${raw.length} entries as stored`, ms(reading)]);
  const [parsed, checking] = await timed(() => reader.read({ after: 0, limit: ENTRIES }));
  rows.push([`read ${parsed.length} entries verified and parsed`, ms(checking)]);
  const [verdict, verifying] = await timed(() => verifyRoom(again, 'r'));
  rows.push([`verify the chain of ${ENTRIES}: ${verdict.state}`, ms(verifying)]);
  await again.close();

  const cpu = cpus();
  process.stdout.write(
    `Node ${process.versions.node}, ${cpu.length} × ${cpu[0]?.model ?? 'unknown'}, ${above}\n`,
  );
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, value] of rows) process.stdout.write(`| ${what.padEnd(width)} | ${value} |\n`);
} finally {
  await rm(above, { recursive: true, force: true });
}
