// How fresh the picture is: the newest and the oldest word from convoys on the road.
import type { Board } from './board-model.ts';
import { isMoving, lastContact } from './freshness.ts';

export interface Report {
  /** record id */
  readonly convoy: string;
  /** ms */
  readonly at: number;
}

export interface Reports {
  /** null: nobody on the road was heard of yet */
  readonly newest: Report | null;
  readonly oldest: Report | null;
  /** convoys on the road of which nobody ever heard, by record id */
  readonly silent: readonly string[];
}

/** Only convoys on the road count: from the others nobody waits for a call. */
export function reportsOf(board: Board): Reports {
  const heard: Report[] = [];
  const silent: string[] = [];
  for (const [convoy, record] of board.convoy) {
    if (!isMoving(record.phase)) continue;
    const at = lastContact(record);
    if (at === null) silent.push(convoy);
    else heard.push({ convoy, at });
  }
  heard.sort((a, b) => b.at - a.at || (a.convoy < b.convoy ? -1 : 1));
  return { newest: heard[0] ?? null, oldest: heard.at(-1) ?? null, silent };
}
