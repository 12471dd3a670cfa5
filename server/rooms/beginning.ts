// How an epoch begins: the board as it stands, without its past, as one change under the server's own client id.
import { fromBase64, toBase64 } from 'lib0/buffer';
import { Doc, applyUpdate } from 'yjs';
import { mapOf, writeCells, type CellWrite } from '#board/cells.ts';
import { addressOf, parseKey } from '#domain/cells.ts';
import { KIND_NAMES, fieldOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { BoardChange } from './board-entry.ts';
import { derivedClientId } from './derived-id.ts';
import { SERVER, captured } from './live-board.ts';

export interface EpochStarted {
  readonly epoch: number;
  /** of its entry in the journal */
  readonly seq: number;
}

/** The payload of an `epoch.started` entry. */
export interface EpochPayload {
  /** base64 of a Yjs update, V1: the whole document the epoch begins with, all of it under `clientId` */
  readonly update: string;
  readonly clientId: number;
  /** cells it sets; emptied ones are left behind */
  readonly cells: number;
}

/** Under which client id the server itself writes in an epoch. */
export function serverIdOf(room: string, epoch: number): number {
  return derivedClientId(room, epoch, SERVER);
}

/** The payload for the epoch that follows: everything that stands in `doc`, archived records included. */
export function epochPayload(doc: Doc, room: string, epoch: number): EpochPayload {
  const writes = standing(doc);
  const fresh = new Doc();
  const clientId = serverIdOf(room, epoch);
  fresh.clientID = clientId;
  for (const kind of KIND_NAMES) mapOf(fresh, kind);
  const update = writes.length === 0 ? EMPTY : captured(fresh, () => writeCells(fresh, writes, 'epoch'));
  fresh.destroy();
  return { update: toBase64(update), clientId, cells: writes.length };
}

/** Bytes of a join that has only this. */
export function payloadBytes({ update }: EpochPayload): number {
  return Math.ceil((update.length * 3) / 4);
}

/**
 * The change an epoch begins with; undefined when the payload is none.
 * INVARIANT: read from the stored bytes also right after they were written, so that a restart builds the same documents.
 */
export function beginningOf(payload: unknown): BoardChange | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { update: text, clientId } = payload as { [key: string]: unknown };
  if (typeof text !== 'string' || typeof clientId !== 'number') return undefined;
  const update = fromBase64(text);
  const doc = new Doc();
  applyUpdate(doc, update);
  const cells = standing(doc).map(({ ref, value }) => ({ cell: addressOf(ref), from: null, to: value }));
  doc.destroy();
  return { update, cells, clients: [{ clientId, from: 0, to: cells.length }], restores: false };
}

/** An update without structs and deletes. */
const EMPTY = new Uint8Array([0, 0]);

/**
 * Every cell that says something. Emptied cells are left behind, except where a record is known by them: whether it
 * exists, and whose it is, must not change with the document.
 */
function standing(doc: Doc): CellWrite[] {
  return KIND_NAMES.flatMap((kind) =>
    [...mapOf(doc, kind)].flatMap(([key, value]): CellWrite[] => {
      const cell = parseKey(key);
      if (!cell || (value === null && !names(kind, cell.field))) return [];
      return [{ ref: { kind, ...cell }, value }];
    }),
  );
}

function names(kind: Kind, field: string): boolean {
  return requiredFields(kind).includes(field) || fieldOf(kind, field)?.naming === true;
}
