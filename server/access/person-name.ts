// A person's name as others will read it: nothing invisible that makes two different names look alike.
import { ACCESS_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';

const FIELD = { type: 'text', max: ACCESS_LIMITS.nameChars, who: { by: 'S' }, required: true } as const;

/** Zero-width spaces and marks; the joiners U+200C and U+200D stay, Persian and Indic names need them. */
const INVISIBLE = /[\u00AD\u180E\u200B\u200E\u200F\u2060-\u2064]/g;

/** The name to keep. Throws `name-required` when nothing readable is left, `bad-request` when it does not fit. */
export function personName(text: string): string {
  const name = text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
  if (name === '' || /^[\u200C\u200D\s]+$/.test(name)) throw new Refused('name-required');
  if (valueProblem(FIELD, name) !== null) throw new Refused('bad-request', { what: 'name' });
  return name;
}

/** Do two names name the same person? Not by case or by how the letters are encoded. */
export function sameName(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
}
