// A board as plain data: records by kind and id, read by everything that is derived. Built from JSON or from any reader.
import { KIND_NAMES, ROOM_RECORD, kindOf, type Kind, type Of } from './kinds/registry.ts';
import type { CellValue } from './kinds/shape.ts';

/** All records of a room by kind and record id. Read-only: whoever derives from it changes nothing. */
export type Board = { readonly [K in Kind]: ReadonlyMap<string, Of<K>> };

/** The board as JSON carries it: `{kind: {record id: {field: value}}}`; emptied cells may be null or left out. */
export interface BoardValues {
  readonly [kind: string]: { readonly [id: string]: { readonly [field: string]: CellValue } };
}

/**
 * Reads JSON into a board. Kinds that are not declared are left out; values are taken as they are, because
 * nothing gets onto a board that the gate did not check.
 */
export function toBoard(json: BoardValues): Board {
  // The gate checked every value against its field, so the records have the shape their kind declares.
  return boardFrom(
    <K extends Kind>(kind: K) => new Map(Object.entries(json[kind] ?? {}) as [string, Of<K>][]),
  );
}

/** A board from a reader of kinds, e.g. the live link's `all`. */
export function boardFrom(all: <K extends Kind>(kind: K) => ReadonlyMap<string, Of<K>>): Board {
  return Object.fromEntries(KIND_NAMES.map((kind) => [kind, all(kind)])) as Board;
}

/** The same board without archived records. */
export function live(board: Board): Board {
  return boardFrom(<K extends Kind>(kind: K) => {
    const left = new Map<string, Of<K>>(board[kind]);
    for (const [id, record] of left) if (isArchived(record)) left.delete(id);
    return left;
  });
}

export function isArchived(record: { readonly archivedAt?: number | null }): boolean {
  return record.archivedAt !== undefined && record.archivedAt !== null;
}

/** The room's own record; empty when nobody set anything yet. */
export function roomRecord(board: Board): Of<'room'> {
  return board.room.get(ROOM_RECORD) ?? {};
}

/** How people call a record: the first title field that has a value, else its id. References are followed once. */
export function titleOf(board: Board, kind: Kind, id: string): string {
  const record: { readonly [field: string]: CellValue | undefined } | undefined = board[kind].get(id);
  const decl = kindOf(kind);
  for (const name of decl?.title ?? []) {
    const value = record?.[name];
    const field = decl?.fields[name];
    if (value === undefined || value === null || value === '') continue;
    if (field?.type === 'ref' && typeof value === 'string' && isKind(field.to))
      return titleOf(board, field.to, value);
    return String(value);
  }
  return id;
}

export function isKind(name: string): name is Kind {
  return kindOf(name) !== undefined;
}
