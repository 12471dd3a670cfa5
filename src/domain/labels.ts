// Catalogue keys of kinds, fields, status words and tuple parts. Every one exists: the catalogue is typed over the kinds.
import type { Kind } from './kinds/registry.ts';
import { wordKey, type WordKey } from './words/say.ts';

/** `Convoy` */
export function kindLabel(kind: Kind): WordKey {
  return kind;
}

/** `Convoys` */
export function kindsLabel(kind: Kind): WordKey {
  return `${kind}.many`;
}

/** The label of a declared field; `archivedAt` has one word for all kinds. Throws on a field nobody declared. */
export function fieldLabel(kind: Kind, field: string): WordKey {
  return must(field === 'archivedAt' ? 'record.archivedAt' : `${kind}.${field}`);
}

/** The word of a status, e.g. `convoy.phase.en_route`; undefined for a word the field does not have. */
export function statusLabel(kind: Kind, field: string, word: string): WordKey | undefined {
  return wordKey(`${kind}.${field}.${word}`);
}

/** The label of one part of a tuple, e.g. `convoy.radio.km`. Throws on a part nobody declared. */
export function partLabel(kind: Kind, field: string, part: string): WordKey {
  return must(`${kind}.${field}.${part}`);
}

function must(key: string): WordKey {
  const found = wordKey(key);
  if (found === undefined) throw new Error(`no word for ${key}`);
  return found;
}
