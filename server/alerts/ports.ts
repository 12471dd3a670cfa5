// What the alert authority of a room needs from the rest of the house; `server/app.ts` wires it, tests bring their own.
import type { CellWrite } from '#board/cells.ts';
import type { Member, View } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import type { Sight } from '#domain/views.ts';
import type { Committed, Draft, ReadEntry } from '../journal/ledger.ts';
import type { Clock, Log } from '../journal/ports.ts';

export interface AlertPorts {
  readonly room: string;
  /** every alert of this room is an exercise; fixed when the room was made */
  readonly exercise: boolean;
  /** alerts of one person that are sent at once; Extreme is never held back */
  readonly alertsPerMinute: number;
  readonly clock: Clock;
  readonly log: Log;
  /** reads the live board: does a route exist, how long is it */
  readonly look: Look;
  /** what a view lets out of this room, as it is set now */
  sight(view: View): Sight;
  /** everybody with a live membership of this room, on line or not */
  members(): readonly Member[];
  /**
   * One append: this entry and the board entry of these cells. Resolves with the alert's own entry after it is on disk.
   * INVARIANT: entries are numbered in the order of the calls. A rejection may leave the entry on disk or not.
   */
  commit(draft: Draft, cells: readonly CellWrite[]): Promise<Committed>;
  /** All committed entries of kind `alert.*` with seq > after, ascending. */
  read(after: number): Promise<readonly ReadEntry[]>;
}
