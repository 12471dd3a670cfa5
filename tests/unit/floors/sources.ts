// Collects the sources of the repository as they lie on disk.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from './violation.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const ours = /\.(ts|mjs|js|svelte|css)$/;

/** A file of the repository, as text. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** All sources below the folders named, and those directly in the repository. */
export function sourcesBelow(folders: readonly string[]): Source[] {
  const direct = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile() && ours.test(entry.name))
    .map(({ name }) => name);
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && ours.test(entry.name))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      ),
  );
  return [...direct, ...below].sort().map((path) => ({ path, text: read(path) }));
}
