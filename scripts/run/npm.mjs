// Calls npm from inside a program that npm may have started, and keeps what it prints away from stdout.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { lendLocksTo, root } from './place.mjs';
import { Stop } from './stop.mjs';

// npm hands its own settings down as environment variables, among them ones that would change a nested
// install (prefix, omit, global). Only what leads to the registry is kept.
const kept =
  /^npm_config_(registry|proxy|https_proxy|noproxy|cache|cafile|ca|strict_ssl|userconfig|globalconfig|fetch_.*|prefer_offline|offline|_.*|\/\/.*)$/i;

/** The environment without what npm added for its own script. @returns {NodeJS.ProcessEnv} */
export function cleanEnvironment(source = process.env) {
  /** @type {NodeJS.ProcessEnv} */
  const clean = {};
  for (const [name, value] of Object.entries(source)) {
    if (/^npm_/i.test(name) && !kept.test(name)) continue;
    if (name === 'INIT_CWD') continue;
    clean[name] = value;
  }
  // npm puts the .bin folders of every *ancestor* folder on PATH, where anything could be called `node`.
  const path = pathName(clean);
  const own = join(root, 'node_modules', '.bin');
  const places = (clean[path] ?? '').split(delimiter);
  clean[path] = places
    .filter((place) => place === own || !/[\\/]node_modules[\\/]/.test(`${place}/`))
    .join(delimiter);
  return clean;
}

/** What PATH is called here (Windows writes it Path). @param {NodeJS.ProcessEnv} env */
export function pathName(env) {
  return Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

/**
 * Runs npm and waits.
 * @param {string[]} words
 * @returns {Promise<{ok: boolean, output: string}>} everything it printed, for the explanation
 */
export function npm(words) {
  const self = process.env.npm_execpath ?? '';
  const viaNode = /npm-cli\.c?js$/.test(self);
  const command = viaNode ? process.execPath : 'npm';
  const all = viaNode ? [self, ...words] : words;
  const env = cleanEnvironment();
  return run(command, all, env, !viaNode && process.platform === 'win32').catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Stop(
      'npm was not found, and it is needed to install the packages.',
      `install npm (it comes with Node from https://nodejs.org; on Debian and Ubuntu: apt-get install npm), then run the same command again. Node here: ${dirname(process.execPath)}`,
    );
  });
}

/**
 * @param {string} command @param {string[]} words @param {NodeJS.ProcessEnv} env @param {boolean} [shell]
 * @returns {Promise<{ok: boolean, output: string}>}
 */
export function run(command, words, env, shell = false) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: root, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    lendLocksTo(child.pid);
    // Told to end during the set-up, we take the tool along and wait for it: it may be putting things back.
    let ended = false;
    const end = () => {
      ended = true;
      child.kill('SIGTERM');
    };
    process.once('SIGTERM', end);
    child.on('error', reject);
    child.on('close', (code) => {
      if (ended) process.exit(143);
      process.removeListener('SIGTERM', end);
      resolve({ ok: code === 0, output });
    });
  });
}
