// Values as honest people type them, for every field type there is: an attack on nothing but the gate's prejudices.
import type { Doc } from 'yjs';
import { boardJson } from '#board/cells.ts';
import { KIND_NAMES } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl, PartType, Primitive } from '#domain/kinds/shape.ts';
import { NOW } from './cast.ts';
import type { Chance } from './chance.ts';

const WORDS = [
  'KILO-1',
  'طريق مفتوح',
  'Brücke gesperrt',
  '🚚 8',
  'O’Neill',
  '<b>x</b>',
  'a, b',
  'km 31.4',
  '=1+1',
  '‏يمين',
];

/** What is left of a sign cut in two: forms refuse it, and on the wire it would turn into another character. */
const HALF_A_SIGN = /\p{Surrogate}/gu;

function text(chance: Chance): string {
  return Array.from({ length: chance.whole(1, 3) }, () => chance.pick(WORDS)).join(' ');
}

export function honestValue(chance: Chance, field: FieldDecl, doc: Doc): CellValue {
  if (!field.required && chance.once(12)) return null;
  switch (field.type) {
    case 'tuple':
      return field.parts.map((part) => honestPart(chance, part));
    case 'ref':
      return recordOf(chance, field.to, doc);
    case 'record': {
      const kind = chance.pick(KIND_NAMES);
      return `${kind}/${recordOf(chance, kind, doc)}`;
    }
    case 'refs':
      return [...new Set([recordOf(chance, field.to, doc), recordOf(chance, field.to, doc)])].join(',');
    case 'hash':
      return Array.from({ length: 64 }, () => '0123456789abcdef'[chance.whole(0, 15)]).join('');
    case 'uuid':
      return '019a2b3c-4d5e-7f80-9a1b-2c3d4e5f6071';
    default:
      return honestPart(chance, field);
  }
}

function honestPart(chance: Chance, part: PartType): Primitive {
  switch (part.type) {
    case 'text':
      return text(chance).slice(0, part.max).replace(HALF_A_SIGN, '').trim() || 'x';
    case 'word':
      return chance.pick(part.words);
    case 'bool':
      return chance.once(2);
    case 'int':
      return chance.whole(part.min, part.max);
    case 'number':
      return part.min + chance.next() * (part.max - part.min);
    case 'km':
      return chance.whole(0, 700) / 10;
    case 'time':
      return NOW - chance.whole(0, 86_400_000);
    case 'lon':
      return chance.next() * 360 - 180;
    case 'lat':
      return chance.next() * 180 - 90;
  }
}

function recordOf(chance: Chance, kind: string, doc: Doc): string {
  const ids = Object.keys(boardJson(doc)[kind] ?? {});
  return ids.length > 0 ? chance.pick(ids) : chance.id();
}
