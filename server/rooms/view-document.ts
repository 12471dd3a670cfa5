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
import { step2Frame } from './frames.ts';
import { captured } from './live-board.ts';
import type { Parcel } from './outbox.ts';
import { Snapshot } from './snapshot.ts';

const PUBLISHED = { by: 'published' } as const;

export abstract class ViewDocument {
  abstract readonly view: View;
  readonly doc = new Doc();
  readonly #snapshot = new Snapshot(() => encodeStateAsUpdate(this.doc));
  #vector: Uint8Array | undefined;

  constructor() {
    for (const kind of KIND_NAMES) mapOf(this.doc, kind);
  }

  /** Takes over a committed change; answers the bytes this view's readers get, undefined when it shows none of it. */
  publish(change: BoardChange): Uint8Array | undefined {
    const update = this.take(change);
    if (!update) return undefined;
    this.#vector = undefined;
    this.#snapshot.published(update);
    return update;
  }

  protected abstract take(change: BoardChange): Uint8Array | undefined;

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
