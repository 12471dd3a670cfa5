// How the pages read alerts: what is open, what my party still owes an answer to, who has answered.
import type { AlertState } from '#domain/alerts/life.ts';
import { answeredBy, isOver, staysShown } from '#domain/alerts/shown.ts';
import { say } from '#domain/words/say.ts';

export function open(list: readonly AlertState[]): readonly AlertState[] {
  return list.filter(staysShown);
}

export function over(list: readonly AlertState[]): readonly AlertState[] {
  return list.filter((alert) => !staysShown(alert));
}

/** The worst open alert that this party has not acknowledged. */
export function firstUnacknowledged(
  list: readonly AlertState[],
  party: string | undefined,
): AlertState | undefined {
  return open(list).find((alert) => !isOver(alert.state) && !(party && alert.partiesDone.includes(party)));
}

/** How far the parties have answered, in words. */
export function answered(alert: AlertState): string {
  switch (answeredBy(alert)) {
    case 'nobody':
      return say('console.nobody');
    case 'everybody':
      return say('console.everybody');
    case 'some':
      return say('console.some', { done: alert.partiesDone.length, owed: alert.owed.length });
  }
}
