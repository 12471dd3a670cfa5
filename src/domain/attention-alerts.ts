// Alerts somebody still owes an answer to, as matters for attention.
import type { AlertState } from './alerts/life.ts';
import type { AttentionItem } from './attention.ts';

/** An alert that is not over and that not every party owed has acknowledged; ringing or not is another matter. */
export function alertItems(alerts: readonly AlertState[]): readonly AttentionItem[] {
  return alerts.filter(isOpen).flatMap((alert) => {
    const open = alert.owed.filter((party) => !alert.partiesDone.includes(party));
    if (open.length === 0 && (alert.owed.length > 0 || alert.partiesDone.length > 0)) return [];
    const record = `alert/${alert.record}`;
    return {
      key: `alert_unacknowledged ${alert.id}`,
      why: 'alert_unacknowledged',
      severity: alert.content.severity,
      record,
      since: alert.raisedAt,
      until: alert.expires,
      params: {
        name: alert.content.headline ?? '',
        event: `alert.event.${alert.content.event}`,
        open: open.length,
        owed: alert.owed.length,
      },
      action: { do: 'acknowledge', record },
    } as const;
  });
}

function isOpen(alert: AlertState): boolean {
  switch (alert.state) {
    case 'active':
    case 'ending':
      return true;
    case 'expired':
      // G7: expiry never hides an Extreme alert that nobody acknowledged.
      return alert.everExtreme && alert.partiesDone.length === 0;
    case 'superseded':
    case 'cancelled':
    case 'ended':
      return false;
    default:
      return alert.state satisfies never;
  }
}
