// Who is without drone cover, when and why: gaps are computed from windows and estimates, never typed (rules: domain.md).
import { isArchived, live, type Board } from './board-model.ts';
import { needsOf, type Task, type Span } from './cover-need.ts';
import { placeOf, Reach } from './cover-reach.ts';
import type { Of } from './kinds/registry.ts';

export type { Span, Task } from './cover-need.ts';

/** Why nobody watches; `planned`: no window was ever asked for. */
export type GapCause =
  | 'planned'
  | 'late_relief'
  | 'lost_link'
  | 'out_of_range'
  | 'weather'
  | 'unstaffed_response'
  | 'double_booked';

/** From `from` (included) to `to` (excluded), ms, nobody covers this task for this convoy. */
export interface Gap extends Span {
  /** record id */
  readonly convoy: string;
  readonly task: Task;
  readonly cause: GapCause;
  /** record ids of the cover windows that should have helped: the evidence */
  readonly windows: readonly string[];
}

/** One cover window as it stands at `now`. */
export interface Window extends Span {
  readonly id: string;
  readonly drone: string;
  readonly task: Task;
  readonly state: NonNullable<Of<'cover'>['state']>;
  readonly cover: Of<'cover'>;
  /** ms; the window holds no longer than the drone's endurance */
  readonly holdsUntil: number;
  /** why it gives no cover at all as things stand; null when it counts */
  readonly fails:
    Exclude<GapCause, 'planned' | 'unstaffed_response' | 'out_of_range' | 'double_booked'> | 'none' | null;
}

/** All gaps of all convoys that touch `window` (ms), cut to it, by convoy, task and time. */
export function gapsOf(board: Board, window: Span, now: number): readonly Gap[] {
  const active = live(board);
  const windows = readWindows(active, now);
  const clashes = byWindow(doubleBooked(windows));
  const meantFor = sorted(windows);
  const gaps: Gap[] = [];
  for (const [id, convoy] of active.convoy) {
    const reach = new Reach(convoy);
    const mine = meantFor(id, convoy);
    for (const need of needsOf(convoy, now)) {
      const from = Math.max(need.from, window.from);
      const to = Math.min(need.to, window.to);
      const helpers = mine.filter((one) => one.task === need.task && one.from < to && one.to > from);
      if (from < to) gaps.push(...gapsOfNeed(id, reach, { task: need.task, from, to }, helpers, clashes));
    }
  }
  return gaps;
}

/** Windows by whom they are for: a convoy's own, and those over a stretch of its route. */
function sorted(windows: readonly Window[]): (id: string, convoy: Of<'convoy'>) => readonly Window[] {
  const byConvoy = new Map<string, Window[]>();
  const byRoute = new Map<string, Window[]>();
  for (const one of windows) {
    const { convoy, route } = one.cover;
    const [map, key] = typeof convoy === 'string' ? [byConvoy, convoy] : [byRoute, route];
    if (typeof key !== 'string') continue;
    const list = map.get(key);
    if (list) list.push(one);
    else map.set(key, [one]);
  }
  return (id, convoy) => [...(byConvoy.get(id) ?? []), ...(byRoute.get(convoy.route ?? '') ?? [])];
}

/** The cover windows of every convoy, by its id: its own, and those over a stretch of its route, by time. */
export function windowsByConvoy(board: Board, now: number): (convoy: string) => readonly Window[] {
  const meantFor = sorted(readWindows(board, now).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1)));
  return (id) => [...meantFor(id, board.convoy.get(id) ?? {})].sort((a, b) => a.from - b.from);
}

/** The cover windows meant for a convoy; for many convoys `windowsByConvoy` reads them once. */
export function windowsOf(board: Board, convoy: string, now: number): readonly Window[] {
  return windowsByConvoy(board, now)(convoy);
}

/** Stretches of time in which one drone is booked in two places; they count as no cover for anybody. */
export interface Clash extends Span {
  readonly drone: string;
  readonly windows: readonly [string, string];
}

export function clashesOf(board: Board, now: number): readonly Clash[] {
  return doubleBooked(readWindows(live(board), now));
}

interface Need extends Span {
  readonly task: Task;
}

function gapsOfNeed(
  convoy: string,
  reach: Reach,
  need: Need,
  helpers: readonly Window[],
  clashes: ClashIndex,
): readonly Gap[] {
  const edges = new Set([need.from, need.to]);
  for (const one of helpers) [one.from, one.to, one.holdsUntil].forEach((at) => edges.add(at));
  for (const one of helpers) {
    for (const clash of clashes.get(one.id) ?? []) [clash.from, clash.to].forEach((at) => edges.add(at));
  }
  for (const one of helpers) for (const at of reach.changes(one.cover, need)) edges.add(at);
  const times = [...edges].filter((at) => at >= need.from && at <= need.to).sort((a, b) => a - b);
  const gaps: Gap[] = [];
  for (const [i, from] of times.entries()) {
    const to = times[i + 1];
    if (to === undefined) break;
    // Nothing changes between two edges, so the middle speaks for the whole.
    const verdict = verdictAt(reach, need.task, helpers, clashes, (from + to) / 2);
    if (verdict === null) continue;
    const last = gaps.at(-1);
    if (last && last.to === from && last.cause === verdict.cause) {
      gaps[gaps.length - 1] = { ...last, to, windows: [...new Set([...last.windows, ...verdict.windows])] };
    } else gaps.push({ convoy, task: need.task, from, to, ...verdict });
  }
  return gaps;
}

/** Null: covered at t. Else why not: of several windows that fail, the most telling cause. */
function verdictAt(
  reach: Reach,
  task: Task,
  helpers: readonly Window[],
  clashes: ClashIndex,
  at: number,
): Pick<Gap, 'cause' | 'windows'> | null {
  const failed = new Map<GapCause, string[]>();
  for (const one of helpers) {
    if (at < one.from || at >= one.to) continue;
    const cause = failureAt(one, reach, clashes, at);
    if (cause === null) return null;
    if (cause !== 'none') failed.set(cause, [...(failed.get(cause) ?? []), one.id]);
  }
  for (const cause of TELLING) {
    const windows = failed.get(cause);
    if (windows) return { cause, windows };
  }
  return { cause: task === 'rapid_response' ? 'unstaffed_response' : 'planned', windows: [] };
}

const TELLING = ['double_booked', 'lost_link', 'out_of_range', 'weather', 'late_relief'] as const;

function failureAt(one: Window, reach: Reach, clashes: ClashIndex, at: number): GapCause | 'none' | null {
  if (one.fails !== null) return one.fails;
  if (clashes.get(one.id)?.some((clash) => clash.from <= at && at < clash.to)) return 'double_booked';
  if (at >= one.holdsUntil) return 'late_relief';
  return reach.holds(one.cover, at) ? null : 'out_of_range';
}

function readWindows(board: Board, now: number): Window[] {
  const windows: Window[] = [];
  for (const [id, cover] of board.cover) {
    const { drone, task, from, to } = cover;
    if (typeof drone !== 'string' || !task || typeof from !== 'number' || typeof to !== 'number') continue;
    if (isArchived({ archivedAt: cover.archivedAt ?? null }) || to <= from) continue;
    const flyer = board.drone.get(drone);
    const endurance = typeof flyer?.enduranceMin === 'number' ? from + flyer.enduranceMin * 60_000 : to;
    const state = cover.state ?? 'requested';
    const fails = failureOf(cover, flyer, task, now);
    windows.push({ id, drone, task, from, to, state, cover, fails, holdsUntil: Math.min(to, endurance) });
  }
  return windows;
}

/**
 * Does the window count as things stand? On station counts; a window that lies wholly ahead counts as promised;
 * one that should have begun and is not on station gives nothing until somebody says it is there. One that was on
 * station until its time was up did cover: what its drone does since, and the word it ended with, say nothing of then.
 */
function failureOf(
  cover: Of<'cover'>,
  drone: Of<'drone'> | undefined,
  task: Task,
  now: number,
): Window['fails'] {
  if (drone?.state === 'lost') return 'lost_link';
  const able = task === 'intelligence' ? drone?.canIntel : drone?.canResponse;
  if (able === false) return 'none';
  const ranOut = (cover.to ?? Infinity) <= now;
  switch (cover.state) {
    case 'on_station':
      if (ranOut) return null;
      return drone?.state === 'maintenance' || drone?.state === 'returning' ? 'late_relief' : null;
    case 'requested':
    case 'assigned':
    case 'transiting':
    case null:
    case undefined:
      if (cover.cause === 'weather') return 'weather';
      return (cover.from ?? 0) > now ? null : 'late_relief';
    case 'lost_link':
      return 'lost_link';
    case 'relieved':
    case 'off_station':
      // With a cause it was broken off; nobody wrote down when.
      if (ranOut && !cover.cause) return null;
      return cover.cause === 'weather' ? 'weather' : 'none';
    case 'aborted':
    case 'unavailable':
      return cover.cause === 'weather' ? 'weather' : 'none';
    default:
      return cover.state satisfies never;
  }
}

type ClashIndex = ReadonlyMap<string, readonly Clash[]>;

function byWindow(clashes: readonly Clash[]): ClashIndex {
  const index = new Map<string, Clash[]>();
  for (const clash of clashes) {
    for (const id of clash.windows) index.set(id, [...(index.get(id) ?? []), clash]);
  }
  return index;
}

/** Overlaps of two windows of one drone that both count, in different places. Two tasks in one place are no clash. */
function doubleBooked(windows: readonly Window[]): readonly Clash[] {
  const clashes: Clash[] = [];
  const counting = windows
    .filter((one) => one.fails === null)
    .sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  for (const [i, one] of counting.entries()) {
    for (const other of counting.slice(i + 1)) {
      if (other.from >= one.to) break;
      if (other.drone !== one.drone || placeOf(one.cover) === placeOf(other.cover)) continue;
      const to = Math.min(one.to, other.to);
      clashes.push({ drone: one.drone, windows: [one.id, other.id], from: other.from, to });
    }
  }
  return clashes;
}
