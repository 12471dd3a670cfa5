// The `import` command as it is typed; the file is read here, by whoever types it, and sent to the server as it is.
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportOutcome } from '#domain/import-outcome.ts';
import { problemPlace, problemSentence } from '#domain/import-words.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { say } from '#domain/words/say-all.ts';
import { CommandProblem } from '../access/command-problem.ts';
import type { ImportCommand } from '../exchange/command.ts';
import { textOf, usage, type CommandLine, type Given } from './command-line.ts';

export const importLine: CommandLine = {
  command: 'import',
  help: 'import.command.help',
  options: {
    room: { type: 'string', sentence: 'command.option.room', required: true },
    party: { type: 'string', sentence: 'import.command.party' },
    'dry-run': { type: 'boolean', sentence: 'import.command.dry-run' },
  },
  takesWords: true,
  params: importParams,
  complaint: (result) => complaint(result as ImportOutcome),
};

async function importParams(given: Given): Promise<ImportCommand> {
  const [path, ...more] = given.words;
  if (path === undefined) throw usage(importLine, say('import.command.file'));
  if (more.length > 0) throw usage(importLine, say('import.command.files'));
  const bytes = await bytesOf(path);
  const party = textOf(given, 'party');
  return {
    room: textOf(given, 'room') ?? '',
    ...(party === undefined ? {} : { party }),
    dryRun: given.values['dry-run'] === true,
    file: { name: basename(path), base64: bytes.toString('base64') },
  };
}

/** Its size first: nobody waits for a file that is too large anyway. */
async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > IMPORT_LIMITS.bytes) {
      const max = IMPORT_LIMITS.bytes / (1024 * 1024);
      throw new CommandProblem('import.command.too-big', { file: path, max });
    }
    return await readFile(path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new CommandProblem('import.command.unreadable', { file: path, code: String(error.code) });
  }
}

/** A line for each problem, beside the JSON that programs read. */
function complaint({ problems, format }: ImportOutcome): string | undefined {
  if (problems.length === 0) return undefined;
  const lines = problems.map((one) => {
    const { key, params } = problemSentence(one);
    const sentence = say(key, params);
    const place = problemPlace(one, format);
    return place
      ? say('import.command.problem', { place: say(place.key, place.params), sentence })
      : sentence;
  });
  return [say('import.command.problems', { n: problems.length }), ...lines].join('\n');
}
