// Forms from kinds: which inputs a record has, with type, limits and words; the same for creating and for editing.
import { fieldsOf, type Kind } from './kinds/registry.ts';
import type { FieldDecl, PartType, Unit } from './kinds/shape.ts';
import { fieldLabel, partLabel, statusLabel } from './labels.ts';
import type { WordKey } from './words/say.ts';

/** What a person fills in. `lines`: long text · `tuple`: several parts that are one value · `code`: written by machines. */
export type InputKind =
  | { readonly input: 'text' | 'lines'; readonly max: number }
  | {
      readonly input: 'number';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly unit?: Unit;
    }
  | { readonly input: 'km' | 'time' | 'bool' | 'record' | 'code' | 'longitude' | 'latitude' }
  | { readonly input: 'word'; readonly words: readonly { readonly word: string; readonly label: WordKey }[] }
  | { readonly input: 'ref' | 'refs'; readonly to: string }
  | {
      readonly input: 'tuple';
      readonly parts: readonly (InputKind & { readonly name: string; readonly label: WordKey })[];
    };

export type Input = InputKind & {
  readonly field: string;
  readonly label: WordKey;
  readonly decl: FieldDecl;
  readonly required: boolean;
  /** set once, when the record is created */
  readonly naming: boolean;
  readonly restricted: boolean;
  /** an observation: its last part is the time observed */
  readonly observed: boolean;
};

/** From this many characters on a text gets a box of several lines. */
const LINES_FROM = 250;

/** The inputs of a kind in declared order, without `archivedAt`. Who may use which is the policy's answer. */
export function formOf(kind: Kind): readonly Input[] {
  return Object.entries(fieldsOf(kind))
    .filter(([field]) => field !== 'archivedAt')
    .map(([field, decl]) => inputOf(kind, field, decl));
}

export function inputOf(kind: Kind, field: string, decl: FieldDecl): Input {
  return {
    ...kindOfInput(kind, field, decl),
    field,
    decl,
    label: fieldLabel(kind, field),
    required: decl.required === true,
    naming: decl.naming === true,
    restricted: decl.restricted === true,
    observed: decl.type === 'tuple' && decl.obs === true,
  };
}

function kindOfInput(kind: Kind, field: string, decl: FieldDecl): InputKind {
  switch (decl.type) {
    case 'ref':
    case 'refs':
      return { input: decl.type, to: decl.to };
    case 'record':
      return { input: 'record' };
    case 'hash':
    case 'uuid':
      return { input: 'code' };
    case 'tuple':
      return {
        input: 'tuple',
        parts: decl.parts.map((part) => ({
          ...partInput(kind, field, part),
          name: part.name,
          label: partLabel(kind, field, part.name),
        })),
      };
    default:
      return partInput(kind, field, decl);
  }
}

function partInput(kind: Kind, field: string, part: PartType): InputKind {
  switch (part.type) {
    case 'text':
      return { input: part.max >= LINES_FROM ? 'lines' : 'text', max: part.max };
    case 'word':
      return {
        input: 'word',
        words: part.words.map((word) => ({
          word,
          label: statusLabel(kind, field, word) ?? fieldLabel(kind, field),
        })),
      };
    case 'int':
    case 'number': {
      const { min, max, unit, type } = part;
      return { input: 'number', min, max, step: type === 'int' ? 1 : 0.1, ...(unit ? { unit } : {}) };
    }
    case 'lon':
      return { input: 'longitude' };
    case 'lat':
      return { input: 'latitude' };
    case 'km':
    case 'time':
    case 'bool':
      return { input: part.type };
    default:
      return part satisfies never;
  }
}
