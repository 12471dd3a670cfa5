// How a message is said: gaps filled, plurals by the language's own rules. Which catalogue speaks is said elsewhere.

/** A message: text with `{name}` gaps, or one text per plural form chosen by the parameter `n`. */
export type Message = string | { readonly [form in Intl.LDMLPluralRule]?: string };
export type WordParams = { readonly [name: string]: string | number };

/** A gap without a parameter stays visible as `{name}`: a fault to see, not to hide. */
export function fill(message: Message, language: string, params: WordParams = {}): string {
  const text = typeof message === 'string' ? message : pluralOf(message, language, Number(params['n'] ?? 0));
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => (name in params ? String(params[name]) : gap));
}

function pluralOf(message: Exclude<Message, string>, language: string, n: number): string {
  const form = new Intl.PluralRules(language).select(n);
  return message[form] ?? message.other ?? '';
}
