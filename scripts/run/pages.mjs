// Builds the pages into build/ when anything they are made of changed, and swaps them in as a whole.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, run } from './npm.mjs';
import { toolFile } from './packages.mjs';
import { alone, cache, hashOf, readOr, root, writeWhole } from './place.mjs';
import { Stop, explain, tell } from './stop.mjs';

const sources = [
  'src',
  'static',
  'package.json',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
];
const stamp = join(cache, 'pages');
const build = join(root, 'build');

/** @param {string} node the Node that runs the build @returns {Promise<boolean>} were they built anew? */
export async function pages(node) {
  if (fresh(hashOf(sources))) return false;
  await alone('pages', async () => {
    const now = hashOf(sources);
    if (!fresh(now)) await make(node, now);
  });
  return true;
}

/** @param {string} hash */
function fresh(hash) {
  return readOr(stamp) === hash && existsSync(join(build, 'index.html'));
}

/** @param {string} node @param {string} hash */
async function make(node, hash) {
  const started = Date.now();
  tell('building the pages …');
  const vite = toolFile('vite');
  if (!vite)
    throw new Stop(
      'The build tool (vite) is not in package-lock.json.',
      'restore package-lock.json from the repository and run again.',
    );
  const draft = join(cache, 'pages-draft');
  rmSync(draft, { recursive: true, force: true });
  const result = await run(node, [vite, 'build', '--logLevel', 'warn'], {
    ...cleanEnvironment(),
    CORRIDOR_BUILD: '.cache/pages-draft',
  });
  if (!result.ok || !existsSync(join(draft, 'index.html')))
    throw explain('build the pages', result.output, root);
  // A server that runs on the old pages meets the whole old ones or the whole new ones, never a half.
  const old = join(cache, 'pages-old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(build)) renameSync(build, old);
  renameSync(draft, build);
  rmSync(old, { recursive: true, force: true });
  writeWhole(stamp, hash);
  tell(`pages built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
