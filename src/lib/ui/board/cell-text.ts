// Values as the text a person types and reads, and back: what stands in a field can always be typed into it again.
import { titleOf, isKind, type Board } from '#domain/board-model.ts';
import { isTextProblem, parseText, type EntryContext, type TextProblem } from '#domain/entry.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl, PartType, Primitive } from '#domain/kinds/shape.ts';
import { showValue, type Piece } from '#domain/shown.ts';
import { localDateTime } from '#domain/times.ts';
import { kmText } from '#domain/units.ts';
import { say } from '#domain/words/say.ts';
import type { EditProblem } from '#live/contract.ts';
import { sentence } from '../shell/refused.ts';
import { zulu } from '../shell/when.ts';

export const timeZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What stands in the input: words and references as stored, times and km as one types them. */
export function typedText(field: FieldDecl, value: CellValue | undefined, board: Board): string {
  if (value === null || value === undefined) return '';
  if (field.type === 'tuple') {
    const parts: readonly Primitive[] = Array.isArray(value) ? value : [];
    return field.parts.map((part, i) => partText(part, parts[i] ?? null)).join('; ');
  }
  if (field.type === 'refs' && isKind(field.to)) {
    const { to } = field;
    return String(value)
      .split(',')
      .filter((id) => id !== '')
      .map((id) => titleOf(board, to, id))
      .join(', ');
  }
  return typeof value === 'object' ? value.join('; ') : partText(field, value);
}

function partText(field: FieldDecl | PartType, value: Primitive): string {
  if (value === null) return '';
  if (field.type === 'time' && typeof value === 'number') return localDateTime(value, timeZone);
  return field.type === 'km' && typeof value === 'number' ? kmText(value) : String(value);
}

/** Reads what was typed. An observation without its time was seen now. */
export function readTyped(field: FieldDecl, text: string, context: EntryContext): CellValue | TextProblem {
  const value = parseText(field, text, context);
  if (!isTextProblem(value) || field.type !== 'tuple' || field.obs !== true) return value;
  const parts = text.includes(';') || field.parts.length === 2 ? [text.trim()] : text.trim().split(/\s+/);
  const again = parseText(field, [...parts, String(context.now)].join('; '), context);
  return isTextProblem(again) ? value : again;
}

/** A value in words, as people read it: times local and Zulu, references by name. */
export function readableText(
  kind: Kind,
  name: string,
  field: FieldDecl,
  value: CellValue | undefined,
  board: Board,
): string {
  return showValue(kind, name, field, value)
    .map(({ piece }) => pieceText(piece, board))
    .join(' · ');
}

function pieceText(piece: Piece, board: Board): string {
  switch (piece.piece) {
    case 'text':
      return piece.text;
    case 'word':
      return say(piece.key);
    case 'number':
      return piece.unit ? `${piece.text} ${say(`unit.${piece.unit}`)}` : piece.text;
    case 'bool':
      return say(piece.yes ? 'record.yes' : 'record.no');
    case 'time':
      return say('time.both', { local: localDateTime(piece.at, timeZone), zulu: zulu(piece.at) });
    case 'record':
      return titleOf(board, piece.kind, piece.id);
    default:
      return piece satisfies never;
  }
}

/** Why an entry was not taken, as a sentence. */
export function entryProblem(problem: EditProblem | TextProblem): string {
  if ('refusal' in problem) return sentence(problem.refusal);
  const { why, ...params } = 'problem' in problem ? problem.problem : problem;
  return say(`value.${why}`, params);
}
