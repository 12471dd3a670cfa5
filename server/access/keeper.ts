// Writes through: into the record and onto the disk before memory knows it and anybody is answered.
import { ACCESS_LIMITS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import { Refused, type RefusalCode } from '#domain/refusals.ts';
import type { Draft, EntryKind } from '../journal/ledger.ts';
import type { Clock, Ids, Log } from '../journal/ports.ts';
import { StoreError } from '../journal/store.ts';
import type { AccessRows, AccessStore } from './access-store.ts';
import type { Actor } from './actor.ts';
import { KeptRows } from './kept-rows.ts';
import { refusalOfFault } from './store-refusal.ts';

/** Appends to a room's journal; resolves after commit. */
export type RecordEntry = (room: string, draft: Draft) => Promise<unknown>;

export interface AccessPorts {
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly record: RecordEntry;
}

/** Told at once when somebody's access ends or changes: `session-ended` or `role-changed`. */
export type EndedListener = (
  member: Member,
  code: Extract<RefusalCode, 'session-ended' | 'role-changed'>,
) => void;

type MemberEntry = Extract<EntryKind, `member.${string}`>;

const DAY_MS = 86_400_000;

export class Keeper {
  readonly rows = new KeptRows();
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  get ids(): Ids {
    return this.#ports.ids;
  }

  now(): number {
    return this.#ports.clock.now();
  }

  /** ms; this many days from now */
  inDays(days: number): number {
    return this.now() + days * DAY_MS;
  }

  /** When an exercise's shared link ends, ms. */
  exerciseLinkEnds(): number {
    return this.inDays(ACCESS_LIMITS.exerciseLinkHours / 24);
  }

  /** Onto the disk, then into memory. Throws `Refused`, and memory is as before. */
  async keep(rows: Partial<AccessRows>): Promise<void> {
    await this.#refusing(() => this.#ports.store.save(rows));
    this.rows.put(rows);
  }

  /** INVARIANT: `payload` holds no secret and no hash of one: the record is read by many and for ever. */
  async record(room: string, by: Actor, kind: MemberEntry, payload: object): Promise<void> {
    const draft: Draft = { ...by, at: this.now(), kind, payload };
    await this.#refusing(() => this.#ports.record(room, draft));
  }

  async #refusing(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#ports.log.error({ fault: error.fault, error: error.message }, 'access was not saved');
      const { code, params } = refusalOfFault(error);
      throw new Refused(code, params);
    }
  }
}
