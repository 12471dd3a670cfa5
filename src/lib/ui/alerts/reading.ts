// How the pages read alerts: what is open, what waits for an answer of mine or my party's, who has answered.
import { UNANSWERED_LEVEL, WHOLE_ROOM_LEVEL } from '#domain/alerts/escalation.ts';
import type { AlertState } from '#domain/alerts/life.ts';
import { answeredBy, isOver, staysShown } from '#domain/alerts/shown.ts';
import { headlineOf } from '#domain/alerts/templates.ts';
import { say } from '#domain/words/say.ts';

/** Who reads: whether an alert still waits depends on the person and on the party. */
export interface Reader {
  /** user id */
  readonly user: string;
  /** record id of the party */
  readonly party: string;
}

export function open(list: readonly AlertState[]): readonly AlertState[] {
  return list.filter(staysShown);
}

export function over(list: readonly AlertState[]): readonly AlertState[] {
  return list.filter((alert) => !staysShown(alert));
}

/** Alerts that stand and that neither my party nor I have answered, worst first. Nobody known yet: all that stand. */
export function waiting(list: readonly AlertState[], me: Reader | undefined): readonly AlertState[] {
  return list.filter((alert) => !isOver(alert.state) && !(me && answeredFor(alert, me)));
}

/** An observer's answer stops nothing, but it is theirs: they are not asked again before the whole room is. */
function answeredFor(alert: AlertState, me: Reader): boolean {
  if (answeredBy(alert) === 'nobody' && (alert.escalation ?? 0) >= WHOLE_ROOM_LEVEL) return false;
  return alert.partiesDone.includes(me.party) || alert.acks.some((ack) => ack.user === me.user);
}

/** The waiting alert after this one, the worst again after the last; undefined when none waits. */
export function nextWaiting(waits: readonly AlertState[], after: string | null): AlertState | undefined {
  return waits[waits.findIndex((alert) => alert.id === after) + 1] ?? waits[0];
}

/** `CRITICAL: Shelling nearby, km 44–47`, and that nobody has acknowledged once silence has escalated it. */
export function spokenShort(alert: AlertState): string {
  const short = say('strip.short', {
    severity: say(`alert.severity.${alert.content.severity}`),
    headline: headlineOf(alert.content),
  });
  const isSilent = (alert.escalation ?? 0) > 0 && answeredBy(alert) === 'nobody';
  return isSilent ? say('strip.silent', { short }) : short;
}

/** The last deadline has passed, and nobody who counts has acknowledged: somebody has to use another means. */
export function isUnanswered(alert: AlertState): boolean {
  return answeredBy(alert) === 'nobody' && (alert.escalation ?? 0) >= UNANSWERED_LEVEL;
}

/** How far the parties have answered, in words. */
export function answered(alert: AlertState): string {
  switch (answeredBy(alert)) {
    case 'nobody':
      return say(isUnanswered(alert) ? 'console.unanswered' : 'console.nobody');
    case 'everybody':
      return say('console.everybody');
    case 'some':
      return say('console.some', { done: alert.partiesDone.length, owed: alert.owed.length });
  }
}
