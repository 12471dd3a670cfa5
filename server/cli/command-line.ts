// One command on the command line: its options from one declaration, help from the catalogue, mistakes as sentences.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { say, type WordKey } from '#domain/words/say-all.ts';
import { CommandProblem } from '../access/command-problem.ts';
import { argumentMistake } from './argument-mistake.ts';

export interface OptionDecl {
  readonly type: 'string' | 'boolean';
  readonly sentence: WordKey;
  readonly required?: true;
}

/** Options given, by name; and the words that are none. */
export interface Given {
  readonly values: { readonly [option: string]: string | boolean | undefined };
  readonly words: readonly string[];
}

export interface CommandLine {
  /** as in `npm run -s <command>` and on the control socket */
  readonly command: string;
  readonly help: WordKey;
  readonly options: { readonly [option: string]: OptionDecl };
  /** words that are no options: `set`'s kind and values, `import`'s file; left out: none are taken */
  readonly takesWords?: true;
  /** What the command is asked with. Throws `CommandProblem`. */
  params(given: Given): unknown;
  /** After the result was printed: a sentence for stderr and exit code 1, when it is not what was wanted. */
  complaint?(result: unknown): string | undefined;
}

/** Options that every command has. */
const OWN: { readonly [option: string]: OptionDecl } = {
  'data-dir': { type: 'string', sentence: 'command.option.data-dir' },
  help: { type: 'boolean', sentence: 'command.option.help' },
};

/** Throws `CommandProblem` that says what is wrong and how to see the usage. */
export function readCommandLine(line: CommandLine, args: readonly string[]): Given | 'help' {
  const options = { ...line.options, ...OWN };
  const { values, positionals } = parsed(line, options, args);
  if (values['help'] === true) return 'help';
  for (const [name, decl] of Object.entries(options)) {
    if (decl.required && values[name] === undefined)
      throw usage(line, say('command.missing', { option: `--${name}` }));
  }
  return { values: values as Given['values'], words: positionals };
}

/** A whole number given as an option; undefined when it was not given. */
export function countOf(line: CommandLine, { values }: Given, option: string): number | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,6}$/.test(text)) return Number(text);
  throw usage(line, say('command.no-count', { option: `--${option}` }));
}

export function textOf({ values }: Given, option: string): string | undefined {
  const text = values[option];
  return typeof text === 'string' ? text : undefined;
}

export function helpOf(line: CommandLine): string {
  const rows = Object.entries({ ...line.options, ...OWN }).map(
    ([name, { type, sentence }]) =>
      `  ${`--${name}${type === 'string' ? ' <…>' : ''}`.padEnd(20)} ${say(sentence)}`,
  );
  return [say(line.help), '', say('command.options'), ...rows].join('\n');
}

export function usage({ command }: Pick<CommandLine, 'command'>, what: string): CommandProblem {
  return new CommandProblem('command.usage', { what, command });
}

function parsed(
  line: CommandLine,
  options: { readonly [option: string]: OptionDecl },
  args: readonly string[],
) {
  const types: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type }]),
  );
  try {
    return parseArgs({
      args: [...args],
      options: types,
      strict: true,
      allowPositionals: line.takesWords ?? false,
    });
  } catch (error) {
    const what = argumentMistake(error);
    if (what === undefined) throw error;
    throw usage(line, what);
  }
}
