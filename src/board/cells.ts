// The cells inside a Y.Doc: read, write, list. Flat by construction, one root Y.Map per kind, key `<id>.<field>`.
import type { Doc, Map as YMap } from 'yjs';
import { keyOf, parseKey, type CellRef } from '#domain/cells.ts';
import { KIND_NAMES, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';

export interface CellWrite {
  readonly ref: CellRef;
  readonly value: CellValue;
}

/** `{kind: {record id: {field: value}}}`, emptied cells left out. */
export type BoardJson = { [kind: string]: { [id: string]: { [field: string]: CellValue } } };

/** The Y.Map of a kind. Creates the root, so call it with kinds of the registry only. */
export function mapOf(doc: Doc, kind: Kind): YMap<CellValue> {
  return doc.getMap<CellValue>(kind);
}

export function readCell(doc: Doc, kind: Kind, id: string, field: string): CellValue | undefined {
  return mapOf(doc, kind).get(keyOf(id, field));
}

/** Sets cells in one transaction; `origin` says who, so that every change has one. */
export function writeCells(doc: Doc, writes: readonly CellWrite[], origin: unknown): void {
  doc.transact(() => {
    for (const { ref, value } of writes) mapOf(doc, ref.kind as Kind).set(keyOf(ref.id, ref.field), value);
  }, origin);
}

/** The whole board as JSON; records keep no order. */
export function boardJson(doc: Doc): BoardJson {
  const board: BoardJson = {};
  for (const kind of KIND_NAMES) {
    const records: BoardJson[string] = {};
    for (const [key, value] of mapOf(doc, kind)) {
      const cell = parseKey(key);
      if (!cell || value === null) continue;
      (records[cell.id] ??= {})[cell.field] = value;
    }
    board[kind] = records;
  }
  return board;
}
