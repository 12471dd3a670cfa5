// The order in which alerts are read: what still stands first, the worst of it first, then the newest.
import type { AlertState, Severity } from './life.ts';
import { staysShown } from './shown.ts';

/** 0 is the worst. Unknown rings as Severe (alerts.md). */
export const SEVERITY_RANK: { readonly [severity in Severity]: number } = {
  Extreme: 0,
  Severe: 1,
  Unknown: 1,
  Moderate: 2,
  Minor: 3,
};

/** A sorted copy. */
export function worstFirst(alerts: readonly AlertState[]): AlertState[] {
  return [...alerts].sort(
    (a, b) =>
      Number(staysShown(b)) - Number(staysShown(a)) ||
      (staysShown(a) ? SEVERITY_RANK[a.content.severity] - SEVERITY_RANK[b.content.severity] : 0) ||
      b.raisedAt - a.raisedAt ||
      (a.id < b.id ? -1 : 1),
  );
}
