// Reads what is to be run, does the set-up that this needs and no more, and runs it.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isServer, launch, warm } from './launch.mjs';
import { fittingNode } from './node.mjs';
import { packages, toolFile } from './packages.mjs';
import { pages } from './pages.mjs';
import { root } from './place.mjs';
import { Stop, end } from './stop.mjs';

/** @param {string[]} words what stands after `node scripts/run.mjs` */
export async function go(words) {
  try {
    process.exitCode = await prepareAndRun(words);
  } catch (error) {
    end(error);
  }
}

/** @param {string[]} words @returns {Promise<number>} the exit code */
async function prepareAndRun([first, ...rest]) {
  if (first === undefined) {
    throw new Stop(
      'Nothing to run was named.',
      'use `npm start`, `npm test`, or `node scripts/run.mjs <file> [arguments]`.',
    );
  }
  // Both go to the network on a fresh machine and neither needs the other.
  const [node] = await Promise.all([fittingNode(), packages()]);
  if (first === '--build') {
    await pages(node);
    return 0;
  }
  if (first === '--bin') return launch(node, tool(rest[0]), rest.slice(1));
  const file = program(first);
  if (servesPages(file, rest) && (await pages(node))) await warm(node, file);
  return launch(node, file, rest);
}

/** @param {string | undefined} name */
function tool(name) {
  const file = name && toolFile(name);
  if (!file)
    throw new Stop(
      `There is no tool named "${name ?? ''}" in node_modules.`,
      'look at the tools in package.json (vitest, eslint, prettier, svelte-check, vite).',
    );
  return file;
}

/** @param {string} name relative to the repository, or to where we stand */
function program(name) {
  const inside = join(root, name);
  const file = existsSync(inside) ? inside : resolve(name);
  if (!existsSync(file))
    throw new Stop(`There is no program ${name}.`, 'check the name; the commands are listed in README.md.');
  return file;
}

/** Only the server serves built pages; in development it makes them itself, and --help shows none. @param {string} file @param {string[]} words */
function servesPages(file, words) {
  return isServer(file) && !words.includes('--dev') && !words.includes('--help');
}
