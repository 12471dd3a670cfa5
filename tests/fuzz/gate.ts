// Attacks the gate until the time is up: npm run fuzz -- [--seed n] [--seconds n]. The same seed gives the same updates again.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Chance } from '../server/gate/chance.ts';
import { shift } from '../server/gate/shift.ts';
import { siege } from '../server/gate/siege.ts';
import { judgedIn, type Tally } from '../server/gate/watch.ts';

const USAGE = 'npm run fuzz -- [--seed n] [--seconds n]: seeds from n on, for so many seconds (60)\n';
/** Three rooms for each seed. */
const WAYS = {
  'tampered bytes': (seed: number) => siege(new Chance(seed), 'bytes', tally, undefined, hear),
  'impossible origins': (seed: number) => siege(new Chance(seed), 'origins', tally, undefined, hear),
  'an honest shift': (seed: number) => shift(new Chance(seed), tally),
} as const;

const tally: Tally = new Map();
/** of all hostile updates and their verdicts: two runs of one seed show the same */
const print = createHash('sha256');
const hear = (bytes: Uint8Array, { verdict }: { verdict: string }): void =>
  void print.update(bytes).update(verdict);

const asked = options();
if (asked) process.exitCode = run(asked.seed, asked.seconds);
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}

function run(first: number, seconds: number): number {
  const end = performance.now() + seconds * 1000;
  let shown = performance.now();
  let seed = first;
  process.stdout.write(`from seed ${first}, for ${seconds} s\n`);
  do {
    for (const [way, attack] of Object.entries(WAYS)) {
      try {
        attack(seed);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        process.stdout.write(
          `BROKEN at seed ${seed} by ${way}: ${why}\nAgain: npm run fuzz -- --seed ${seed} --seconds 0\n`,
        );
        return 1;
      }
    }
    seed++;
    if (performance.now() - shown > 5000) {
      shown = performance.now();
      process.stdout.write(
        `seed ${seed - 1}: ${judgedIn(tally)} updates, ${tally.get('accepted') ?? 0} accepted\n`,
      );
    }
  } while (performance.now() < end);
  const rows = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
  process.stdout.write(`${rows.join(', ')}\n`);
  process.stdout.write(
    `${seed - first} seeds (${first}–${seed - 1}), ${judgedIn(tally)} updates, nothing broke, ${print.digest('hex').slice(0, 16)}\n`,
  );
  return 0;
}

function options(): { seed: number; seconds: number } | undefined {
  const number = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { seed: number, seconds: number } });
    const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
    const seconds = Number(values.seconds ?? 60);
    return Number.isInteger(seed) && seconds >= 0 ? { seed, seconds } : undefined;
  } catch {
    return undefined; // an option that is none
  }
}
