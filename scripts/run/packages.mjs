// Brings node_modules in line with package-lock.json, and does nothing when it already is.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { alone, hashOf, readOr, root, writeWhole } from './place.mjs';
import { Stop, errorText, explain, notWritable, tell } from './stop.mjs';

// The stamp lies inside node_modules, so that it vanishes with what it vouches for.
const stamp = join(root, 'node_modules', '.corridor-lock');

/** @returns {Promise<void>} */
export async function packages() {
  if (readOr(stamp) === lockHash()) return;
  await alone('packages', async () => {
    const wanted = lockHash();
    if (readOr(stamp) === wanted) return;
    if (!matches()) await install();
    try {
      writeWhole(stamp, wanted);
    } catch (error) {
      throw notWritable('install the packages', join(root, 'node_modules'), errorText(error));
    }
  });
}

function lockHash() {
  return hashOf(['package-lock.json']);
}

async function install() {
  const started = Date.now();
  tell('installing packages (only when they changed) …');
  // --include=dev: the pages are built here, also where NODE_ENV=production is set.
  const result = await npm([
    'ci',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  if (!result.ok) {
    rmSync(stamp, { force: true });
    throw explain('install the packages', result.output, root);
  }
  if (!matches()) {
    throw new Stop(
      'The packages were installed, but some are missing.',
      'delete the folder node_modules and run the same command again.',
      result.output,
    );
  }
  tell(`packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * Whether what lies in node_modules is what the lockfile says: after `npm install` by hand it is, and a second
 * install would only take away the folder under the feet of whatever runs. npm writes its own list last, so an
 * install that was interrupted never matches.
 */
function matches() {
  const wanted = entries(readOr(join(root, 'package-lock.json')));
  const present = entries(readOr(join(root, 'node_modules', '.package-lock.json')));
  if (!wanted || !present) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const here = present[path];
    if (here ? here.integrity !== entry.integrity || here.version !== entry.version : !entry.optional)
      return false;
    if (here && !existsSync(join(root, path, 'package.json'))) return false;
  }
  return true;
}

/** @param {string} text @returns {Record<string, {version?: string, integrity?: string, optional?: boolean}> | undefined} */
function entries(text) {
  if (text === '') return undefined;
  try {
    return JSON.parse(text).packages;
  } catch {
    return undefined; // a half-written list: install again
  }
}

/** The file behind a tool's name, from the lockfile (works without the .bin links of one platform). @param {string} name */
export function toolFile(name) {
  const known = JSON.parse(readOr(join(root, 'package-lock.json'), '{"packages":{}}')).packages;
  for (const [path, entry] of Object.entries(known)) {
    const bin = /** @type {{bin?: Record<string, string>}} */ (entry).bin?.[name];
    if (bin && path.lastIndexOf('node_modules/') === 0) return join(root, path, bin);
  }
  return undefined;
}
