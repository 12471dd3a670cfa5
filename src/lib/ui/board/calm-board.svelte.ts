// The board for pictures: as it stands, but taken at most a few times a second, however many people edit at once.
// Whoever edits one cell reads that cell live; whoever draws two hundred convoys reads this.
import { tick, untrack } from 'svelte';
import { boardFrom, live, type Board } from '#domain/board-model.ts';
import type { Board as LiveBoard, RecentChange } from '#live/contract.ts';

/** A change by somebody else is drawn this soon even while others edit, ms. */
const WAIT_MS = 150;
/** Drawing gets at most a quarter of the time: a slow computer draws less often and still listens to its person. */
const REST = 3;

export class CalmBoard {
  readonly #live: LiveBoard;
  #board = $state.raw() as Board;
  #recent = $state.raw<readonly RecentChange[]>([]);
  #drawnAt = -Infinity;
  #cost = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Made while a component is set up: it follows the live board as long as that component lives. */
  constructor(board: LiveBoard) {
    this.#live = board;
    untrack(() => this.#take());
    $effect(() => {
      this.#read(); // follows what is read here
      untrack(() => this.#changed());
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  /** everything on the board, archived records left out */
  get board(): Board {
    return this.#board;
  }

  /** changes of the last five minutes, newest first */
  get recent(): readonly RecentChange[] {
    return this.#recent;
  }

  #changed(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#drawnAt + Math.max(WAIT_MS, this.#cost * REST) - performance.now();
    if (wait <= 0) this.#take();
    else this.#timer = setTimeout(() => this.#take(), wait);
  }

  #take(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const started = performance.now();
    [this.#board, this.#recent] = this.#read();
    void tick().then(() => {
      this.#drawnAt = performance.now();
      this.#cost = this.#drawnAt - started;
    });
  }

  #read(): readonly [Board, readonly RecentChange[]] {
    return [live(boardFrom((kind) => this.#live.all(kind))), this.#live.recent];
  }
}
