// A name for a route: its own, else the file's; without invisible characters, in one line, not longer than it may be.
import { note, type ImportNote } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';

// Controls, bidirectional overrides and isolates, zero-width characters, lone surrogates: text that reads other than it is.
// Marks (U+200E, U+200F) and joiners (U+200C, U+200D) stay where they stand between letters, Arabic and Hebrew need them.
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- the point of the expression
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B\u2028-\u202E\u2060-\u2069\uFEFF]|\p{Surrogate}/gu;

export function routeName(
  own: string | null,
  fileName: string,
): { readonly name: string; readonly notes: readonly ImportNote[] } {
  const notes: ImportNote[] = [];
  let raw = own ?? '';
  if (clean(raw) === '') {
    raw = baseName(fileName);
    notes.push(note('name-from-file'));
  }
  if (INVISIBLE.test(raw)) notes.push(note('name-cleaned'));
  INVISIBLE.lastIndex = 0;
  return { name: clean(raw), notes };
}

/** A file's name for the record: without folders, short, in plain characters. */
export function shortName(fileName: string): string {
  return clean(fileName.split(/[\\/]/).at(-1) ?? '');
}

/** A file's name without folders and extension, whichever system it comes from. */
export function baseName(fileName: string): string {
  return (fileName.split(/[\\/]/).at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,8}$/, '');
}

function clean(text: string): string {
  const plain = text.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
  // Cut between characters, not inside a pair of surrogates.
  return [...plain]
    .slice(0, IMPORT_LIMITS.nameChars)
    .join('')
    .slice(0, IMPORT_LIMITS.nameChars)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}
