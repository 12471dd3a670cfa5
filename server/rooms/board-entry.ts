// The payload of a `board.update` entry: the bytes that were applied, the cells they set, the clocks they used.
import { fromBase64, toBase64 } from 'lib0/buffer';
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { CellChange } from '#domain/protocol.ts';
import { isCellValue } from '#domain/values.ts';
import type { ClientRange } from './gate/verdict.ts';

/** One change of the board as it lives in memory. */
export interface BoardChange {
  /** Yjs update, V1, encoded by this server */
  readonly update: Uint8Array;
  /** in the order in which views set them */
  readonly cells: readonly CellChange[];
  readonly clients: readonly ClientRange[];
  /** the server set newer observations again, so the ages of these cells are the ones before the older arrived */
  readonly restores: boolean;
}

type CellRow =
  | readonly [cell: CellAddress, from: CellValue, to: CellValue]
  | readonly [cell: CellAddress, from: CellValue, to: CellValue, lost: CellValue, lostBy: string];

/** The payload as JSON. */
export interface BoardPayload {
  /** base64 */
  readonly update: string;
  readonly cells: readonly CellRow[];
  readonly clients: readonly (readonly [clientId: number, from: number, to: number])[];
  readonly restores?: true;
}

export function payloadOf(change: BoardChange): BoardPayload {
  const payload: BoardPayload = {
    update: toBase64(change.update),
    cells: change.cells.map(({ cell, from, to, lost }) =>
      lost ? [cell, from, to, lost.value, lost.by] : [cell, from, to],
    ),
    clients: change.clients.map(({ clientId, from, to }) => [clientId, from, to]),
  };
  return change.restores ? { ...payload, restores: true } : payload;
}

/** Reads a payload back; undefined when it is none (redacted, damaged, written by something else). */
export function changeOf(payload: unknown): BoardChange | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { update, cells, clients, restores } = payload as { [key: string]: unknown };
  if (typeof update !== 'string' || !Array.isArray(cells) || !Array.isArray(clients)) return undefined;
  const changes = cells.map(cellOf);
  const ranges = clients.map(rangeOf);
  if (!changes.every((change) => change !== undefined) || !ranges.every((range) => range !== undefined)) {
    return undefined;
  }
  return { update: fromBase64(update), cells: changes, clients: ranges, restores: restores === true };
}

function cellOf(row: unknown): CellChange | undefined {
  if (!Array.isArray(row)) return undefined;
  const [cell, from, to, value, by] = row as unknown[];
  if (typeof cell !== 'string' || !isCellValue(from) || !isCellValue(to)) return undefined;
  if (row.length === 3) return { cell, from, to };
  return isCellValue(value) && typeof by === 'string' ? { cell, from, to, lost: { value, by } } : undefined;
}

function rangeOf(row: unknown): ClientRange | undefined {
  if (!Array.isArray(row) || row.length !== 3) return undefined;
  const [clientId, from, to] = row as unknown[];
  if (typeof clientId !== 'number' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { clientId, from, to };
}
