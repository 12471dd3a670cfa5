// The sentence of an import's problem or note: catalogue key and params, and where in the file it is.
import type { ImportFormat, ImportNote, ImportProblem } from './import-outcome.ts';
import { importWordKey, type ImportWordKey } from './words/say-imports.ts';
import type { WordParams } from './words/voice.ts';

export interface Sentence {
  readonly key: ImportWordKey;
  readonly params: WordParams;
}

/** A problem's code is a file's, a value's or a refusal's own; each has its words in its own place. */
export function problemSentence({ code, params }: ImportProblem): Sentence {
  const key =
    importWordKey(`import.${code}`) ?? importWordKey(`value.${code}`) ?? importWordKey(`refusal.${code}`);
  return { key: key ?? 'refusal.internal', params };
}

/** Where it is: spreadsheet row and column, line of a text file, or JSON pointer; null for the file as a whole. */
export function problemPlace({ row, field }: ImportProblem, format: ImportFormat | null): Sentence | null {
  if (row === null) return field === null ? null : { key: 'import.at.place', params: { field } };
  if (format !== 'csv') return { key: 'import.at.line', params: { row } };
  return field === null
    ? { key: 'import.at.row', params: { row } }
    : { key: 'import.at.cell', params: { row, field } };
}

export function noteSentence({ code, params }: ImportNote): Sentence {
  return { key: `import.note.${code}`, params };
}
