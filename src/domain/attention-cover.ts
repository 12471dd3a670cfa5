// Gaps in drone cover now and within the hour, drones booked twice, windows longer than a drone can fly: for attention.
import type { AttentionItem, ChangedAt } from './attention.ts';
import { titleOf, type Board } from './board-model.ts';
import { clashesOf, gapsOf, type Gap } from './coverage.ts';
import { isMoving } from './freshness.ts';
import { COVER } from './limits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function coverItems(board: Board, now: number, changedAt: ChangedAt): readonly AttentionItem[] {
  return [...gapItems(board, now, changedAt), ...bookingItems(board, now), ...enduranceItems(board, now)];
}

/** Looks further ahead than it warns, so that a gap says how long it lasts. */
function gapItems(board: Board, now: number, changedAt: ChangedAt): readonly AttentionItem[] {
  const reach = COVER.planAheadHours * HOUR;
  const horizon = now + reach;
  // One look over past and future: a present gap says since when it is open.
  return gathered(gapsOf(board, { from: now - reach, to: horizon }, now), now)
    .filter((gap) => gap.to > now)
    .filter(
      (gap) => gap.from <= now + COVER.gapAheadMin * MINUTE && isMoving(board.convoy.get(gap.convoy)?.phase),
    )
    .map((gap) => {
      const present = gap.from <= now;
      const record = `convoy/${gap.convoy}`;
      return {
        key: `cover_gap ${gap.convoy} ${gap.task}${present ? '' : ` ${gap.from}`}`,
        why: present ? 'cover_gap_now' : 'cover_gap_next',
        severity: present ? 'Severe' : 'Moderate',
        record,
        since: present ? Math.max(gap.from, lostAt(board, gap, changedAt)) : gap.from,
        ...(gap.to < horizon ? { until: gap.to } : {}),
        params: {
          name: titleOf(board, 'convoy', gap.convoy),
          task: `cover.task.${gap.task}`,
          cause: `gap.${gap.cause}`,
          minutes: Math.ceil((gap.to - Math.max(now, gap.from)) / MINUTE),
        },
        action: { do: 'assign_cover', record },
      } as const;
    });
}

/** Stretches without cover that touch are one matter, told with the cause of the latest one that has begun. */
function gathered(gaps: readonly Gap[], now: number): readonly Gap[] {
  const all: Gap[] = [];
  for (const gap of gaps) {
    const last = all.at(-1);
    if (last?.convoy === gap.convoy && last.task === gap.task && last.to === gap.from) {
      const { cause, windows } = gap.from <= now ? gap : last;
      all[all.length - 1] = { ...last, cause, windows, to: gap.to };
    } else all.push(gap);
  }
  return all;
}

/**
 * A window that failed in the middle of its time covers nothing as the board stands, from its beginning; when it
 * failed only the age of its state says. −Infinity where that is not known.
 */
function lostAt(board: Board, { cause, windows }: Gap, changedAt: ChangedAt): number {
  if (cause !== 'lost_link' && cause !== 'weather') return -Infinity;
  const times = windows.flatMap((id) => [
    changedAt(`cover/${id}/state`) ?? -Infinity,
    changedAt(`drone/${board.cover.get(id)?.drone ?? ''}/state`) ?? -Infinity,
  ]);
  return Math.max(...times, -Infinity);
}

function bookingItems(board: Board, now: number): readonly AttentionItem[] {
  return clashesOf(board, now)
    .filter((clash) => clash.to > now && clash.from < now + COVER.planAheadHours * HOUR)
    .map((clash) => ({
      key: `double_booked ${clash.drone} ${[...clash.windows].sort().join(' ')}`,
      why: 'double_booked',
      severity: clash.from <= now ? 'Severe' : 'Moderate',
      record: `drone/${clash.drone}`,
      since: clash.from,
      until: clash.to,
      params: {
        name: titleOf(board, 'drone', clash.drone),
        first: placeName(board, clash.windows[0]),
        second: placeName(board, clash.windows[1]),
        minutes: Math.ceil((clash.to - Math.max(now, clash.from)) / MINUTE),
      },
      action: { do: 'resolve_booking', record: `cover/${clash.windows[1]}` },
    }));
}

function enduranceItems(board: Board, now: number): readonly AttentionItem[] {
  return [...board.cover].flatMap(([id, cover]) => {
    const { from, to, drone } = cover;
    if (typeof from !== 'number' || typeof to !== 'number' || typeof drone !== 'string') return [];
    const endurance = board.drone.get(drone)?.enduranceMin;
    if (typeof endurance !== 'number' || to - from <= endurance * MINUTE) return [];
    if (to <= now || from > now + COVER.planAheadHours * HOUR || isOver(cover.state)) return [];
    return {
      key: `endurance_short ${id}`,
      why: 'endurance_short',
      severity: 'Minor',
      record: `cover/${id}`,
      since: from + endurance * MINUTE,
      until: to,
      params: {
        name: titleOf(board, 'drone', drone),
        endurance,
        minutes: Math.round((to - from) / MINUTE),
        convoy: placeName(board, id),
      },
      action: { do: 'shorten_window', record: `cover/${id}` },
    } as const;
  });
}

function isOver(state: string | null | undefined): boolean {
  return state === 'relieved' || state === 'off_station' || state === 'aborted' || state === 'unavailable';
}

/** Whom a window is for: a convoy by its callsign, else the route. */
function placeName(board: Board, window: string): string {
  const cover = board.cover.get(window);
  if (typeof cover?.convoy === 'string') return titleOf(board, 'convoy', cover.convoy);
  return typeof cover?.route === 'string' ? titleOf(board, 'route', cover.route) : window;
}
