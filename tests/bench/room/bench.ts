// The live room beside other servers: npm run bench [-- --only a,c --rounds n --quick]. Interleaved rounds, medians, one table; docs/room.md shows a run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contenders, type Contender, type Running } from './contenders.ts';
import { share } from './crowd.ts';
import { manyEdits, manyReaders } from './fan-out.ts';
import { freshJoins, joins } from './joins.ts';
import { memoryOfMany } from './memory.ts';
import { presenceOfMany } from './presence.ts';
import { machine, takeLastCore } from './process.ts';
import { cache, installReferences } from './references.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';
import { slowReaders } from './slow-readers.ts';

const SCENARIOS: readonly Scenario[] = [
  manyReaders,
  manyEdits,
  joins,
  freshJoins,
  presenceOfMany,
  slowReaders,
  memoryOfMany,
];
const USAGE = `npm run bench [-- --only ${SCENARIOS.map(({ name }) => name).join(',')}] [--rounds n] [--quick]\n`;

/** Figures of every round, by contender. */
type Rounds = Map<Contender, Figures[]>;

const asked = options();
if (!asked) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  mkdirSync(cache, { recursive: true });
  installReferences((line) => process.stderr.write(`${line}\n`));
  takeLastCore();
  const { scenarios, rounds, dose } = asked;
  say(`${machine()}; server on the first core, load on the last; ${rounds} interleaved rounds, medians`);
  say('y-websocket: @y/websocket-server 0.1.1; @hocuspocus/server 4.7.0; yjs 13.6.33; bare relay: ws 8.23.0');
  for (const scenario of scenarios) await compare(scenario, rounds, dose);
}

async function compare(scenario: Scenario, rounds: number, dose: Dose): Promise<void> {
  const all: Rounds = new Map(contenders.map((contender) => [contender, []]));
  const kept = new Map<Contender, Running>();
  try {
    for (let round = 0; round < rounds; round++) {
      // Whoever comes first in one round comes last in the next: a machine that warms up favours nobody.
      const order = round % 2 ? contenders.toReversed() : contenders;
      for (const contender of order) {
        process.stderr.write(`${scenario.name} round ${round + 1}: ${contender.name}\n`);
        const running = kept.get(contender) ?? (await begin(scenario, contender, dose));
        if (scenario.prepare) kept.set(contender, running);
        try {
          all.get(contender)?.push(await measured(scenario, contender, running, dose));
        } finally {
          if (!scenario.prepare) await running.stop();
        }
      }
    }
  } finally {
    for (const running of kept.values()) await running.stop();
  }
  report(scenario, all, dose);
}

/** What another server cannot do is a figure too; what ours cannot do is a mistake of ours. */
async function measured(
  scenario: Scenario,
  contender: Contender,
  running: Running,
  dose: Dose,
): Promise<Figures> {
  try {
    return await scenario.measure(running, dose);
  } catch (error) {
    if (contender === contenders[0]) throw error;
    process.stderr.write(`${contender.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return {};
  }
}

async function begin(scenario: Scenario, contender: Contender, dose: Dose): Promise<Running> {
  const running = await contender.start(scenario.start(dose));
  try {
    await scenario.prepare?.(running, dose);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

function report(scenario: Scenario, all: Rounds, dose: Dose): void {
  const { name, what, columns, reach, start } = scenario;
  const keys = Object.keys(columns);
  const medians = new Map([...all].map(([contender, rounds]) => [contender, medianOf(rounds, keys)]));
  const [ours] = medians.values();
  const raised = Object.entries(start(dose).raised ?? {}).map((row) => row.join('='));
  say(`\n**${name}**: ${what(dose)}. To reach: ${reach}.`);
  if (raised.length > 0) say(`Raised for Corridor: ${raised.join(', ')}.`);
  say(`| server | ${Object.values(columns).join(' | ')} | Corridor’s share |`);
  say(`|---|${keys.map(() => '---').join('|')}|---|`);
  for (const [contender, figures] of medians) {
    const cells = keys.map((key) => shown(figures[key]));
    const [first = ''] = keys;
    const ratio =
      contender === contenders[0]
        ? ''
        : shown((ours?.[first] ?? Number.NaN) / (figures[first] ?? Number.NaN));
    say(`| ${[contender.name, ...cells, ratio].join(' | ')} |`);
  }
  const rows = Object.fromEntries([...all].map(([contender, rounds]) => [contender.name, rounds]));
  const file = join(cache, `${name.replace("'", '-')}.json`);
  writeFileSync(
    file,
    JSON.stringify({ machine: machine(), at: new Date(), what: what(dose), raised, rows }, null, 1),
  );
}

function medianOf(rounds: readonly Figures[], keys: readonly string[]): Figures {
  return Object.fromEntries(
    keys.map((key) => {
      const values = rounds.map((figures) => figures[key] ?? Number.NaN);
      // A server that could not do it once could not do it.
      return [key, values.some(Number.isNaN) ? Number.NaN : share(values, 0.5)];
    }),
  );
}

function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return 'cannot';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function options(): { scenarios: readonly Scenario[]; rounds: number; dose: Dose } | undefined {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean' } },
    });
    const quick = values.quick === true;
    const rounds = Number(values.rounds ?? (quick ? 1 : 5));
    const names = values.only?.split(',') ?? SCENARIOS.map(({ name }) => name);
    const scenarios = SCENARIOS.filter(({ name }) => names.includes(name));
    return Number.isInteger(rounds) && rounds > 0 && scenarios.length === names.length
      ? { scenarios, rounds, dose: { quick } }
      : undefined;
  } catch {
    return undefined; // an option that is none
  }
}
