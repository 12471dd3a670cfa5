// The drill of the live room: npm run drill:room [-- --seed n --seeds n --people n --operations n --only seeds|table]. Goes on where it stopped.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Broken, RAISED, runBatch, type BatchOutcome, type Dose } from './batch.ts';
import { runTable } from './table.ts';

const USAGE = `npm run drill:room [-- --seed n] [--seeds n] [--people n] [--operations n] [--only seeds|table]
  seeds from n on (1), so many (200), people in each room (6), operations of each person (300);
  afterwards every case of the conformance suite, the slow ones too. Seeds that held for this commit are not run again.
`;
/** Rooms in one server process at a time. */
const TOGETHER = 4;
const root = join(import.meta.dirname, '..', '..');
const progressFile = join(root, '.cache', 'drill', 'room.json');

interface Progress {
  /** of which commit, with how much work */
  readonly of: string;
  held: number[];
}

process.setMaxListeners(0); // every stock client listens for the end of its process, and there are many
const asked = options();
if (!asked) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const held = asked.only === 'table' || (await drill(asked.first, asked.count, asked.dose));
  const table = asked.only === 'seeds' || (await runTable((line) => process.stdout.write(`${line}\n`)));
  process.exitCode = held && table ? 0 : 1;
}

async function drill(first: number, count: number, dose: Dose): Promise<boolean> {
  const progress = progressOf(dose);
  const seeds = Array.from({ length: count }, (_, n) => first + n);
  const left = count === 1 ? seeds : seeds.filter((seed) => !progress.held.includes(seed));
  const raised = Object.entries(RAISED).map(([name, value]) => `${name}=${value}`);
  say(
    `${dose.people} people × ${dose.operations} operations × ${count} seeds (${first}–${first + count - 1})`,
  );
  say(`Raised, because nobody here waits between two edits: ${raised.join(' ')}`);
  if (left.length < count) say(`${count - left.length} seeds held before, for ${progress.of}`);
  const all: BatchOutcome[] = [];
  const began = performance.now();
  for (let at = 0; at < left.length; at += TOGETHER) {
    const seedsNow = left.slice(at, at + TOGETHER);
    const started = performance.now();
    try {
      const outcome = await runBatch(seedsNow, dose);
      all.push(outcome);
      keep(progress, seedsNow);
      say(`seeds ${seedsNow.join(', ')}: ${told(outcome)}, ${seconds(started)}`);
    } catch (error) {
      broke(error, seedsNow, dose);
      return false;
    }
  }
  say(`${left.length} seeds hold: ${told(total(all))}, ${seconds(began)}`);
  return true;
}

function broke(error: unknown, seeds: readonly number[], { people, operations }: Dose): void {
  const at = error instanceof Broken ? `seed ${error.seed}` : `seeds ${seeds.join(', ')}`;
  const why = error instanceof Error ? error.message : String(error);
  say(`BROKEN at ${at}: ${why}`);
  const dose = `--people ${people} --operations ${operations}`;
  // Rooms in one process share its restarts, so the whole batch is run again.
  say(`Again: npm run drill:room -- --only seeds --seed ${seeds[0]} --seeds ${seeds.length} ${dose}`);
}

function told({ happened, stopped, killed }: BatchOutcome): string {
  const { operations, typed, epochs, roles, revoked } = happened;
  return [
    `${operations} operations, ${typed} of them edits`,
    `${epochs} epochs, ${roles} roles changed, ${revoked} people put out and invited again`,
    `server asked to end ${stopped} times, killed ${killed}`,
  ].join(', ');
}

function total(outcomes: readonly BatchOutcome[]): BatchOutcome {
  const happened = { operations: 0, typed: 0, epochs: 0, roles: 0, revoked: 0 };
  const ends = { stopped: 0, killed: 0 };
  for (const outcome of outcomes) {
    for (const what of Object.keys(happened) as (keyof typeof happened)[])
      happened[what] += outcome.happened[what];
    ends.stopped += outcome.stopped;
    ends.killed += outcome.killed;
  }
  return { happened, ...ends };
}

/** What held counts for one commit and one dose; with changes that are not committed, for this run only. */
function progressOf({ people, operations }: Dose): Progress {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain') !== '';
  const of = `${git('rev-parse', 'HEAD')} ${people} × ${operations}${changed ? ` and changes of ${Date.now()}` : ''}`;
  try {
    const kept = JSON.parse(readFileSync(progressFile, 'utf8')) as Progress;
    if (kept.of === of) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { of, held: [] };
}

function keep(progress: Progress, seeds: readonly number[]): void {
  progress.held = [...new Set([...progress.held, ...seeds])];
  mkdirSync(dirname(progressFile), { recursive: true });
  writeFileSync(progressFile, JSON.stringify(progress));
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function options(): { first: number; count: number; dose: Dose; only: string | undefined } | undefined {
  const number = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { seed: number, seeds: number, people: number, operations: number, only: number },
    });
    const [first, count, people, operations] = [
      [values.seed, 1],
      [values.seeds, values.seed === undefined ? 200 : 1],
      [values.people, 6],
      [values.operations, 300],
    ].map(([text, standard]) => Number(text ?? standard)) as [number, number, number, number];
    const whole = [first, count, people, operations].every((value) => Number.isInteger(value) && value > 0);
    const knownPart = values.only === undefined || ['seeds', 'table'].includes(values.only);
    return whole && knownPart ? { first, count, dose: { people, operations }, only: values.only } : undefined;
  } catch {
    return undefined; // an option that is none
  }
}
