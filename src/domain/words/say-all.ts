// The terminal's voice: every word there is, for the server, its commands and its store.
import { en } from './en.ts';
import { commandWords } from './en/commands.ts';
import { importWords } from './en/imports.ts';
import { optionWords } from './en/options.ts';
import { startWords } from './en/start.ts';
import { storeWords } from './en/store.ts';
import { fill, type WordParams } from './voice.ts';

export type { WordParams };
const all = { ...en, ...commandWords, ...importWords, ...optionWords, ...startWords, ...storeWords } as const;
export type WordKey = keyof typeof all;

export function say(key: WordKey, params?: WordParams): string {
  return fill(all[key], 'en', params);
}
