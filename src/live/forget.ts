// Removes from this browser what it keeps for a membership, when the person left the room or their access was taken away.
import { KeptStore } from './kept-store.ts';

/** Alerts on their way, and how far the person had read. */
export function forgetAlerts(membership: string): void {
  const mine = [`corridor.outbox.${membership}.`, `corridor.feed.${membership}`];
  for (const key of Object.keys(localStorage)) {
    if (mine.some((start) => key.startsWith(start))) localStorage.removeItem(key);
  }
}

/** How many edits of a membership are not sent yet and kept here: what would be removed. */
export async function unsentOf(membership: string): Promise<number> {
  const store = new KeptStore();
  const rows = await store.all().catch(() => []); // storage that is closed to us holds nothing of ours
  await store.close().catch(() => undefined);
  return rows.filter((row) => row.membership === membership).length;
}

/** Alerts, as above, and unsent edits: of a room that is not open here. */
export async function forgetAll(membership: string): Promise<void> {
  forgetAlerts(membership);
  const store = new KeptStore();
  await store.wipe(membership).catch(() => undefined); // storage that is closed to us holds nothing of ours
  await store.close().catch(() => undefined);
}
