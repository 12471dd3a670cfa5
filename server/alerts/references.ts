// Whether an alert speaks of records that exist: a place nobody can find helps nobody.
import type { ContentProblem } from '#domain/alerts/content.ts';
import type { AlertContent } from '#domain/alerts/life.ts';
import type { Look } from '#domain/policy.ts';

/** km by which a range may overshoot the route: lengths are measured to 100 m, odometers to less. */
const OVERSHOOT_KM = 1;

/** The field that speaks of something this room does not have; undefined when all is well. */
export function unknownReference(
  look: Look,
  { place, convoys = [], segments = [] }: AlertContent,
): ContentProblem | undefined {
  if ('route' in place) {
    if (!exists(look, 'route', place.route, 'name')) return 'place';
    const length = look('route', place.route, 'lengthKm');
    if (typeof length === 'number' && place.toKm > length + OVERSHOOT_KM) return 'place';
  }
  if (!convoys.every((id) => exists(look, 'convoy', id, 'callsign'))) return 'convoys';
  return segments.every((id) => exists(look, 'segment', id, 'route')) ? undefined : 'segments';
}

function exists(look: Look, kind: string, id: string, required: string): boolean {
  const value = look(kind, id, required);
  return value !== undefined && value !== null;
}
