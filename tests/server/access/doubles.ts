// Stand-ins for tests about access: a clock that is moved by hand, chance from a counter, a record that is kept.
import { createHash } from 'node:crypto';
import { Directory } from '#server/access/directory.ts';
import type { Draft } from '#server/journal/ledger.ts';
import { memoryStore, type MemoryStore } from '#server/journal/memory-store.ts';
import type { Clock, Ids, Log } from '#server/journal/ports.ts';
import type { Member, Role } from '#domain/people.ts';
import type { RefusalCode } from '#domain/refusals.ts';
import { Refused } from '#domain/refusals.ts';
import { OPERATOR } from '#server/access/actor.ts';
import type { InviteRequest } from '#server/access/invitations.ts';

export const START = Date.UTC(2026, 10, 24, 9, 0);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export class HandClock implements Clock {
  #now = START;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on and runs what was due, in order. */
  move(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

/** The same bytes in every run, never the same twice in one. */
export function countedIds(seed = 'access'): Ids {
  let count = 0;
  return {
    bytes: (length) => {
      const parts: Buffer[] = [];
      while (Buffer.concat(parts).length < length) {
        parts.push(createHash('sha256').update(`${seed} ${count++}`).digest());
      }
      return new Uint8Array(Buffer.concat(parts).subarray(0, length));
    },
  };
}

export interface KeptLog extends Log {
  readonly lines: string[];
}

export function keptLog(): KeptLog {
  const lines: string[] = [];
  const keep = (fields: object, message: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  return { lines, info: keep, warn: keep, error: keep };
}

export interface Desk {
  readonly clock: HandClock;
  readonly ids: Ids;
  readonly log: KeptLog;
  readonly store: MemoryStore;
  readonly directory: Directory;
  /** entries about people, as they were handed to the journal */
  readonly record: { readonly room: string; readonly draft: Draft }[];
  /** who was told that their access ended or changed */
  readonly ended: { readonly member: Member; readonly code: RefusalCode }[];
  /** the same disk under a fresh process */
  restart(): Promise<Directory>;
}

export async function desk(): Promise<Desk> {
  const clock = new HandClock();
  const ids = countedIds();
  const log = keptLog();
  const store = memoryStore();
  const record: Desk['record'] = [];
  const ports = {
    ...{ clock, ids, log, store },
    record: (room: string, draft: Draft): Promise<void> => {
      record.push({ room, draft });
      return Promise.resolve();
    },
  };
  const directory = await Directory.open(ports);
  const ended: Desk['ended'] = [];
  directory.onEnded((member, code) => ended.push({ member, code }));
  return { clock, ids, log, store, directory, record, ended, restart: () => Directory.open(ports) };
}

export const ROOM = 'roomofthesouth';
export const OTHER_ROOM = 'roomofthenorth';

export function request(
  role: Role,
  name: string | undefined,
  more: Partial<InviteRequest> = {},
): InviteRequest {
  return { room: ROOM, exercise: false, role, party: 'partyaaaa', name, ...more };
}

/** Invites and joins at once. */
export async function joined(
  { directory }: Pick<Desk, 'directory'>,
  role: Role,
  name: string,
  more: Partial<InviteRequest> = {},
): Promise<{ member: Member; session: string; token: string }> {
  const { token } = await directory.invite(request(role, name, more), OPERATOR);
  const { member, session } = await directory.redeem({ invite: token });
  return { member, session, token };
}

/** The code of a refusal; fails when it was not refused. */
export async function refusedWith(run: () => unknown): Promise<RefusalCode> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
  throw new Error('it was not refused');
}
