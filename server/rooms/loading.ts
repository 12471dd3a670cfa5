// Builds a room from its checkpoint and the journal behind it. A load that fails fails: never an empty board instead.
import { encodeStateAsUpdate } from 'yjs';
import { ROOM_LIMITS } from '#domain/limits.ts';
import type { View } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import type { Ledger } from '../journal/ledger.ts';
import { schemaChange, schemaHash } from '../journal/schema.ts';
import { openLedger } from '../journal/sealed-ledger.ts';
import { Ages } from './ages.ts';
import { changeOf } from './board-entry.ts';
import { readCheckpoint } from './checkpoint.ts';
import { ClientOwners } from './client-owners.ts';
import { derivedClientId } from './derived-id.ts';
import { LiveBoard, SERVER } from './live-board.ts';
import type { RoomPorts } from './options.ts';
import { Trail } from './trail.ts';
import { FullDocument, ProjectedDocument, type ViewDocument } from './view-document.ts';

/** A room as the journal has it; nothing in it is unpublished. */
export interface Loaded {
  readonly room: string;
  readonly ledger: Ledger;
  readonly live: LiveBoard;
  readonly views: Readonly<Record<View, ViewDocument>>;
  readonly ages: Ages;
  readonly trail: Trail;
  /** seq of the last entry */
  readonly seq: number;
  /** seq up to which a checkpoint has it; 0 without one */
  readonly checkpointed: number;
  /** ms; time of the last entry */
  readonly lastAt: number;
}

/** Rejects with `Refused('no-room')` when there is no such room, else with what the store said. */
export async function loadRoom(ports: RoomPorts, room: string): Promise<Loaded> {
  const { store, ids, clock } = ports;
  if (!(await store.rooms()).some((row) => row.room === room)) throw new Refused('no-room');
  const schema = schemaHash();
  const ledger = await openLedger({ store, room, ids, schema });
  if (ledger.epoch === 0) ledger.startEpoch(1);
  const built = await build(ports, ledger, schema);
  const at = clock.now();
  const started = {
    at,
    actor: SERVER,
    party: '',
    role: 'server',
    via: 'server',
    kind: 'server.started',
  } as const;
  const changed = schemaChange(ledger, at);
  const committed = await ledger.append([...(changed ? [changed] : []), { ...started, payload: {} }]);
  return { ...built, room, ledger, seq: committed.at(-1)?.seq ?? built.seq };
}

async function build(
  ports: RoomPorts,
  ledger: Ledger,
  schema: string,
): Promise<Omit<Loaded, 'ledger' | 'room'>> {
  const { room, epoch } = ledger;
  const owners = new ClientOwners();
  const live = new LiveBoard(owners, derivedClientId(room, epoch, SERVER));
  const full = new FullDocument();
  // The schema is part of it: other kinds may show observers other cells, which is another document then.
  const observer = new ProjectedDocument('observer', derivedClientId(room, epoch, 'observer', schema));
  const ages = new Ages();
  const trail = new Trail();

  const checkpoint = await usableCheckpoint(ports, ledger, schema);
  if (checkpoint) {
    live.load(checkpoint.full);
    observer.load(checkpoint.observer);
    for (const [clientId, user] of checkpoint.owners) owners.bind(clientId, user);
    ages.restore(checkpoint.ages);
    trail.restore(checkpoint.trail);
  }
  const checkpointed = checkpoint?.seq ?? 0;
  let seq = checkpointed;
  let lastAt = 0;
  for (;;) {
    const page = await ledger.read({ after: seq, limit: ROOM_LIMITS.pageEntries });
    for (const entry of page) {
      seq = entry.seq;
      lastAt = Math.max(lastAt, entry.at);
      if (entry.kind !== 'board.update') continue;
      const change = changeOf(entry.payload);
      if (!change)
        throw new Error(`Entry ${entry.seq} of the journal cannot be applied: its payload is not there.`);
      live.replay(change, entry.actor);
      observer.publish(change);
      ages.note(entry, change);
      trail.note(entry.seq, change);
    }
    if (page.length === 0) break;
  }
  full.load(encodeStateAsUpdate(live.doc));
  return { live, views: { full, observer }, ages, trail, seq, checkpointed, lastAt };
}

async function usableCheckpoint({ store, log }: RoomPorts, { room, epoch, seq }: Ledger, schema: string) {
  const stored = await store.checkpoint(room);
  if (!stored) return undefined;
  const read = stored.epoch === epoch && stored.seq <= seq ? readCheckpoint(stored.bytes, schema) : undefined;
  if (!read) {
    log.warn(
      { room, seq: stored.seq },
      'The checkpoint does not fit the journal or the kinds; building from the journal.',
    );
    return undefined;
  }
  return { ...read, seq: stored.seq };
}
