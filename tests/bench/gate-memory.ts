// What a room's documents take beside one Y.Doc of the same board: the judged one, the published one, the observers' one.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Doc, applyUpdate } from 'yjs';
import { ClientOwners } from '#server/rooms/client-owners.ts';
import { Documents } from '#server/rooms/documents.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** MB of heap that stay with what `make` answers; the median of five. */
function heapOf(make: () => unknown): number {
  const taken = Array.from({ length: 5 }, () => {
    const before = heap();
    const made = make();
    const after = heap();
    if (made === undefined) throw new Error('nothing was made');
    return after - before;
  });
  return (taken.sort((a, b) => a - b)[2] ?? 0) / 1e6;
}

function heap(): number {
  for (let turn = 0; turn < 3; turn++) collect();
  return process.memoryUsage().heapUsed;
}

/** @param state of the board. The observers' document is counted as large as the full one, which it never is. */
export function memoryOf(state: Uint8Array): { readonly oneDocument: number; readonly room: number } {
  const oneDocument = heapOf(() => {
    const doc = new Doc();
    applyUpdate(doc, state);
    return doc;
  });
  const room = heapOf(() => {
    const of = { room: 'r0123456789abcdef', epoch: 1, schema: '', owners: new ClientOwners() };
    const documents = new Documents(of);
    documents.live.load(state);
    documents.settle();
    documents.views.observer.load(state);
    return documents;
  });
  return { oneDocument, room };
}
