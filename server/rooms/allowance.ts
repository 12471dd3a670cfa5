// What one person may cause in a room, over all of their windows: what is beyond it waits or is refused, and harms nobody else.
import { BULK_RECORDS } from '#domain/limits.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock } from '../journal/ports.ts';
import { Bucket } from './bucket.ts';
import type { ClientOwners } from './client-owners.ts';
import type { JudgedCell, Verdict } from './gate/verdict.ts';
import type { RoomLimits } from './options.ts';

type Accepted = Extract<Verdict, { verdict: 'accepted' }>;

/** Beside its update an entry of the journal takes about this many bytes on disk: header, seal, who and what. */
const ENTRY_BYTES = 512;
const DAY_SECONDS = 24 * 3_600;

interface Person {
  /** steps over others' past that this person may still cause */
  readonly steps: Bucket;
  /** bytes of the journal */
  readonly bytes: Bucket;
  /** records closed by edits */
  readonly closings: Bucket;
}

export class Allowance {
  readonly #clock: Clock;
  readonly #rates: RoomLimits['rates'];
  /** by user id: reconnecting gives nobody anything afresh */
  readonly #people = new Map<string, Person>();

  constructor(clock: Clock, rates: RoomLimits['rates']) {
    this.#clock = clock;
    this.#rates = rates;
  }

  mayConflict(user: string): boolean {
    return this.#of(user).steps.left() > 0;
  }

  /** Why an update that the gate accepted has to wait or may not be; nothing is taken then. */
  refuses(user: string, { cells, update, clients }: Accepted, ground: Ground): Refusal | undefined {
    const { bytes, closings } = this.#of(user);
    const fresh = clients.filter(({ clientId }) => !ground.owners.isBound(clientId)).length;
    if (fresh > 0 && this.#tooManyIds(user, fresh, ground)) return refusal('quota');
    if (ground.created > 0 && ground.records + ground.created > ROOM_LIMITS.records)
      return refusal('room-full', { max: ROOM_LIMITS.records });
    if (bytes.left() < update.length + ENTRY_BYTES) return refusal('quota');
    return closings.left() < closed(cells) ? refusal('too-fast') : undefined;
  }

  /** INVARIANT: for every update that is applied, and for no other. */
  take(user: string, { cells, update, steps }: Accepted): void {
    const person = this.#of(user);
    // Taken afterwards, and nothing for what has to wait: a merge larger than all there is passes too, only later.
    person.steps.owe(steps);
    person.bytes.owe(update.length + ENTRY_BYTES);
    person.closings.owe(closed(cells));
  }

  #tooManyIds(user: string, fresh: number, { owners, newClients }: Ground): boolean {
    const today = owners.boundToday(user, this.#clock.now()) + fresh;
    return newClients + fresh > ROOM_LIMITS.newClientsPerConnection || today > ROOM_LIMITS.newClientsPerDay;
  }

  #of(user: string): Person {
    const known = this.#people.get(user);
    if (known) return known;
    const clock = this.#clock;
    const { conflictStepsPerSecond, conflictStepsBurst } = this.#rates;
    const person = {
      steps: new Bucket(conflictStepsPerSecond, conflictStepsBurst, clock),
      bytes: new Bucket(ROOM_LIMITS.personBytesPerDay / DAY_SECONDS, ROOM_LIMITS.personBytesPerDay, clock),
      closings: new Bucket(BULK_RECORDS / 60, BULK_RECORDS, clock),
    };
    this.#people.set(user, person);
    return person;
  }
}

/** Where an update arrives. */
export interface Ground {
  readonly owners: ClientOwners;
  /** client ids first used for writing on this connection */
  readonly newClients: number;
  /** records of the room, and how many this update creates */
  readonly records: number;
  readonly created: number;
}

function closed(cells: readonly JudgedCell[]): number {
  return cells.filter(({ ref, from, to }) => ref.field === 'archivedAt' && from === null && to !== null)
    .length;
}
