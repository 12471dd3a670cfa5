// The pages' voice: keys checked by type. What only the terminal says stands in say-all.ts and is never sent to a browser.
import { en } from './en.ts';
import { fill, type Message, type WordParams } from './voice.ts';

export type { Message, WordParams };
export type WordKey = keyof typeof en;
export type Words = { readonly [key in WordKey]: Message };

export function sayIn(words: Words, language: string, key: WordKey, params?: WordParams): string {
  return fill(words[key], language, params);
}

export function say(key: WordKey, params?: WordParams): string {
  return sayIn(en, 'en', key, params);
}

/** For keys built from data (`refusal.<code>`, `convoy.phase.<word>`): undefined when the catalogue has none. */
export function wordKey(key: string): WordKey | undefined {
  return Object.hasOwn(en, key) ? (key as WordKey) : undefined;
}
