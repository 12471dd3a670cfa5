// The table of a kind: its columns in the order people need them, derived from the declaration.
import { fieldOf, kindOf, type Kind } from './kinds/registry.ts';
import type { FieldDecl } from './kinds/shape.ts';
import { fieldLabel } from './labels.ts';
import type { WordKey } from './words/say.ts';

export interface Column {
  readonly field: string;
  readonly label: WordKey;
  readonly decl: FieldDecl;
  /** numbers and times stand right, words left */
  readonly align: 'start' | 'end';
}

/** The columns a table of this kind shows; `more` adds fields behind the declared ones. */
export function columnsOf(kind: Kind, more: readonly string[] = []): readonly Column[] {
  return [...(kindOf(kind)?.columns ?? []), ...more].flatMap((field) => {
    const decl = fieldOf(kind, field);
    return decl ? { field, decl, label: fieldLabel(kind, field), align: alignOf(decl) } : [];
  });
}

function alignOf(decl: FieldDecl): 'start' | 'end' {
  switch (decl.type) {
    case 'int':
    case 'number':
    case 'km':
    case 'lon':
    case 'lat':
    case 'time':
      return 'end';
    default:
      return 'start';
  }
}
