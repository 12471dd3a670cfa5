// What is installed is known: pinned, few, explained, one Yjs, and nothing that runs at install time.
import { describe, expect, it } from 'vitest';
import { read } from './floors/sources.ts';
import { parts } from './floors/table.ts';

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
interface Lock {
  packages: Record<
    string,
    { version?: string; resolved?: string; hasInstallScript?: boolean; license?: string }
  >;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as Lock;
const all = { ...manifest.dependencies, ...manifest.devDependencies };

describe('the packages', () => {
  it('are pinned to one exact version each', () => {
    const loose = Object.entries(all).filter(
      ([, version]) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('are at most 25 at run time, each with a line that says why', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(25);
    const reasons = read('docs/dependencies.md');
    expect(Object.keys(all).filter((name) => !reasons.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('run no script when they are installed', () => {
    const scripts = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript === true);
    expect(scripts.map(([path]) => path)).toEqual([]);
  });

  it.each(['yjs', 'lib0', 'y-protocols', 'ws', 'svelte', 'playwright-core'])('hold %s once', (name) => {
    const copies = Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`));
    expect(copies).toEqual([`node_modules/${name}`]);
  });

  it('name no registry, so that every mirror can deliver them', () => {
    expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });

  it('are all known to the table of floors by names that exist', () => {
    const named = parts.flatMap((part) => part.packages).filter((name) => !/^(node:|\$|@turf\/)/.test(name));
    const known = new Set([...Object.keys(all), 'geojson']);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
