// Gaps in drone cover now and within the hour, drones booked twice, windows longer than a drone can fly: for attention.
import type { AttentionItem } from './attention.ts';
import { titleOf, type Board } from './board-model.ts';
import { clashesOf, gapsOf, type Gap } from './coverage.ts';
import { isMoving } from './freshness.ts';
import { COVER } from './limits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function coverItems(board: Board, now: number): readonly AttentionItem[] {
  return [...gapItems(board, now), ...bookingItems(board, now), ...enduranceItems(board, now)];
}

/** Looks further ahead than it warns, so that a gap says how long it lasts. */
function gapItems(board: Board, now: number): readonly AttentionItem[] {
  const horizon = now + COVER.planAheadHours * HOUR;
  const seen = gapsOf(board, { from: now, to: horizon }, now);
  return gathered(seen)
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
        since: present ? began(board, gap, now) : gap.from,
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

/** Stretches without cover that touch are one matter, told with the cause that stands first. */
function gathered(gaps: readonly Gap[]): readonly Gap[] {
  const all: Gap[] = [];
  for (const gap of gaps) {
    const last = all.at(-1);
    if (last?.convoy === gap.convoy && last.task === gap.task && last.to === gap.from) {
      all[all.length - 1] = { ...last, to: gap.to };
    } else all.push(gap);
  }
  return all;
}

/** How long a present gap has been open already, looking back over the day's plan. */
function began(board: Board, gap: Gap, now: number): number {
  const past = gathered(gapsOf(board, { from: now - COVER.planAheadHours * HOUR, to: now + 1 }, now));
  return past.find((one) => one.convoy === gap.convoy && one.task === gap.task && one.to > now)?.from ?? now;
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
