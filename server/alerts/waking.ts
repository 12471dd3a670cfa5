// After a start: rooms in which time will do something to an alert are opened before anybody comes; the others can wait.
import { afterFact, alertIdOf } from '#domain/alerts/facts.ts';
import type { AlertState } from '#domain/alerts/life.ts';
import { dueAt } from '#domain/alerts/machine.ts';
import { readEntry } from '../journal/entry.ts';
import type { Log } from '../journal/ports.ts';
import type { Store } from '../journal/store.ts';
import { factOf } from './entries.ts';

export interface WakingPorts {
  readonly store: Pick<Store, 'rooms' | 'read'>;
  readonly log: Log;
  open(room: string): Promise<unknown>;
  /** the server is going: nothing more is opened */
  stopping(): boolean;
}

/** Entries read at once. */
const PAGE = 1000;

/** One room after the other. Which of them cannot be opened is for the log; rejects when the rooms cannot be listed. */
export async function wakeRooms({ store, log, open, stopping }: WakingPorts): Promise<void> {
  for (const { room } of await store.rooms()) {
    if (stopping()) return;
    try {
      if (await hasDeadline(store, room)) await open(room);
    } catch (error) {
      log.error({ room, error: String(error) }, 'The room could not be opened after the start.');
    }
  }
}

/** From the journal's alert entries alone, without the board. One that cannot be read is for opening to find and tell. */
async function hasDeadline(store: WakingPorts['store'], room: string): Promise<boolean> {
  const alerts = new Map<string, AlertState>();
  for (let after = 0; ;) {
    const page = await store.read(room, { after, limit: PAGE, kinds: ['alert.'] });
    for (const stored of page) {
      const entry = readEntry(room, stored);
      if (typeof entry === 'string') return true;
      const fact = factOf(entry)?.fact;
      if (!fact) continue; // redacted
      const id = alertIdOf(fact);
      const alert = afterFact(alerts.get(id), fact);
      if (alert) alerts.set(id, alert);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.seq;
  }
  return [...alerts.values()].some((alert) => dueAt(alert) !== undefined);
}
