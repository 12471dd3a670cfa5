// The published document of one view: what joins, step 1 and the board's JSON are answered from.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector, getState } from 'yjs';
import { mapOf, writeCells, type CellWrite } from '#board/cells.ts';
import { parseAddress } from '#domain/cells.ts';
import { KIND_NAMES, type Kind } from '#domain/kinds/registry.ts';
import type { View } from '#domain/people.ts';
import { keyOf } from '#domain/cells.ts';
import { sameValue } from '#domain/same-value.ts';
import { project } from '#domain/views.ts';
import type { BoardChange } from './board-entry.ts';
import { captured } from './live-board.ts';

const PUBLISHED = { by: 'published' } as const;

export abstract class ViewDocument {
  abstract readonly view: View;
  readonly doc = new Doc();
  /** answer to an empty state vector; thrown away with the next change */
  #whole: Uint8Array | undefined;

  constructor() {
    for (const kind of KIND_NAMES) mapOf(this.doc, kind);
  }

  /** Takes over a committed change; answers the bytes this view's readers get, undefined when it shows none of it. */
  publish(change: BoardChange): Uint8Array | undefined {
    const update = this.take(change);
    if (update) this.#whole = undefined;
    return update;
  }

  protected abstract take(change: BoardChange): Uint8Array | undefined;

  load(state: Uint8Array): void {
    applyUpdate(this.doc, state, PUBLISHED);
    this.#whole = undefined;
  }

  clockOf(clientId: number): number {
    return getState(this.doc.store, clientId);
  }

  vector(): Uint8Array {
    return encodeStateVector(this.doc);
  }

  /** Everything beyond an encoded state vector that was read within bounds before. */
  beyond(vector: Uint8Array): Uint8Array {
    if (vector.length === 1 && vector[0] === 0) return (this.#whole ??= encodeStateAsUpdate(this.doc));
    return encodeStateAsUpdate(this.doc, vector);
  }
}

/** The full view takes over the very bytes that were committed. */
export class FullDocument extends ViewDocument {
  override readonly view = 'full';

  protected override take(change: BoardChange): Uint8Array {
    applyUpdate(this.doc, change.update, PUBLISHED);
    return change.update;
  }
}

/**
 * A view that hides something: a document of its own, written by the server alone.
 * INVARIANT: deterministic. One client id, one transaction per entry, cells in the entry's order: a restart builds the
 * same document, byte for byte, and readers who reconnect do not diverge.
 */
export class ProjectedDocument extends ViewDocument {
  override readonly view: View;
  readonly #clientId: number;

  constructor(view: View, clientId: number) {
    super();
    this.view = view;
    this.#clientId = clientId;
  }

  protected override take(change: BoardChange): Uint8Array | undefined {
    const writes = change.cells.flatMap(({ cell, to }): CellWrite[] => {
      const ref = parseAddress(cell);
      const value = ref && project(this.view, ref, to);
      if (!ref || value === undefined) return [];
      return sameValue(mapOf(this.doc, ref.kind as Kind).get(keyOf(ref.id, ref.field)), value)
        ? []
        : [{ ref, value }];
    });
    if (writes.length === 0) return undefined;
    this.doc.clientID = this.#clientId; // only now: Yjs takes another id when it meets its own while loading
    return captured(this.doc, () => writeCells(this.doc, writes, PUBLISHED));
  }
}
