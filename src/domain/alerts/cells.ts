// An alert as the board mirrors it: the cells of kind `alert`, and of two states only those that differ.
import type { CellRef } from '../cells.ts';
import { fieldOf } from '../kinds/registry.ts';
import type { CellValue } from '../kinds/shape.ts';
import { sameValue } from '../same-value.ts';
import { say } from '../words/say.ts';
import type { AlertState } from './life.ts';
import { headlineOf, textOf } from './templates.ts';
import { placeSeen } from './view.ts';

export interface AlertCell {
  readonly ref: CellRef;
  readonly value: CellValue;
}

/** Cells to write so that the board shows `after`; all of them when there was nothing before. Overwrites cost for ever. */
export function mirroredCells(before: AlertState | undefined, after: AlertState): AlertCell[] {
  const was = before ? fieldsOf(before) : {};
  return Object.entries(fieldsOf(after)).flatMap(([field, value]) => {
    if (sameValue(value, was[field])) return [];
    return value === null && was[field] === undefined
      ? []
      : [{ ref: { kind: 'alert', id: after.record, field }, value }];
  });
}

function fieldsOf(alert: AlertState): { readonly [field: string]: CellValue } {
  const { content } = alert;
  const { place } = content;
  const onRoute = 'route' in place;
  return {
    alertId: alert.id,
    event: content.event,
    status: alert.status,
    severity: content.severity,
    urgency: content.urgency ?? null,
    certainty: content.certainty ?? null,
    response: content.response ?? null,
    verification: content.verification ?? null,
    headline: cut('headline', titleOf(alert)),
    text: cut('text', textOf(content)),
    route: onRoute ? place.route : null,
    fromKm: onRoute ? place.fromKm : null,
    toKm: onRoute ? place.toKm : null,
    point: onRoute ? null : [place.lon, place.lat],
    convoys: content.convoys?.join(',') ?? null,
    segments: content.segments?.join(',') ?? null,
    observedAt: content.observedAt,
    raisedAt: alert.raisedAt,
    raisedBy: alert.raisedBy.party || null,
    expires: alert.expires,
    state: alert.state,
    rev: alert.rev,
    partiesDone: alert.partiesDone.length > 0 ? idsThatFit('partiesDone', alert.partiesDone) : null,
    escalation: alert.escalation ?? 0,
  };
}

/**
 * A headline that the template makes names a stretch in the whole kilometres of the careful view, and no point at all: a
 * title is text, which every view lets out as it is. The exact place stands in cells of its own, and a coarse point beside
 * it would read as another place.
 */
function titleOf({ content, record }: AlertState): string {
  const { event, headline, place } = content;
  if (headline === undefined && 'lon' in place) return say(`alert.event.${event}`);
  return headlineOf({
    ...content,
    place: placeSeen({ view: 'observer', careful: { delayMs: 0 } }, record, place),
  });
}

/** A template in a long language must not be refused by the board's own schema. */
function cut(field: string, text: string): string {
  return text.slice(0, longest(field));
}

function idsThatFit(field: string, ids: readonly string[]): string {
  return ids.reduce((list, id) => {
    const longer = list === '' ? id : `${list},${id}`;
    return longer.length <= longest(field) ? longer : list;
  }, '');
}

function longest(field: string): number {
  const declared = fieldOf('alert', field);
  return declared && 'max' in declared ? declared.max : 0;
}
