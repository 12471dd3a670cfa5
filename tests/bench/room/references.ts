// The servers we measure ourselves against, installed by the benchmark itself, pinned, and in no list of the product.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
export const cache = join(root, '.cache', 'bench');
const home = join(cache, 'references');

const PACKAGES = {
  yjs: '13.6.33',
  ws: '8.23.0',
  '@y/websocket-server': '0.1.1',
  '@hocuspocus/server': '4.7.0',
} as const;

/** Installs what is not there yet. Answers the folder from which programs find these packages. */
export function installReferences(say: (line: string) => void): string {
  if (Object.entries(PACKAGES).every(([name, version]) => installed(name) === version)) return home;
  say(
    `installing ${Object.entries(PACKAGES)
      .map((row) => row.join(' '))
      .join(', ')} into ${home} …`,
  );
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error'];
  execFileSync('npm', ['install', '--no-save', ...quiet, ...wanted], { cwd: home, stdio: 'inherit' });
  return home;
}

function installed(name: string): string | undefined {
  const file = join(home, 'node_modules', name, 'package.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    : undefined;
}
