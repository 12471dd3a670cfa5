// `npm run -s samples -- <folder> …`: imports every file of a folder into an empty room in memory and writes what became of it.
import { mkdir, readdir, readFile as readBytes, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportOutcome } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { say, type WordKey, type WordParams } from '#domain/words/say-all.ts';
import { reportOf, type Sample } from './sample-report.ts';
import { scratchRoom } from './scratch-room.ts';

/** A sentence for the terminal; ends the program with 1. */
class Stop extends Error {
  constructor(key: WordKey, params: WordParams = {}) {
    super(say(key, params));
  }
}

async function main(): Promise<void> {
  const { folders, out, help } = args();
  if (help) return print(say('samples.help'));
  if (folders.length === 0) throw new Stop('samples.no-folder');
  const samples: Sample[] = [];
  for (const folder of folders) samples.push(...(await samplesOf(folder)));
  const refused = samples.filter(({ outcome }) => outcome.problems.length > 0).length;
  await write(out, reportOf(samples));
  print(say('samples.done', { file: out, n: samples.length, taken: samples.length - refused, refused }));
}

function args(): { readonly folders: readonly string[]; readonly out: string; readonly help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'docs/import.md' },
        help: { type: 'boolean', default: false },
      },
    });
    return { folders: positionals, out: values.out, help: values.help };
  } catch (error) {
    if (error instanceof TypeError) throw new Stop('samples.help');
    throw error;
  }
}

async function samplesOf(folder: string): Promise<readonly Sample[]> {
  const files = await filesIn(folder);
  if (files.length === 0) throw new Stop('samples.empty', { folder });
  const title = basename(resolve(folder));
  const samples: Sample[] = [];
  for (const path of files) {
    const name = relative(folder, path).split(sep).join('/');
    samples.push({ folder: title, name, outcome: await outcomeOf(path, name) });
  }
  return samples;
}

/** All files below a folder by name, in an order that no machine's language changes; hidden ones left out. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new Stop('samples.unreadable', { folder, code: codeOf(error) });
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Each file meets an empty room of its own, so that the order of files changes nothing. */
async function outcomeOf(path: string, name: string): Promise<ImportOutcome> {
  const { size } = await stat(path);
  // A file that is too large is refused for its size; there is no need to hold more of it than shows that.
  const bytes = size > IMPORT_LIMITS.bytes ? new Uint8Array(IMPORT_LIMITS.bytes + 1) : await readBytes(path);
  const { imports, member, close } = await scratchRoom();
  try {
    return await imports.commit(member, { name: basename(name), type: '', bytes: new Uint8Array(bytes) });
  } finally {
    await close();
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new Stop('samples.unwritable', { file, code: codeOf(error) });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
