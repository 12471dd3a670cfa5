// The tip of a cell: which struct holds its value now. Own undo rests on it: set back only what is still mine.
import type { Doc } from 'yjs';
import { keyOf, type CellRef } from '#domain/cells.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import { mapOf } from './cells.ts';

export interface Tip {
  readonly clientId: number;
  readonly clock: number;
}

/** The struct whose value stands in the cell; undefined while nothing was ever set. */
export function tipOf(doc: Doc, ref: CellRef): Tip | undefined {
  // Y.Map keeps the winning item of each key in `_map`; yjs is pinned exactly, the undo tests notice a change.
  const item = mapOf(doc, ref.kind as Kind)._map.get(keyOf(ref.id, ref.field));
  return item && { clientId: item.lastId.client, clock: item.lastId.clock };
}

export function sameTip(a: Tip | undefined, b: Tip | undefined): boolean {
  return a !== undefined && b !== undefined && a.clientId === b.clientId && a.clock === b.clock;
}
