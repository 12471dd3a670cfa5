// Runs a command: by the server that has the data folder, or here when nobody has it. JSON on stdout, sentences on stderr.
import { sentenceOf } from '../access/command-problem.ts';
import type { CommandAnswer, CommandRequest } from '../access/commander.ts';
import { readConfig, type Config } from '../config.ts';
import { askServer } from '../transports/control-client.ts';
import { helpOf, readCommandLine, textOf, type CommandLine, type Given } from './command-line.ts';

export interface Ran {
  readonly code: 0 | 1;
  readonly out: string;
  readonly err: string;
}

/** Never rejects for what a person can mend; exit code 1 and a sentence then. */
export async function runCommand(
  line: CommandLine,
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
): Promise<Ran> {
  try {
    const given = readCommandLine(line, args);
    if (given === 'help') return { code: 0, out: `${helpOf(line)}\n`, err: '' };
    const config = configOf(given, env);
    if (typeof config === 'string') return failed(config);
    const request = { command: line.command, params: await line.params(given) };
    const answer = await answerOf(config, request);
    if (!answer.ok) return failed(answer.sentence);
    const out = `${JSON.stringify(answer.result)}\n`;
    const complaint = line.complaint?.(answer.result);
    return complaint === undefined ? { code: 0, out, err: '' } : { code: 1, out, err: `${complaint}\n` };
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return failed(sentence);
  }
}

/** The last line of every `server/cli/<command>.ts`. */
export async function main(line: CommandLine): Promise<void> {
  const { code, out, err } = await runCommand(line, process.argv.slice(2), process.env);
  process.stderr.write(err);
  process.stdout.write(out);
  process.exitCode = code;
}

async function answerOf(config: Config, request: CommandRequest): Promise<CommandAnswer> {
  const answer = await askServer(config.dataDir, request);
  if (answer !== 'nobody') return answer;
  // The whole engine is loaded only when it is needed: beside a running server a command starts in no time.
  const { answerAlone } = await import('./alone.ts');
  return answerAlone(config, request);
}

/** The same options as the server's, from the same place; or a sentence. */
function configOf(given: Given, env: { readonly [name: string]: string | undefined }): Config | string {
  const dataDir = textOf(given, 'data-dir');
  const read = readConfig(dataDir === undefined ? [] : ['--data-dir', dataDir], env);
  switch (read.is) {
    case 'config':
      return read.config;
    case 'problem':
      return read.sentence;
    case 'help':
      return read.text;
    default:
      return read satisfies never;
  }
}

function failed(sentence: string): Ran {
  return { code: 1, out: '', err: `${sentence}\n` };
}
