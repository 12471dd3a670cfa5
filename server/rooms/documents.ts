// The three documents of one epoch of a room: the judged one, and the published one of each view.
import { encodeStateAsUpdate } from 'yjs';
import { serverIdOf } from './beginning.ts';
import type { BoardChange } from './board-entry.ts';
import type { ClientOwners } from './client-owners.ts';
import { derivedClientId } from './derived-id.ts';
import { LiveBoard } from './live-board.ts';
import { FullDocument, PlainDocument } from './view-document.ts';
import { isCarefulId } from './views/careful-id.ts';

/** `observer`: as a room lets out that is not careful; what observers get is `ObserversView`'s to say. */
export interface PublishedDocuments {
  readonly full: FullDocument;
  readonly observer: PlainDocument;
}

export class Documents {
  readonly live: LiveBoard;
  readonly views: PublishedDocuments;

  constructor(of: { room: string; epoch: number; schema: string; owners: ClientOwners }) {
    const { room, epoch, schema, owners } = of;
    this.live = new LiveBoard(owners, serverIdOf(room, epoch));
    const observer = new PlainDocument(observerIdOf(room, epoch, schema), (id) => isCarefulId(room, id));
    this.views = { full: new FullDocument(), observer };
  }

  /** Takes over a change of the journal; `settle` once all of them are in. */
  replay(change: BoardChange, actor: string): void {
    this.live.replay(change, actor);
    this.views.observer.publish(change);
  }

  /** Everything replayed counts as published. */
  settle(): void {
    this.views.full.load(encodeStateAsUpdate(this.live.doc));
  }
}

/** Under which the observers' document is written. The schema is part of it: other kinds may show observers other cells, which is another document then. */
export function observerIdOf(room: string, epoch: number, schema: string): number {
  return derivedClientId(room, epoch, 'observer', schema);
}
