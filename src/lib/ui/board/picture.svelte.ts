// Everything the board page derives from the live room, worked out once for all its parts.
import { attention, type AttentionItem } from '#domain/attention.ts';
import { roomRecord, type Board } from '#domain/board-model.ts';
import type { Careful } from '#domain/careful.ts';
import { parseAddress } from '#domain/cells.ts';
import { gapsOf, type Gap } from '#domain/coverage.ts';
import type { EntryContext } from '#domain/entry.ts';
import type { Of } from '#domain/kinds/registry.ts';
import { withoutNeeds } from '#domain/lights.ts';
import { STRIP } from '#domain/limits.ts';
import { titleLookup } from '#domain/lookup.ts';
import type { RecentChange, Room } from '#live/contract.ts';
import { carefulIn } from '../shell/careful-view.ts';
import { CalmBoard } from './calm-board.svelte.ts';
import { SameRows } from './same-rows.ts';

const HOUR = 3_600_000;
/** Matters and rows change by minutes: working them out every second would only warm the machine. Ages tick by themselves. */
const STEP_MS = 5_000;
/** On pictures of eight hours a quarter of a minute is less than a pixel. */
const DRAW_MS = 15_000;

export class Picture {
  readonly room: Room;
  /** how careful this person's view is; undefined where it shows everything as it is */
  readonly careful: Careful | undefined = $derived.by(() => carefulIn(this.room.board));
  /** the moment that is judged, in steps of five seconds, ms: now by the server's clock, or as late as a careful view is */
  readonly at: number = $derived.by(() => Math.floor(this.#seen / STEP_MS) * STEP_MS);
  /** the same in steps for pictures: strip, cover, gaps */
  readonly drawn: number = $derived.by(() => Math.floor(this.#seen / DRAW_MS) * DRAW_MS);
  readonly settings: Of<'room'> = $derived.by(() => roomRecord(this.board));
  readonly gaps: readonly Gap[] = $derived.by(() =>
    gapsOf(this.board, { from: this.drawn, to: this.drawn + STRIP.aheadHours * HOUR }, this.drawn),
  );
  readonly #seen: number = $derived.by(() => this.room.now - (this.careful?.delayMs ?? 0));
  readonly #calm: CalmBoard;
  readonly #board: Board = $derived.by(() =>
    this.careful ? withoutNeeds(this.#calm.board) : this.#calm.board,
  );
  readonly #sameMatters = new SameRows<AttentionItem>(({ key }) => key);
  readonly matters: readonly AttentionItem[] = $derived.by(() =>
    this.#sameMatters.keep(
      attention(this.board, this.room.alerts.list, this.at, (address) => {
        const cell = parseAddress(address);
        return cell && this.room.board.age(cell)?.at;
      }),
    ),
  );

  /** Made while a component is set up. */
  constructor(room: Room) {
    this.room = room;
    this.#calm = new CalmBoard(room.board);
  }

  /** everything on the board, archived records left out; a moment behind while many people edit */
  get board(): Board {
    return this.#board;
  }

  /** changes of the last five minutes, newest first */
  get recent(): readonly RecentChange[] {
    return this.#calm.recent;
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
