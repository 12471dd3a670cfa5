// Finds the Chromium that the browser tests drive, and fetches it from the system's package manager where it may.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
  'chrome.exe',
];
const elsewhere = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const debianPackages = ['chromium', 'fonts-noto-core', 'fonts-noto-ui-core'];

const nextStep =
  'Next step: install Chromium or Chrome (on Debian: apt-get install chromium), or name one: CHROMIUM=/path/to/chrome npm test';

/** How Chromium is started. The sandbox needs a user other than root. @returns {string[]} */
export function chromiumArguments() {
  const root = process.getuid?.() === 0;
  return [...(root ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'];
}

/** The path of a Chromium, Chrome or Edge on this machine; `CHROMIUM` decides when it is set. @returns {string | undefined} */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return runnable(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere];
  return candidates.find(runnable);
}

/**
 * A Chromium, installed now if need be.
 * @param {(line: string) => void} tell for progress
 * @returns {{path: string} | {why: string}} why: a sentence and the next step
 */
export function ensureChromium(tell) {
  const found = findChromium();
  if (found) return { path: found };
  if (process.env.CHROMIUM)
    return { why: `CHROMIUM names ${process.env.CHROMIUM}, and no program lies there.\n${nextStep}` };
  if (process.getuid?.() !== 0)
    return { why: `No Chromium was found, and only root may install one.\n${nextStep}` };
  if (!isDebian())
    return {
      why: `No Chromium was found, and this is not Debian or Ubuntu, where it could be installed now.\n${nextStep}`,
    };
  tell(`no Chromium was found: installing ${debianPackages.join(', ')} with apt-get …`);
  const update = apt(['update', '-q']);
  const install = apt(['install', '-y', '-q', '--no-install-recommends', ...debianPackages]);
  const path = findChromium();
  if (path) return { path };
  return {
    why: `${update}${install}\nNo Chromium was found, and apt-get could not install it (its words stand above).\n${nextStep}`,
  };
}

/** @param {string[]} words @returns {string} the end of what it printed */
function apt(words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', words, { env, encoding: 'utf8' });
  const text = result.error ? `${result.error.message}\n` : `${result.stdout}${result.stderr}`;
  return text.split('\n').slice(-12).join('\n');
}

function isDebian() {
  try {
    return /^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // no such file: another system
  }
}

/** @param {string} path */
function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not ours to run: look on
  }
}
