// Values into pieces a page or a printout words and formats: texts, catalogue keys, numbers with unit, times, references.
import { kindOf, type Kind } from './kinds/registry.ts';
import type { CellValue, FieldDecl, PartType, Primitive, Unit } from './kinds/shape.ts';
import { partLabel, statusLabel } from './labels.ts';
import { kmText } from './units.ts';
import type { WordKey } from './words/say.ts';

export type Piece =
  | { readonly piece: 'text'; readonly text: string }
  | { readonly piece: 'word'; readonly key: WordKey }
  /** the number as text, rounded as its type asks; `unit.<unit>` is its word */
  | { readonly piece: 'number'; readonly text: string; readonly unit?: Unit }
  | { readonly piece: 'bool'; readonly yes: boolean }
  /** ms */
  | { readonly piece: 'time'; readonly at: number }
  | { readonly piece: 'record'; readonly kind: Kind; readonly id: string };

/** One value as pieces, labelled where it has parts. No pieces: there is no value. */
export type Shown = readonly { readonly label?: WordKey; readonly piece: Piece }[];

/** How a value of a field is shown. Values that do not fit their field are shown as plain text, never hidden. */
export function showValue(kind: Kind, name: string, field: FieldDecl, value: CellValue | undefined): Shown {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    return value.map((one: Primitive, i) => {
      const part = field.type === 'tuple' ? field.parts[i] : undefined;
      if (!part) return { piece: text(one) };
      return { label: partLabel(kind, name, part.name), piece: pieceOf(kind, name, part, one) };
    });
  }
  const one = value as Primitive;
  switch (field.type) {
    case 'ref':
      return [{ piece: recordPiece(field.to, one) }];
    case 'refs':
      return String(one)
        .split(',')
        .filter((id) => id !== '')
        .map((id) => ({ piece: recordPiece(field.to, id) }));
    case 'record': {
      const [of = '', id = ''] = String(one).split('/');
      return [{ piece: recordPiece(of, id) }];
    }
    case 'tuple':
    case 'hash':
    case 'uuid':
      return [{ piece: text(one) }];
    default:
      return [{ piece: pieceOf(kind, name, field, one) }];
  }
}

function pieceOf(kind: Kind, name: string, part: PartType, value: Primitive): Piece {
  switch (part.type) {
    case 'word': {
      const key = statusLabel(kind, name, String(value));
      return key ? { piece: 'word', key } : text(value);
    }
    case 'bool':
      return typeof value === 'boolean' ? { piece: 'bool', yes: value } : text(value);
    case 'time':
      return typeof value === 'number' ? { piece: 'time', at: value } : text(value);
    case 'km':
      return typeof value === 'number' ? { piece: 'number', text: kmText(value), unit: 'km' } : text(value);
    case 'int':
    case 'number':
      return { piece: 'number', text: String(value), ...(part.unit ? { unit: part.unit } : {}) };
    case 'lon':
    case 'lat':
      return typeof value === 'number' ? { piece: 'number', text: value.toFixed(5) } : text(value);
    case 'text':
      return text(value);
    default:
      return part satisfies never;
  }
}

function recordPiece(kind: string, id: Primitive): Piece {
  return kindOf(kind) ? { piece: 'record', kind: kind as Kind, id: String(id) } : text(id);
}

function text(value: Primitive): Piece {
  return { piece: 'text', text: String(value ?? '') };
}
