// An alert through a reader's view: observers get no restricted value, and nobody a list of a thousand names.
import type { CellValue } from '../kinds/shape.ts';
import { ALERT_LIMITS } from '../limits.ts';
import { project, showsField, type Sight } from '../views.ts';
import type { AlertContent, AlertPlace, AlertState } from './life.ts';
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
 * lists the newest and counts the rest, observers learn their number only. An alert is never late.
 */
export function projectAlert(sight: Sight, alert: AlertState): AlertState {
  const counting = alert.acks.filter((ack) => countsForParty(ack.role));
  const observers = alert.acks.filter((ack) => !countsForParty(ack.role));
  const listed = sight.view === 'full' ? observers.slice(-ALERT_LIMITS.listedObservers) : [];
  const acks = { acks: [...counting, ...listed], observersSeen: observers.length };
  return sight.view === 'full'
    ? { ...alert, ...acks }
    : { ...alert, ...acks, content: observed(sight, alert) };
}

/** INVARIANT: a cell the view withholds on the board is withheld here too. Who told us is nobody's business outside. */
function observed(sight: Sight, alert: AlertState): AlertContent {
  const { source: _withheld, ...content } = alert.content;
  const hidden = OPTIONAL.filter((field) => !showsField(sight.view, 'alert', field));
  const shown = Object.fromEntries(
    Object.entries(content).filter(([field]) => !(hidden as readonly string[]).includes(field)),
  ) as unknown as AlertContent;
  return { ...shown, place: placeSeen(sight, alert.record, content.place) };
}

/** A place as the board's own cells of the alert show it. */
export function placeSeen(sight: Sight, id: string, place: AlertPlace): AlertPlace {
  // The times of an alert are let out whenever they are, so no moment has to be told.
  const seen = (field: string, value: CellValue): CellValue | undefined =>
    project(sight, { kind: 'alert', id, field }, value, 0);
  if ('route' in place) {
    const { route } = place;
    return {
      route,
      fromKm: seen('fromKm', place.fromKm) as number,
      toKm: seen('toKm', place.toKm) as number,
    };
  }
  const [lon, lat] = seen('point', [place.lon, place.lat]) as readonly number[];
  return { lon: lon ?? 0, lat: lat ?? 0 };
}
