// The message catalogue's voice: keys checked by type, parameters filled, plurals by the language's own rules.
import { en } from './en.ts';

/** A message: text with `{name}` gaps, or one text per plural form chosen by the parameter `n`. */
export type Message = string | { readonly [form in Intl.LDMLPluralRule]?: string };
export type WordKey = keyof typeof en;
export type Words = { readonly [key in WordKey]: Message };
export type WordParams = { readonly [name: string]: string | number };

/** Says a message in a language. A gap without a parameter stays visible as `{name}`: a fault to see, not to hide. */
export function sayIn(words: Words, language: string, key: WordKey, params: WordParams = {}): string {
  const message: Message = words[key];
  const text = typeof message === 'string' ? message : pluralOf(message, language, Number(params['n'] ?? 0));
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => (name in params ? String(params[name]) : gap));
}

export function say(key: WordKey, params?: WordParams): string {
  return sayIn(en, 'en', key, params);
}

/** For keys built from data (`refusal.<code>`, `convoy.phase.<word>`): undefined when the catalogue has none. */
export function wordKey(key: string): WordKey | undefined {
  return Object.hasOwn(en, key) ? (key as WordKey) : undefined;
}

function pluralOf(message: Exclude<Message, string>, language: string, n: number): string {
  const form = new Intl.PluralRules(language).select(n);
  return message[form] ?? message.other ?? '';
}
