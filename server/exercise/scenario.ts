// The story of the exercise as a pure function of time: what every convoy, drone and alert should be at a moment.
// Told by level, not by event: a player that was stopped for an hour simply sets what is true now.
import type { Of } from '#domain/kinds/registry.ts';

const MIN = 60_000;

/** A new convoy leaves this often. */
export const EVERY_MS = 40 * MIN;
/** A convoy is entered this long before it leaves, staged half of it before. */
const PLANNED_MS = 20 * MIN;
const STAGED_MS = 10 * MIN;
/** A finished convoy stays on the board this long. */
const LINGER_MS = 20 * MIN;
const KMH = 30;
const REPORT_EVERY_MS = MIN;

/** Three tales that alternate by the convoy's number. */
export type Tale = 'relief_late' | 'check_in_missed' | 'quiet';

export function taleOf(number: number): Tale {
  return number % 3 === 1 ? 'relief_late' : number % 3 === 2 ? 'check_in_missed' : 'quiet';
}

/** No word from the convoy in this time after departure: overdue at +51 min (last word at 11, interval 30, +10), found at +53.5. */
const SILENCE = { from: 11 * MIN, to: 53.5 * MIN } as const;
/** The relief drone comes nine minutes late. */
const GAP = { from: 108 * MIN, to: 117 * MIN } as const;

/** The first three convoys, counted from the player's start: it starts in the middle. Numbers 1, 2, 3. */
export const FIRST_DEPARTURES_MS = [-105 * MIN, -49 * MIN, 40_000] as const;

export interface Leg {
  readonly lengthKm: number;
  /** departure, ms */
  readonly std: number;
  readonly tale: Tale;
}

export type Report = Pick<Of<'convoy'>, 'phase' | 'radio' | 'contact' | 'atd' | 'ata'>;

export function etaOf(leg: Leg): number {
  return leg.std + Math.round((leg.lengthKm / KMH) * 60) * MIN;
}

/** Where the convoy really is, whether or not anybody heard of it. */
export function kmAt(leg: Leg, at: number): number {
  const km = ((at - leg.std) / (60 * MIN)) * KMH;
  return Math.round(Math.max(0, Math.min(leg.lengthKm, km)) * 10) / 10;
}

/** What the radio operator would have entered by now. */
export function reportAt(leg: Leg, now: number): Report {
  if (now < leg.std - STAGED_MS) return { phase: 'planned' };
  if (now < leg.std) return { phase: 'staged' };
  const heard = lastWord(leg, now);
  const km = kmAt(leg, heard);
  const arrived = km >= leg.lengthKm;
  return {
    phase: arrived ? 'arrived' : 'en_route',
    atd: leg.std,
    radio: [km, arrived ? 0 : KMH, heard],
    contact: ['VHF 16', heard],
    ...(arrived ? { ata: etaOf(leg) } : {}),
  };
}

/** The last full minute at which the convoy reported; nothing is heard during its silence, nothing after arrival. */
function lastWord(leg: Leg, now: number): number {
  const end = Math.min(now, etaOf(leg));
  const minute = leg.std + Math.floor((end - leg.std) / REPORT_EVERY_MS) * REPORT_EVERY_MS;
  const silent =
    leg.tale === 'check_in_missed' && now - leg.std >= SILENCE.from && now - leg.std < SILENCE.to;
  return silent ? leg.std + SILENCE.from : minute;
}

/** Time to take the convoy off the board. */
export function isOver(leg: Leg, now: number): boolean {
  return now > etaOf(leg) + LINGER_MS;
}

/** Departures that should stand on the board by now, given the last one that does. */
export function nextDepartures(last: number, now: number): number[] {
  const due: number[] = [];
  for (let std = last + EVERY_MS; std - PLANNED_MS <= now; std += EVERY_MS)
    if (std > now - EVERY_MS) due.push(std);
  return due;
}

export interface CoverPlan {
  readonly drone: 'OWL-1' | 'OWL-2' | 'RAPID-1';
  readonly task: 'intelligence' | 'rapid_response';
  readonly from: number;
  readonly to: number;
}

/** The on-station windows of a convoy. */
export function coverOf(leg: Leg): CoverPlan[] {
  switch (leg.tale) {
    case 'relief_late':
      return [
        { drone: 'OWL-1', task: 'intelligence', from: leg.std, to: leg.std + GAP.from },
        { drone: 'OWL-2', task: 'intelligence', from: leg.std + GAP.to, to: etaOf(leg) + 10 * MIN },
      ];
    case 'check_in_missed':
      return [{ drone: 'RAPID-1', task: 'rapid_response', from: leg.std, to: etaOf(leg) }];
    case 'quiet':
      return [];
  }
}

export function coverStateAt(plan: CoverPlan, now: number): NonNullable<Of<'cover'>['state']> {
  if (now < plan.from - 10 * MIN) return 'assigned';
  if (now < plan.from) return 'transiting';
  return now < plan.to ? 'on_station' : 'off_station';
}

/** What should have happened to the gap alert of a convoy by now. */
export function gapAlertAt(leg: Leg, now: number): 'none' | 'raised' | 'acknowledged' | 'ended' {
  if (leg.tale !== 'relief_late') return 'none';
  const since = now - (leg.std + GAP.from);
  if (since < 10_000 || now > leg.std + GAP.to + 5 * MIN) return 'none';
  if (since < 50_000) return 'raised';
  return since < 100_000 ? 'acknowledged' : 'ended';
}

/** When the gap opens, ms. */
export function gapStart(leg: Leg): number {
  return leg.std + GAP.from;
}
