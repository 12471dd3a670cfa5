// Runs every check of the repository in order, stops at the first part that fails, and says how long each took.
//
//   npm test                      everything
//   npm test -- types lint        only the parts named
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { toolFile } from './run/packages.mjs';
import { pages } from './run/pages.mjs';
import { cache, root } from './run/place.mjs';
import { show, tell } from './run/stop.mjs';

/**
 * The six minutes and who gets them (seconds on 2 cores, set-up on a fresh machine aside).
 * `tests` names a vitest project whose results are counted; `run` is a tool and its arguments.
 * @typedef {{name: string, what: string, budget: number, run?: string[], tests?: string, chromium?: true}} Part
 * @type {Part[]}
 */
const parts = [
  {
    name: 'types',
    what: 'types of server, pages and tests',
    budget: 35,
    run: ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'lint', what: 'lint', budget: 35, run: ['eslint', '.', '--max-warnings', '0'] },
  {
    name: 'format',
    what: 'format (npm run format repairs it)',
    budget: 15,
    run: ['prettier', '--check', '--log-level', 'warn', '.'],
  },
  { name: 'node', what: 'floors, unit and server tests', budget: 80, tests: 'node' },
  { name: 'build', what: 'building the pages', budget: 25 },
  {
    name: 'room',
    what: 'stock clients and attackers at real servers',
    budget: 45,
    tests: 'room',
  },
  { name: 'browser', what: 'component tests in Chromium', budget: 40, tests: 'browser', chromium: true },
  {
    name: 'e2e',
    what: 'the whole house with several people in Chromium',
    budget: 85,
    tests: 'e2e',
    chromium: true,
  },
];
const totalBudget = 360;

const results = join(cache, 'test');
const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {{part: Part, seconds: number}[]} */
const times = [];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  const known = parts.map((part) => `  ${part.name.padEnd(9)}${part.what}`).join('\n');
  process.stdout.write(`usage: npm test [-- part …]\n${known}\nOne file: npm run vitest -- run <file>\n`);
  process.exit(asked.includes('--help') ? 0 : 1);
}
const chosen = parts.filter((part) => asked.length === 0 || asked.includes(part.name));

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const stopped = await runAll();
report(stopped);

/** @returns {Promise<string>} why it stopped, or '' */
async function runAll() {
  if (chosen.some((part) => part.chromium)) {
    const chromium = ensureChromium(tell);
    if ('why' in chromium) return `set-up: ${chromium.why}`;
    process.env.CHROMIUM = chromium.path;
  }
  // Types of routes and the tsconfig that everything extends are made by Kit.
  if (!(await tool(['svelte-kit', 'sync']))) return 'set-up: svelte-kit sync failed, its words stand above';
  for (const part of chosen) {
    process.stdout.write(`\n— ${part.name}: ${part.what}\n`);
    const started = performance.now();
    const good = await runPart(part);
    times.push({ part, seconds: (performance.now() - started) / 1000 });
    if (!good) return `${part.name} (${part.what})`;
  }
  return '';
}

/** @param {Part} part @returns {Promise<boolean>} */
async function runPart(part) {
  if (part.run) return tool(part.run);
  if (part.tests) return vitest(part.tests);
  try {
    await pages(process.execPath);
    return true;
  } catch (error) {
    show(error);
    return false;
  }
}

/** @param {string} project @returns {Promise<boolean>} */
async function vitest(project) {
  const file = join(results, `${project}.json`);
  const good = await tool([
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return count(file) && good;
}

/** Adds one result file to the sums; a part that executed nothing proves nothing. @param {string} file */
function count(file) {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stdout.write(
      `No results were written: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return false;
  }
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests + result.numTodoTests;
  if (result.numPassedTests + result.numFailedTests > 0) return result.success === true;
  process.stdout.write('Not one test was executed in this part, so it counts as failed.\n');
  return false;
}

/** Runs a tool of node_modules with this Node. @param {string[]} words @returns {Promise<boolean>} */
function tool([name = '', ...words]) {
  const file = toolFile(name);
  if (!file) throw new Error(`${name} is not in package-lock.json`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...words], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Ctrl-C reaches the tool by itself; SIGTERM comes to us alone.
    const pass = () => void child.kill('SIGTERM');
    process.once('SIGTERM', pass);
    child.on('error', reject);
    child.on('exit', (code) => {
      process.removeListener('SIGTERM', pass);
      resolve(code === 0);
    });
  });
}

/** @param {string} why */
function report(why) {
  const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
  process.stdout.write('\n');
  for (const { part, seconds } of times) line(part.name, seconds, part.budget);
  line('total', total, totalBudget);
  if (counts.skipped > 0)
    process.stdout.write(`${counts.skipped} skipped: look above for why this machine cannot run them\n`);
  // A part without tests of its own that fails, or a run that ended before its tests, is one failure.
  if (why && counts.failed === 0) counts.failed = 1;
  if (why) process.stdout.write(`\nStopped at ${why}\n`);
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

/** @param {string} name @param {number} seconds @param {number} budget seconds */
function line(name, seconds, budget) {
  const share = `${Math.round((100 * seconds) / budget)} %`;
  const over = seconds > budget ? '  over its budget' : '';
  process.stdout.write(
    `${name.padEnd(9)}${seconds.toFixed(1).padStart(7)} s of ${String(budget).padStart(3)} s ${share.padStart(6)}${over}\n`,
  );
}
