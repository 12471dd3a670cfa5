// Why a command was not carried out, as the sentence a terminal shows: what happened, and the next step.
import { Refused, type Refusal } from '#domain/refusals.ts';
import { say, type WordKey, type WordParams } from '#domain/words/say-all.ts';
import { StoreError } from '../journal/store.ts';

export class CommandProblem extends Error {
  override readonly name = 'CommandProblem';
  constructor(key: WordKey, params: WordParams = {}) {
    super(say(key, params));
  }
}

/** A sentence for everything that is meant to be told; undefined for what nobody foresaw. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof CommandProblem || error instanceof StoreError) return error.message;
  return error instanceof Refused ? sentenceOfRefusal(error.refusal) : undefined;
}

function sentenceOfRefusal({ code, params, cell }: Refusal): string {
  const sentence = say(`refusal.${code}`, params);
  return cell === undefined ? sentence : say('command.at', { cell, sentence });
}
