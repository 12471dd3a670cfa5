// A value in few characters, for lines about changes: times of today without their day, observations without their time.
import { titleOf, type Board } from '#domain/board-model.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import type { CellValue, FieldDecl } from '#domain/kinds/shape.ts';
import { showValue, type Piece } from '#domain/shown.ts';
import { localDateTime } from '#domain/times.ts';
import { say } from '#domain/words/say.ts';
import { local, zulu } from '../shell/when.ts';

const HALF_DAY = 12 * 3_600_000;

export interface ShortText {
  readonly kind: Kind;
  readonly field: string;
  readonly decl: FieldDecl;
  readonly value: CellValue | undefined;
  readonly board: Board;
  /** ms; what lies further from it than half a day is told with its day */
  readonly now: number;
}

export function shortText({ kind, field, decl, value, board, now }: ShortText): string {
  const shown = showValue(kind, field, decl, value);
  // When something was observed is nearly always when the line says it was entered.
  const observed = decl.type === 'tuple' && decl.obs === true && shown.length > 1;
  return (observed ? shown.slice(0, -1) : shown).map(({ piece }) => pieceText(piece, board, now)).join(' · ');
}

function pieceText(piece: Piece, board: Board, now: number): string {
  switch (piece.piece) {
    case 'text':
      return piece.text;
    case 'word':
      return say(piece.key);
    case 'number':
      return piece.unit ? `${piece.text} ${say(`unit.${piece.unit}`)}` : piece.text;
    case 'bool':
      return say(piece.yes ? 'record.yes' : 'record.no');
    case 'time': {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const near = Math.abs(piece.at - now) < HALF_DAY;
      return `${near ? local(piece.at) : localDateTime(piece.at, zone)} ${zulu(piece.at)}`;
    }
    case 'record':
      return titleOf(board, piece.kind, piece.id);
    default:
      return piece satisfies never;
  }
}
