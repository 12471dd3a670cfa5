// Drone cover per convoy in the next hours: windows, computed gaps and what each window promises, in words.
import { titleOf, type Board } from '#domain/board-model.ts';
import { windowsOf, type Gap, type Span, type Task, type Window } from '#domain/coverage.ts';
import { say } from '#domain/words/say.ts';

export interface CoverRow {
  readonly convoy: string;
  readonly callsign: string;
  readonly windows: readonly Window[];
  readonly gaps: readonly Gap[];
}

export const TASKS = ['intelligence', 'rapid_response'] as const satisfies readonly Task[];

/** Convoys with a window or a gap in the span, the soonest gap first. */
export function coverRows(board: Board, gaps: readonly Gap[], span: Span, now: number): readonly CoverRow[] {
  const rows = [...board.convoy].flatMap(([convoy, { callsign }]): CoverRow[] => {
    const windows = windowsOf(board, convoy, now).filter((one) => one.to > span.from && one.from < span.to);
    const mine = gaps.filter((gap) => gap.convoy === convoy && gap.to > now).sort((a, b) => a.from - b.from);
    return windows.length + mine.length === 0
      ? []
      : [{ convoy, callsign: callsign ?? convoy, windows, gaps: mine }];
  });
  const first = (row: CoverRow) => row.gaps[0]?.from ?? Infinity;
  return rows.sort((a, b) => first(a) - first(b) || (a.callsign < b.callsign ? -1 : 1));
}

/** *drone watching* or *responder within n min*. */
export function taskWords(board: Board, task: Task, drone?: string): string {
  const minutes = drone === undefined ? undefined : board.drone.get(drone)?.responseMin;
  if (task === 'rapid_response' && typeof minutes === 'number') return say('watch.responder', { n: minutes });
  return say(`cover.task.${task}`);
}

/** *OWL-1, drone watching, on station* — and that it gives nothing, where it does not count. */
export function windowWords(board: Board, one: Window): string {
  const words = [
    titleOf(board, 'drone', one.drone),
    taskWords(board, one.task, one.drone),
    say(`cover.state.${one.state}`),
  ];
  return one.fails === null ? words.join(', ') : `${words.join(', ')}: ${say('watch.idle')}`;
}

/** Where a stretch of time lies in a span, in per cent. */
export function placeIn(span: Span, part: Span): { readonly x: string; readonly width: string } {
  const length = span.to - span.from;
  const from = Math.max(part.from, span.from);
  const to = Math.min(part.to, span.to);
  return {
    x: `${((from - span.from) / length) * 100}%`,
    width: `${Math.max(0.4, ((to - from) / length) * 100)}%`,
  };
}
