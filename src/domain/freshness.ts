// Is a convoy still in touch? Check-in states by the server's clock, and ages as value and unit for the catalogue to word.
import type { Of } from './kinds/registry.ts';
import { CHECK_IN } from './limits.ts';

/** `none`: this convoy is not moving, nobody waits for a call. Terms: domain.md, UN radio-room practice. */
export type CheckInState = 'none' | 'ok' | 'due' | 'overdue' | 'critical' | 'lost_contact';

export interface CheckIn {
  readonly state: CheckInState;
  /** ms; newest of contact, radio, fix and roll call, or null when it never called */
  readonly lastAt: number | null;
  /** ms; when the next call is expected; null when none is */
  readonly dueAt: number | null;
}

type Phase = Of<'convoy'>['phase'];
const MINUTE = 60_000;

/** Phases in which people are on the road and a call is expected. */
export function isMoving(phase: Phase): boolean {
  switch (phase) {
    case 'en_route':
    case 'at_checkpoint':
    case 'holding':
    case 'halted':
    case 'returning':
      return true;
    case 'planned':
    case 'staged':
    case 'arrived':
    case 'offloaded':
    case 'closed':
    case 'aborted':
    case null:
    case undefined:
      return false;
    default:
      return phase satisfies never;
  }
}

/** Last time anybody heard of the convoy, ms: the newest observation of any means. */
export function lastContact(convoy: Of<'convoy'>): number | null {
  const times = [convoy.contact, convoy.radio, convoy.fix, convoy.rollCall]
    .map((observation) => observation?.at(-1))
    .filter((at): at is number => typeof at === 'number');
  return times.length > 0 ? Math.max(...times) : null;
}

/**
 * The check-in of a convoy at `now` (ms, server's clock). The interval starts at the last call or at departure,
 * whichever is later. A moving convoy of which no time at all is known is due now: silence is never "ok".
 */
export function checkIn(convoy: Of<'convoy'>, room: Of<'room'>, now: number): CheckIn {
  const lastAt = lastContact(convoy);
  if (!isMoving(convoy.phase)) return { state: 'none', lastAt, dueAt: null };
  const departed = typeof convoy.atd === 'number' && convoy.atd <= now ? convoy.atd : null;
  const base = Math.max(lastAt ?? -Infinity, departed ?? -Infinity);
  const from = Number.isFinite(base) ? base : (convoy.std ?? null);
  if (from === null) return { state: 'due', lastAt, dueAt: now };
  const dueAt = from + (convoy.checkInMin ?? room.checkInMin ?? CHECK_IN.intervalMin) * MINUTE;
  return { state: stateAt(now - dueAt, room), lastAt, dueAt };
}

function stateAt(late: number, room: Of<'room'>): CheckInState {
  if (late >= (room.lostMin ?? CHECK_IN.lostMin) * MINUTE) return 'lost_contact';
  if (late >= (room.criticalMin ?? CHECK_IN.criticalMin) * MINUTE) return 'critical';
  if (late >= (room.overdueMin ?? CHECK_IN.overdueMin) * MINUTE) return 'overdue';
  return late >= -CHECK_IN.dueBeforeMin * MINUTE ? 'due' : 'ok';
}

/** One part of an age; the word of the unit is `unit.<unit>` in the catalogue. */
export interface AgePiece {
  readonly value: number;
  readonly unit: 's' | 'min' | 'h' | 'd';
}

/**
 * An age in at most two pieces: 40 s · 14 min · 1 h 20 min · 3 d 4 h. Rounded down: a report is never made older
 * than it is. Negative ages (clocks that differ) read as 0 s.
 */
export function ageText(ms: number): readonly AgePiece[] {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return [{ value: seconds, unit: 's' }];
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return [{ value: minutes, unit: 'min' }];
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two({ value: hours, unit: 'h' }, { value: minutes % 60, unit: 'min' });
  return two({ value: Math.floor(hours / 24), unit: 'd' }, { value: hours % 24, unit: 'h' });
}

function two(first: AgePiece, second: AgePiece): readonly AgePiece[] {
  return second.value === 0 ? [first] : [first, second];
}
