// What one person may cause in a room, over all of their windows: what is beyond it waits or is refused, and harms nobody else.
import { BULK_RECORDS } from '#domain/limits.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock } from '../journal/ports.ts';
import { Bucket } from './bucket.ts';
import type { JudgedCell, Verdict } from './gate/verdict.ts';
import { recordsCreated, type LiveBoard } from './live-board.ts';
import type { RoomLimits } from './options.ts';

type Accepted = Extract<Verdict, { verdict: 'accepted' }>;

/** Beside its update an entry of the journal takes about this many bytes on disk: header, seal, who and what. */
const ENTRY_BYTES = 512;
const DAY_SECONDS = 24 * 3_600;

/** One of a person's windows. */
export interface Writer {
  readonly member: { readonly user: string };
  /** client ids first used for writing on this connection */
  newClients: number;
}

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

  /**
   * Takes what an update costs that the gate accepted and that is applied next; or answers why it has to wait or may not
   * be, and takes nothing. What has only come too fast waits: honest work is late, and never lost.
   */
  take(writer: Writer, { cells, update, clients, steps }: Accepted, live: LiveBoard): Refusal | undefined {
    const { user } = writer.member;
    const person = this.#of(user);
    const bytes = update.length + ENTRY_BYTES;
    const closed = cells.filter(closes).length;
    const created = recordsCreated(cells);
    const ids = clients.filter(({ clientId }) => !live.owners.isBound(clientId)).length;
    if (ids > 0 && this.#tooManyIds(writer, ids, live)) return refusal('quota');
    if (created > 0 && live.records + created > ROOM_LIMITS.records)
      return refusal('room-full', { max: ROOM_LIMITS.records });
    if (person.bytes.left() < bytes || person.closings.left() < closed) return refusal('too-fast');
    writer.newClients += ids;
    // May owe: a merge of more conflicts than there is left for passes too, see `mayConflict`.
    person.steps.owe(steps);
    person.bytes.owe(bytes);
    person.closings.owe(closed);
    return undefined;
  }

  #tooManyIds({ member, newClients }: Writer, ids: number, { owners }: LiveBoard): boolean {
    const today = owners.boundToday(member.user, this.#clock.now()) + ids;
    return newClients + ids > ROOM_LIMITS.newClientsPerConnection || today > ROOM_LIMITS.newClientsPerDay;
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

function closes({ ref, from, to }: JudgedCell): boolean {
  return ref.field === 'archivedAt' && from === null && to !== null;
}
