// What an event usually means, so that three fields raise an alert: event, place, severity (CAP 1.2 words).
import { say } from '../words/say.ts';
import type { AlertContent, AlertEvent, AlertPlace } from './life.ts';

type Filled = Required<Pick<AlertContent, 'response' | 'urgency' | 'certainty'>>;

const now = (response: Filled['response'], certainty: Filled['certainty'] = 'Observed'): Filled => ({
  response,
  urgency: 'Immediate',
  certainty,
});

const soon = (response: Filled['response'], certainty: Filled['certainty'] = 'Observed'): Filled => ({
  response,
  urgency: 'Expected',
  certainty,
});

/** The sender's own words always win over these. */
export const TEMPLATES: { readonly [event in AlertEvent]: Filled } = {
  roadblock: now('Avoid'),
  illegal_checkpoint: now('Avoid'),
  crowd: now('Avoid'),
  interception_peaceful: now('Assess'),
  interception_forceful: now('Avoid'),
  shooting_nearby: now('Shelter'),
  shelling_nearby: now('Shelter'),
  explosive_hazard: now('Avoid'),
  unknown_drone: now('Shelter'),
  detention: now('Assess'),
  threat: soon('Prepare', 'Possible'),
  robbery: now('Avoid'),
  breakdown: soon('Assess'),
  accident: now('Assess'),
  medical: now('Assess'),
  road_weather: soon('Prepare'),
  comms_jamming: now('Monitor', 'Likely'),
  clearance_revoked: now('Avoid'),
  coverage_gap: now('Monitor'),
  overdue: now('Assess', 'Likely'),
  lost_contact: now('Assess', 'Likely'),
  not_accepted: soon('Assess'),
  other: soon('Assess'),
};

/** The sender's headline, or the event's own in the reader's language. */
export function headlineOf(content: Pick<AlertContent, 'event' | 'headline' | 'place'>): string {
  return (
    content.headline ??
    say('alerts.headline', { event: say(`alert.event.${content.event}`), place: placeOf(content.place) })
  );
}

/** The sender's text, or the event's own in the reader's language. */
export function textOf(content: Pick<AlertContent, 'event' | 'text'>): string {
  return content.text ?? say(`alerts.text.${content.event}`);
}

/** `km 30–32`, `km 31.4`, or a point as decimal degrees (latitude first, as people say it). */
export function placeOf(place: AlertPlace): string {
  if ('lon' in place)
    return say('alerts.place.point', { lat: place.lat.toFixed(4), lon: place.lon.toFixed(4) });
  if (place.fromKm === place.toKm) return say('alerts.place.km', { km: place.fromKm });
  return say('alerts.place.range', { from: place.fromKm, to: place.toKm });
}
