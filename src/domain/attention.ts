// What needs attention now, worst first: derived, never typed; each item says why, since when and the one action that clears it.
import { alertItems } from './attention-alerts.ts';
import { contactItems } from './attention-contact.ts';
import { coverItems } from './attention-cover.ts';
import type { AlertState, Severity } from './alerts/life.ts';
import { live, type Board } from './board-model.ts';
import type { CellAddress } from './cells.ts';

/** The sentence of an item is `attention.<why>` in the catalogue, filled with its `params`. */
export const ATTENTION_WHYS = [
  'alert_unacknowledged',
  'lost_contact',
  'overdue',
  'cover_gap_now',
  'responsible_unclear',
  'cover_gap_next',
  'double_booked',
  'eta_slipped',
  'endurance_short',
] as const;
export type AttentionWhy = (typeof ATTENTION_WHYS)[number];

/** What clears it; the button is `attention.do.<action>`. */
export const ATTENTION_ACTIONS = [
  'acknowledge',
  'call',
  'assign_cover',
  'resolve_booking',
  'set_segments',
  'confirm_eta',
  'shorten_window',
] as const;
export type AttentionAction = (typeof ATTENTION_ACTIONS)[number];

export interface AttentionItem {
  /** the same as long as it is the same matter, so that rows keep their place and nothing rings twice */
  readonly key: string;
  readonly why: AttentionWhy;
  readonly severity: Severity;
  /** `kind/id` of the record it is about */
  readonly record: string;
  /** ms; ahead of now when it is still to come */
  readonly since: number;
  /** ms; when it ends by itself, where that is known */
  readonly until?: number;
  /**
   * What the sentence needs. Always `name` (callsign or headline). Words of kinds come as catalogue keys
   * (`cause`: `gap.<cause>`, `task`: `cover.task.<task>`); whole minutes as numbers.
   */
  readonly params: { readonly [name: string]: string | number };
  readonly action: { readonly do: AttentionAction; readonly record: string };
}

/** When a cell (`kind/id/field`) was set last, ms; undefined while not known. */
export type ChangedAt = (cell: CellAddress) => number | undefined;

/**
 * Everything that needs attention, in reading order: severity, then the kind of matter, then the older first. Ages of
 * cells, where at hand, say since when a lost drone is lost.
 */
export function attention(
  board: Board,
  alerts: readonly AlertState[],
  now: number,
  changedAt: ChangedAt = () => undefined,
): readonly AttentionItem[] {
  const active = live(board);
  const items = [...alertItems(alerts), ...contactItems(active, now), ...coverItems(active, now, changedAt)];
  return items.sort(worstFirst);
}

const SEVERITY_RANK: { readonly [severity in Severity]: number } = {
  Extreme: 0,
  Severe: 1,
  // Unknown rings as Severe (alerts.md).
  Unknown: 1,
  Moderate: 2,
  Minor: 3,
};

function worstFirst(a: AttentionItem, b: AttentionItem): number {
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    ATTENTION_WHYS.indexOf(a.why) - ATTENTION_WHYS.indexOf(b.why) ||
    a.since - b.since ||
    (a.key < b.key ? -1 : 1)
  );
}
