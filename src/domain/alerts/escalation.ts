// How silence escalates: the seconds after raising at which an alert that nobody acknowledged asks for more people.
import { ROOM_RECORD } from '../kinds/registry.ts';
import type { Look } from '../policy.ts';
import type { AlertState, Severity } from './life.ts';
import { answeredBy } from './shown.ts';

/** What a severity escalates by, and the room's own field for it. */
interface Ladder {
  readonly field: 'escalateExtreme' | 'escalateSevere' | 'escalateModerate';
  /** seconds after raising */
  readonly defaults: readonly number[];
}

const SEVERE: Ladder = { field: 'escalateSevere', defaults: [0, 120, 300, 600] };
const LADDERS: { readonly [severity in Severity]: Ladder | undefined } = {
  Extreme: { field: 'escalateExtreme', defaults: [0, 60, 180, 300] },
  Severe: SEVERE,
  Unknown: SEVERE,
  Moderate: { field: 'escalateModerate', defaults: [0, 600] },
  Minor: undefined,
};

/** From this level on the whole room is told by a banner, and the webhook. */
export const WHOLE_ROOM_LEVEL = 2;
/** From this level on an alert counts as unanswered; an Extreme one says so again and again. */
export const UNANSWERED_LEVEL = 3;

/**
 * The deadlines of an alert as the room is set when it is raised, seconds after that, rising. They are frozen into the
 * alert: whoever changes the room's setting changes nothing that is under way, and a restart needs the journal alone.
 */
export function deadlinesOf(severity: Severity, look: Look): readonly number[] {
  const ladder = LADDERS[severity];
  if (!ladder) return [];
  const set = look('room', ROOM_RECORD, ladder.field);
  const seconds = Array.isArray(set) ? set.filter((one) => typeof one === 'number') : ladder.defaults;
  // A step that is not later than the one before it is none: a room that needs three sets the last to 0.
  return seconds.filter((one, at) => at === 0 || one > Math.max(...seconds.slice(0, at)));
}

/** When the next step is due, ms; undefined when there is none, or somebody who counts has acknowledged. */
export function nextStepAt(alert: AlertState): number | undefined {
  if (answeredBy(alert) !== 'nobody') return undefined;
  return stepAt(alert, (alert.escalation ?? 0) + 1);
}

/** The highest step that is due by `now`; after a stop of hours the ones before it are skipped, not played back. */
export function levelAt(alert: AlertState, now: number): number {
  let level = alert.escalation ?? 0;
  for (;;) {
    const at = stepAt(alert, level + 1);
    if (at === undefined || at > now) return level;
    level += 1;
  }
}

/** Step 0 is the raising itself. An Extreme alert repeats its last step for as long as it stands. */
function stepAt({ deadlines = [], raisedAt, content }: AlertState, level: number): number | undefined {
  const seconds = deadlines[level];
  if (seconds !== undefined) return raisedAt + seconds * 1000;
  const last = deadlines.at(-1);
  if (content.severity !== 'Extreme' || last === undefined || last < REPEAT_AT_LEAST_S) return undefined;
  return raisedAt + last * (level - deadlines.length + 2) * 1000;
}

/** A room whose last step is nearer than this has it once: entries of the journal are for people to read. */
const REPEAT_AT_LEAST_S = 60;
