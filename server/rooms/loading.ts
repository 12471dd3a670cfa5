// Builds a room from its checkpoint and the journal behind it. A load that fails fails: never an empty board instead.
import { Refused } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Ledger, ReadEntry } from '../journal/ledger.ts';
import { schemaChange, schemaHash } from '../journal/schema.ts';
import { openLedger, readOnlyLedger } from '../journal/sealed-ledger.ts';
import { StoreError } from '../journal/store.ts';
import { Ages } from './ages.ts';
import { beginningOf } from './beginning.ts';
import { changeOf } from './board-entry.ts';
import { readCheckpoint, type ReadCheckpoint } from './checkpoint.ts';
import { ClientOwners } from './client-owners.ts';
import { Documents, observerIdOf, type PublishedDocuments } from './documents.ts';
import { serverItem } from './items.ts';
import { SERVER, type LiveBoard } from './live-board.ts';
import type { RoomPorts } from './options.ts';
import { Trail } from './trail.ts';

const FIRST_EPOCH = 1;

/** A room as the journal has it; nothing in it is unpublished. */
export interface Loaded {
  readonly room: string;
  /** of the documents; the ledger's may be ahead for a moment */
  readonly epoch: number;
  readonly ledger: Ledger;
  /** the disk is full: nothing can be appended */
  readonly readOnly: boolean;
  readonly live: LiveBoard;
  readonly views: PublishedDocuments;
  readonly ages: Ages;
  readonly trail: Trail;
  /** seq of the last entry */
  readonly seq: number;
  /** seq up to which a checkpoint has it; 0 without one */
  readonly checkpointed: number;
  /** ms; time of the last entry */
  readonly lastAt: number;
}

/**
 * Rejects with `Refused('no-room')` when there is no such room, else with what the store said.
 * @param resumes this process had it and let it go: nothing is news to the journal
 */
export async function loadRoom(ports: RoomPorts, room: string, resumes: boolean): Promise<Loaded> {
  const { store, log } = ports;
  if (!(await store.rooms()).some((row) => row.room === room)) throw new Refused('no-room');
  try {
    return await loadToWrite(ports, room, resumes);
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== 'full') throw error;
    log.warn({ room, error: error.message }, 'The disk is full: the room is open for reading only.');
    return loadToRead(ports, room, error);
  }
}

/** A room on a full disk: everybody sees the board, and hears that nothing can be saved. */
async function loadToRead(ports: RoomPorts, room: string, why: StoreError): Promise<Loaded> {
  const { store, ids } = ports;
  const schema = schemaHash();
  const ledger = await readOnlyLedger({ store, room, ids, schema }, why);
  if (ledger.epoch === 0) throw why; // nothing was ever written: there is no board to show
  const built = await build(ports, ledger, schema);
  return { ...built, room, epoch: ledger.epoch, ledger, readOnly: true };
}

/** Takes the room over. Rejects with what the store said: `full` when there is no space for its first entry. */
export async function loadToWrite(ports: RoomPorts, room: string, resumes = false): Promise<Loaded> {
  const { store, ids, clock } = ports;
  const schema = schemaHash();
  const ledger = await openLedger({ store, room, ids, schema });
  if (ledger.epoch === 0) ledger.startEpoch(FIRST_EPOCH);
  const built = await build(ports, ledger, schema);
  if (resumes) return { ...built, room, epoch: ledger.epoch, ledger, readOnly: false };
  const at = clock.now();
  const changed = schemaChange(ledger, at);
  const { draft: started } = serverItem('server.started', at);
  const committed = await ledger.append([...(changed ? [changed] : []), started]);
  const seq = committed.at(-1)?.seq ?? built.seq;
  return { ...built, room, epoch: ledger.epoch, ledger, seq, readOnly: false };
}

/** Tells the journal of a room that is not loaded that the server stopped. Rejects with what the store said. */
export async function noteStopped({ store, ids, clock }: RoomPorts, room: string): Promise<void> {
  const ledger = await openLedger({ store, room, ids, schema: schemaHash() });
  await ledger.append([serverItem('server.stopped', clock.now()).draft]);
}

async function build(
  ports: RoomPorts,
  ledger: Ledger,
  schema: string,
): Promise<Omit<Loaded, 'ledger' | 'room' | 'epoch' | 'readOnly'>> {
  const { room } = ledger;
  const building = new Building(room, ledger.epoch, schema);
  const checkpoint = await usableCheckpoint(ports, ledger, schema);
  building.begin(checkpoint);
  const checkpointed = checkpoint?.seq ?? 0;
  let seq = checkpointed;
  let lastAt = 0;
  for (;;) {
    const page = await ledger.read({ after: seq, limit: ROOM_LIMITS.pageEntries });
    for (const entry of page) {
      seq = entry.seq;
      lastAt = Math.max(lastAt, entry.at);
      building.take(entry);
    }
    if (page.length === 0) break;
  }
  const { live, views } = building.documents();
  const { ages, trail } = building;
  return { live, views, ages, trail, seq, checkpointed, lastAt };
}

/** The room as its next epoch begins: fresh documents, and the past of every value as before. */
export function nextLoaded(
  before: Loaded,
  { epoch, seq, payload }: { epoch: number; seq: number; payload: unknown },
): Loaded {
  const { room, live } = before;
  const beginning = beginningOf(payload);
  if (!beginning) throw new Error('An epoch began with nothing that can be read.');
  live.owners.endEpoch();
  // Observers come back with the ended epoch's document like everybody, and have to hear so.
  live.owners.restoreEnded([observerIdOf(room, before.epoch, schemaHash())]);
  const documents = new Documents({ room, epoch, schema: schemaHash(), owners: live.owners });
  documents.replay(beginning, SERVER);
  documents.settle();
  return { ...before, epoch, live: documents.live, views: documents.views, seq, checkpointed: 0 };
}

/** What the journal builds. Of ended epochs only who, when and whose window: their documents are gone. */
class Building {
  readonly ages = new Ages();
  readonly trail = new Trail();
  readonly #owners = new ClientOwners();
  readonly #room: string;
  readonly #epoch: number;
  readonly #schema: string;
  #documents: Documents | undefined;
  /** observers' documents there have been: one for each epoch, and for the kinds in force in it */
  readonly #observed = new Set<number>();
  #under = '';

  constructor(room: string, epoch: number, schema: string) {
    this.#room = room;
    this.#epoch = epoch;
    this.#schema = schema;
  }

  begin(checkpoint: Usable | undefined): void {
    if ((checkpoint?.epoch ?? FIRST_EPOCH) === this.#epoch) this.#empty();
    if (!checkpoint) return;
    const { owners, ended, ages, trail } = checkpoint;
    for (const [clientId, user] of owners) this.#owners.bind(clientId, user);
    this.#owners.restoreEnded(ended);
    this.ages.restore(ages);
    this.trail.restore(trail);
    this.#documents?.live.load(checkpoint.full);
    this.#documents?.views.observer.load(checkpoint.observer);
  }

  take(entry: ReadEntry): void {
    this.#noteObserved(entry);
    if (entry.kind === 'epoch.started') this.#turn(entry);
    else if (entry.kind === 'board.update') this.#change(entry);
  }

  /** Throws when the journal does not say how the last epoch began. */
  documents(): Documents {
    if (!this.#documents) throw new Error(`The journal does not say how epoch ${this.#epoch} began.`);
    this.#observed.delete(observerIdOf(this.#room, this.#epoch, this.#schema));
    this.#owners.restoreEnded([...this.#observed]);
    this.#documents.settle();
    return this.#documents;
  }

  #noteObserved({ epoch, schema }: ReadEntry): void {
    const under = `${epoch} ${schema}`;
    if (under === this.#under) return; // as nearly always: no hash for each entry
    this.#under = under;
    this.#observed.add(observerIdOf(this.#room, epoch, schema));
  }

  #turn(entry: ReadEntry): void {
    this.#owners.endEpoch();
    if (entry.epoch !== this.#epoch) return;
    const beginning = beginningOf(entry.payload);
    if (!beginning) throw notThere(entry);
    this.#empty().replay(beginning, SERVER);
  }

  #change(entry: ReadEntry): void {
    const change = changeOf(entry.payload);
    const isOfThisEpoch = entry.epoch === this.#epoch;
    if (!change) {
      if (isOfThisEpoch) throw notThere(entry);
      return; // redacted since, and nothing that stands depends on it
    }
    if (isOfThisEpoch) this.#documents?.replay(change, entry.actor);
    else for (const { clientId } of change.clients) this.#owners.bind(clientId, entry.actor);
    this.ages.note(entry, change);
    this.trail.note(entry.seq, change);
  }

  #empty(): Documents {
    const [room, epoch, schema, owners] = [this.#room, this.#epoch, this.#schema, this.#owners];
    return (this.#documents = new Documents({ room, epoch, schema, owners }));
  }
}

function notThere({ seq }: ReadEntry): Error {
  return new Error(`Entry ${seq} of the journal cannot be applied: its payload is not there.`);
}

type Usable = ReadCheckpoint & { readonly seq: number; readonly epoch: number };

async function usableCheckpoint(
  { store, log }: RoomPorts,
  { room, epoch, seq }: Ledger,
  schema: string,
): Promise<Usable | undefined> {
  const stored = await store.checkpoint(room);
  if (!stored) return undefined;
  const fits = stored.epoch <= epoch && stored.seq <= seq;
  const read = fits ? readCheckpoint(stored.bytes, schema) : undefined;
  if (!read) {
    log.warn(
      { room, seq: stored.seq },
      'The checkpoint does not fit the journal or the kinds; building from the journal.',
    );
    return undefined;
  }
  return { ...read, seq: stored.seq, epoch: stored.epoch };
}
