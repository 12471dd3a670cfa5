// Everything the board page derives from the live room, worked out once for all its parts.
import { attention, type AttentionItem } from '#domain/attention.ts';
import { boardFrom, live, roomRecord, type Board } from '#domain/board-model.ts';
import { parseAddress } from '#domain/cells.ts';
import { gapsOf, type Gap } from '#domain/coverage.ts';
import type { EntryContext } from '#domain/entry.ts';
import type { Of } from '#domain/kinds/registry.ts';
import { STRIP } from '#domain/limits.ts';
import { titleLookup } from '#domain/lookup.ts';
import type { Room } from '#live/contract.ts';

const HOUR = 3_600_000;
/** Gaps and lines bend by minutes: working them out every second would only warm the machine. Ages tick by themselves. */
const STEP_MS = 5_000;

export class Picture {
  readonly room: Room;
  /** the server's clock in steps of five seconds, ms */
  readonly at: number = $derived.by(() => Math.floor(this.room.now / STEP_MS) * STEP_MS);
  /** everything on the board, archived records left out */
  readonly board: Board = $derived.by(() => live(boardFrom((kind) => this.room.board.all(kind))));
  readonly settings: Of<'room'> = $derived(roomRecord(this.board));
  readonly gaps: readonly Gap[] = $derived.by(() =>
    gapsOf(this.board, { from: this.at, to: this.at + STRIP.aheadHours * HOUR }, this.at),
  );
  readonly matters: readonly AttentionItem[] = $derived.by(() =>
    attention(this.board, this.room.alerts.list, this.at, (address) => {
      const cell = parseAddress(address);
      return cell && this.room.board.age(cell)?.at;
    }),
  );

  constructor(room: Room) {
    this.room = room;
  }

  /** Nothing has come from the server yet: an empty board is not yet known to be empty. */
  get loading(): boolean {
    const { state } = this.room.board.status;
    return (state === 'connecting' || state === 'read-only') && this.board.room.size === 0;
  }

  get now(): number {
    return this.room.now;
  }

  /** What reading a typed text needs. Asked for at the moment of reading, so it follows nothing. */
  entry(): EntryContext {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { now: this.room.now, timeZone, lookup: titleLookup(this.board) };
  }
}
