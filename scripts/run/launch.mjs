// Runs one program as a child that never outlives us: its exit code is ours, and a lost parent ends both.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { cleanEnvironment, pathName } from './npm.mjs';
import { watchNpm } from './parent.mjs';
import { cache, root } from './place.mjs';
import { Stop, errorText } from './stop.mjs';

const quiet = '--disable-warning=ExperimentalWarning';
/** The server lives for weeks beside others: a young generation of 4 MiB instead of 16 costs it 15 to 20 MB less. */
export const serverFlags = [quiet, '--max-semi-space-size=4'];

/** What the program and all it starts run with. @param {string} node */
function environmentFor(node) {
  const env = cleanEnvironment();
  // What the program itself starts by the name `node` is the same Node.
  const path = pathName(env);
  env[path] = [dirname(node), join(root, 'node_modules', '.bin'), env[path]].filter(Boolean).join(delimiter);
  env.NODE_COMPILE_CACHE ??= join(cache, 'compiled');
  return env;
}

/**
 * Fills the compile cache before the first start: a server that has to strip types itself keeps 40 MB more for as
 * long as it runs. A failure is not told here; the start right after tells it better.
 * @param {string} node @param {string} file @returns {Promise<void>}
 */
export function warm(node, file) {
  return new Promise((resolve) => {
    const child = spawn(node, [quiet, file, '--help'], {
      stdio: 'ignore',
      env: environmentFor(node),
    });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}

/**
 * @param {string} node the Node that runs it
 * @param {string} file
 * @param {string[]} words its arguments
 * @returns {Promise<number>} its exit code (128 + number when a signal ended it)
 */
export function launch(node, file, words) {
  const env = environmentFor(node);

  return new Promise((resolve, reject) => {
    const child = spawn(node, [...(isServer(file) ? serverFlags : [quiet]), file, ...words], {
      stdio: 'inherit',
      env,
    });

    /** INVARIANT: asked to end, never killed: the program finishes what it is writing. @param {NodeJS.Signals} signal */
    const ask = (signal) => void child.kill(signal);

    process.on('SIGTERM', () => ask('SIGTERM'));
    process.on('SIGINT', () => {
      // Ctrl-C on a terminal reaches the whole group, so the program has it already: a second one would mean "at once".
      if (!process.stdin.isTTY && !process.stdout.isTTY && !process.stderr.isTTY) ask('SIGINT');
    });
    const stopWatching = watchNpm(() => ask('SIGTERM'));

    child.on('error', (error) => {
      reject(
        new Stop(
          `Could not start ${file}.`,
          'delete the folder .cache and run the same command again.',
          errorText(error),
        ),
      );
    });
    child.on('exit', (code, signal) => {
      stopWatching();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** @param {string} file */
export function isServer(file) {
  return relative(root, file) === join('server', 'main.ts');
}
