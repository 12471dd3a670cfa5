// An alert as text for radio or messenger: short lines, EXERCISE first, its age and its source always in it.
import { say } from '../words/say.ts';
import type { AlertState } from './life.ts';
import { answeredBy } from './shown.ts';
import { headlineOf, textOf } from './templates.ts';

/** Names of the records an alert speaks of; what is missing is left out of the text. */
export interface SpokenNames {
  readonly route?: string | undefined;
  /** of the party that raised it */
  readonly party?: string | undefined;
  readonly convoys?: readonly string[];
}

/** @param now ms, the server's clock: the age in the text is the age when it was copied */
export function spokenAlert(alert: AlertState, now: number, names: SpokenNames): string {
  const { content } = alert;
  const exercise = alert.status === 'Exercise' ? say('alerts.spoken.exercise') : undefined;
  const minutes = Math.max(0, Math.floor((now - content.observedAt) / 60_000));
  const source = [content.source, alert.raisedBy.name, names.party].filter(Boolean).join(', ');
  const lines = [
    exercise,
    `${say(`alert.severity.${content.severity}`)}: ${headlineOf(content)}`,
    names.route && say('alerts.spoken.route', { route: names.route }),
    textOf(content),
    content.response && content.response !== 'None'
      ? say('alerts.spoken.do', { what: say(`alert.response.${content.response}`) })
      : undefined,
    names.convoys?.length ? say('alerts.spoken.convoys', { convoys: names.convoys.join(', ') }) : undefined,
    say('alerts.spoken.age', { at: zulu(content.observedAt), n: minutes, now: zulu(now) }),
    say('alerts.spoken.source', { source: source || say('alerts.spoken.room') }),
    standing(alert),
    say('alerts.spoken.number', { id: alert.id }),
    exercise,
  ];
  return lines.filter(Boolean).join('\n');
}

/** Where the alert stands, in words; "ended" always says that it is no permission to move. */
function standing(alert: AlertState): string {
  switch (alert.state) {
    case 'active':
    case 'ending': {
      const open = alert.owed.filter((party) => !alert.partiesDone.includes(party)).length;
      if (answeredBy(alert) === 'nobody') return say('alerts.spoken.nobody');
      return open === 0 ? say('alerts.spoken.everybody') : say('alerts.spoken.some', { n: open });
    }
    case 'ended':
    case 'cancelled':
      return say(`alerts.spoken.${alert.state}`, { reason: alert.ended?.reason ?? '' });
    case 'superseded':
    case 'expired':
      return say(`alerts.spoken.${alert.state}`);
    default:
      return alert.state satisfies never;
  }
}

/** `0914Z` */
function zulu(ms: number): string {
  const time = new Date(ms).toISOString();
  return `${time.slice(11, 13)}${time.slice(14, 16)}Z`;
}
