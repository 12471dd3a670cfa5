// What is wrong with the arguments of a command line, as a sentence.
import { say } from '#domain/words/say-all.ts';

/** Node's own errors name the option in quotes; their sentences are for programmers. Undefined for any other error. */
export function argumentMistake(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || !('code' in error)) return undefined;
  const what = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return say('command.unknown-option', { what });
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return say('command.option-value', { what });
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return say('command.unexpected', { what });
    default:
      return undefined;
  }
}
