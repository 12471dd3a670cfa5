// One publishing to everybody of one view: one parcel per sort of reader, one write per socket.
import { mergeUpdates } from 'yjs';
import type { Changes } from '#domain/protocol.ts';
import { jsonFrame, updateFrame } from './frames.ts';
import type { Parcel } from './outbox.ts';
import type { Session } from './session.ts';

/** @param changes asked for only when somebody takes them */
export function fanOut(
  sessions: Iterable<Session>,
  updates: readonly Uint8Array[],
  changes: () => readonly Changes[],
): void {
  const update = updates.length > 1 ? mergeUpdates([...updates]) : updates[0];
  if (!update) return;
  // INVARIANT: one parcel per sort of reader, so that each of them costs one write of one and the same buffer.
  const plain: Parcel = [updateFrame(update)];
  let withChanges: Parcel | undefined;
  for (const session of sessions) {
    if (!session.extras) session.outbox.sendParcel(plain);
    else
      session.outbox.sendParcel(
        (withChanges ??= [...plain, ...changes().map((body) => jsonFrame('changes', body))]),
      );
  }
}
