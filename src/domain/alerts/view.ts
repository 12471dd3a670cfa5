// An alert through a reader's view: observers get no restricted value, and nobody a list of a thousand names.
import { ALERT_LIMITS } from '../limits.ts';
import type { View } from '../people.ts';
import { project } from '../views.ts';
import type { AlertContent, AlertState } from './life.ts';
import { countsForParty } from './shown.ts';

const OPTIONAL = [
  'headline',
  'text',
  'response',
  'urgency',
  'certainty',
  'verification',
  'convoys',
  'segments',
  'expires',
] as const satisfies readonly (keyof AlertContent)[];

/**
 * What goes out on the alert channel, whoever asks. Counting people are always listed; of the observers the full view
 * lists the newest and counts the rest, observers learn their number only.
 */
export function projectAlert(view: View, alert: AlertState): AlertState {
  const counting = alert.acks.filter((ack) => countsForParty(ack.role));
  const observers = alert.acks.filter((ack) => !countsForParty(ack.role));
  const listed = view === 'full' ? observers.slice(-ALERT_LIMITS.listedObservers) : [];
  const acks = { acks: [...counting, ...listed], observersSeen: observers.length };
  return view === 'full' ? { ...alert, ...acks } : { ...alert, ...acks, content: observed(alert) };
}

/** INVARIANT: a cell the view withholds on the board is withheld here too. Who told us is nobody's business outside. */
function observed(alert: AlertState): AlertContent {
  const { source: _withheld, ...content } = alert.content;
  const hidden = OPTIONAL.filter(
    (field) => project('observer', { kind: 'alert', id: alert.record, field }, null) === undefined,
  );
  return Object.fromEntries(
    Object.entries(content).filter(([field]) => !(hidden as readonly string[]).includes(field)),
  ) as unknown as AlertContent;
}
