// The voice of imports: the pages' words and those about files; loaded where a file is brought in.
import { en } from './en.ts';
import { importWords } from './en/imports.ts';
import { fill, type WordParams } from './voice.ts';

const words = { ...en, ...importWords } as const;
export type ImportWordKey = keyof typeof words;

export function sayImport(key: ImportWordKey, params?: WordParams): string {
  return fill(words[key], 'en', params);
}

/** For keys built from codes: undefined when the catalogue has none. */
export function importWordKey(key: string): ImportWordKey | undefined {
  return Object.hasOwn(words, key) ? (key as ImportWordKey) : undefined;
}
