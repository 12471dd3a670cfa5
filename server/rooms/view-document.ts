// The published document of one view: what joins, step 1 and the board's JSON are answered from.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector, getState } from 'yjs';
import { mapOf, readCell, writeCells, type CellWrite } from '#board/cells.ts';
import { parseAddress, type CellRef } from '#domain/cells.ts';
import { KIND_NAMES, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { View } from '#domain/people.ts';
import { sameValue } from '#domain/same-value.ts';
import { project, type Sight } from '#domain/views.ts';
import type { BoardChange } from './board-entry.ts';
import { step2Frame } from './frames.ts';
import { captured } from './live-board.ts';
import type { Parcel } from './outbox.ts';
import { Snapshot } from './snapshot.ts';

const PUBLISHED = { by: 'published' } as const;
const PLAIN: Sight = { view: 'observer' };

export abstract class ViewDocument {
  abstract readonly view: View;
  readonly doc = new Doc();
  readonly #snapshot = new Snapshot(() => encodeStateAsUpdate(this.doc));
  #vector: Uint8Array | undefined;

  constructor() {
    for (const kind of KIND_NAMES) mapOf(this.doc, kind);
  }

  /**
   * Is this client id one of another document that readers of this view had, in this epoch or before? Whoever still holds
   * that one has to start anew.
   */
  isFormer(_clientId: number): boolean {
    return false;
  }

  cell({ kind, id, field }: CellRef): CellValue | undefined {
    return readCell(this.doc, kind as Kind, id, field);
  }

  /** The server's own write; answers the bytes readers get, undefined when there is nothing to write. */
  protected write(clientId: number, writes: readonly CellWrite[]): Uint8Array | undefined {
    if (writes.length === 0) return undefined;
    this.doc.clientID = clientId; // only now: Yjs takes another id when it meets its own while loading
    return this.published(captured(this.doc, () => writeCells(this.doc, writes, PUBLISHED)));
  }

  protected published(update: Uint8Array): Uint8Array {
    this.#vector = undefined;
    this.#snapshot.published(update);
    return update;
  }

  load(state: Uint8Array): void {
    applyUpdate(this.doc, state, PUBLISHED);
    this.#vector = undefined;
    this.#snapshot.forget();
  }

  clockOf(clientId: number): number {
    return getState(this.doc.store, clientId);
  }

  vector(): Uint8Array {
    return (this.#vector ??= encodeStateVector(this.doc));
  }

  /** Everything beyond an encoded state vector that was read within bounds before. */
  beyond(vector: Uint8Array): Uint8Array {
    return encodeStateAsUpdate(this.doc, vector);
  }

  /** What a reader with this state vector is answered. */
  answer(vector: Uint8Array): Parcel {
    const hasNothing = vector.length === 1 && vector[0] === 0;
    return hasNothing ? this.#snapshot.parcel() : [step2Frame(this.beyond(vector))];
  }

  /** of what a joiner with nothing is sent */
  joinBytes(): number {
    return this.#snapshot.parcel().reduce((bytes, frame) => bytes + frame.length, 0);
  }
}

/** The full view takes over the very bytes that were committed. */
export class FullDocument extends ViewDocument {
  override readonly view = 'full';

  publish(change: BoardChange): Uint8Array {
    applyUpdate(this.doc, change.update, PUBLISHED);
    return this.published(change.update);
  }
}

/**
 * The observers' view of a room that is not careful: a document of its own, written by the server alone.
 * INVARIANT: deterministic. One client id, one transaction per entry, cells in the entry's order: a restart builds the
 * same document, byte for byte, and readers who reconnect do not diverge.
 */
export class PlainDocument extends ViewDocument {
  override readonly view = 'observer';
  readonly #clientId: number;
  readonly #isFormer: (clientId: number) => boolean;

  /** @param isFormer see `ViewDocument.isFormer` */
  constructor(clientId: number, isFormer: (clientId: number) => boolean) {
    super();
    this.#clientId = clientId;
    this.#isFormer = isFormer;
  }

  override isFormer(clientId: number): boolean {
    return this.#isFormer(clientId);
  }

  publish(change: BoardChange): Uint8Array | undefined {
    const writes = change.cells.flatMap(({ cell, to }): CellWrite[] => {
      const ref = parseAddress(cell);
      const value = ref && project(PLAIN, ref, to, 0);
      if (!ref || value === undefined) return [];
      return sameValue(this.cell(ref), value) ? [] : [{ ref, value }];
    });
    return this.write(this.#clientId, writes);
  }
}
