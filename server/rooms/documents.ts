// The three documents of one epoch of a room: the judged one, and the published one of each view.
import { encodeStateAsUpdate } from 'yjs';
import type { View } from '#domain/people.ts';
import { serverIdOf } from './beginning.ts';
import type { BoardChange } from './board-entry.ts';
import type { ClientOwners } from './client-owners.ts';
import { derivedClientId } from './derived-id.ts';
import { LiveBoard } from './live-board.ts';
import { FullDocument, ProjectedDocument, type ViewDocument } from './view-document.ts';

export class Documents {
  readonly live: LiveBoard;
  readonly views: Readonly<Record<View, ViewDocument>>;

  constructor(of: { room: string; epoch: number; schema: string; owners: ClientOwners }) {
    const { room, epoch, schema, owners } = of;
    this.live = new LiveBoard(owners, serverIdOf(room, epoch));
    const observer = new ProjectedDocument('observer', observerIdOf(room, epoch, schema));
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
