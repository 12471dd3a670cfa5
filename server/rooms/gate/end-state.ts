// What a cell holds after an update: whether its last new set wins, and against whom, within a budget of steps.
//
// Nothing in our documents has a right origin. YATA then orders the runs of a key like this: a run's *parent* is the
// unit it was written after; children stand behind their parent in the order of their client ids, each with all that
// was written after it; of two children with one client id the later stands first. The tip, which is the value, is the
// last in that order. So a new run becomes the tip exactly if it was written after a unit on the tip's own line of
// ancestors and its client id is greater than that of the child through which the line goes on.
import { Item, type Doc, type ID } from 'yjs';
import { itemAt } from './resolve.ts';
import { stop } from './stop.ts';
import type { Cell } from './touched.ts';
import { NOBODY, deletesAll, type Struct, type Update } from './update.ts';
import type { JudgedRoom } from './verdict.ts';

/**
 * Steps left for one update, spent by walks that repeat themselves. Yjs walks as far when the update is applied, so this
 * bounds both. INVARIANT: the first conflict of a cell is free. Hours of work off line meet each cell's whole past once,
 * and all of it together is no longer than the room's; a price on it would refuse honest people on old boards.
 */
export class Budget {
  /** walked so far, the free ones included */
  steps = 0;
  #left: number;
  readonly #mayConflict: boolean;

  constructor({ limits, mayConflict }: Pick<JudgedRoom, 'limits' | 'mayConflict'>) {
    this.#left = limits.replaySteps;
    this.#mayConflict = mayConflict;
  }

  /** INVARIANT: asked before the first step over a cell's past, so that who has to wait costs nobody anything. */
  begin(): void {
    if (!this.#mayConflict) stop('too-fast');
  }

  /** A cell's first walk: free for the update, and counted for its author. */
  walk(steps: number): void {
    this.steps += steps;
  }

  /** Another walk over the same past. */
  repeat(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) stop('too-complex');
    this.walk(steps);
  }
}

/** The new run that holds the cell afterwards; undefined when what stood there stays. Stops with `unset`. */
export function endState(doc: Doc, update: Update, cell: Cell, budget: Budget): Struct | undefined {
  const winner = winnerOf(doc, cell, budget);
  for (const struct of cell.structs) {
    // INVARIANT: only a tip lives. Yjs deletes what a run overtakes, but not the inner units of a run it receives.
    const inner = struct.values && struct.length > 1;
    if (inner && !deletesAll(update, struct.client, struct.clock, struct.lastClock)) stop('structure');
  }
  const gone = winner ? !livesOn(update, winner) : cell.tipDeleted;
  return gone ? stop('unset', {}, cell.address) : winner;
}

function livesOn(update: Update, struct: Struct): boolean {
  const last = struct.lastClock;
  return struct.values !== undefined && !deletesAll(update, struct.client, last, last + 1);
}

function winnerOf(doc: Doc, cell: Cell, budget: Budget): Struct | undefined {
  const { tip } = cell;
  let winner: Struct | undefined;
  let reach: number | undefined;
  for (const struct of cell.structs) {
    const parent = struct.afterStruct;
    const afterTip = isLastOf(struct, tip);
    struct.knewTip = tip === undefined || afterTip || parent?.knewTip === true;
    if (winner ? isAfter(struct, winner) : afterTip) {
      winner = struct; // the straight chain: nearly every edit there is
    } else if (!parent || parent.continued || struct.originClock !== parent.lastClock) {
      const again = reach !== undefined;
      if (!again) budget.begin();
      reach ??= reachOf(cell);
      const steps = reach + cell.structs.length;
      if (again) budget.repeat(steps);
      else budget.walk(steps);
      if (beats(doc, struct, winner ?? tip, steps)) winner = struct;
    } // else it goes on from a run that had lost, and loses with it
    if (parent && struct.originClock === parent.lastClock) parent.continued = true;
  }
  return winner;
}

/** Was it written after the last unit of what stands, or first where nothing stands? */
function isLastOf(struct: Struct, tip: Item | undefined): boolean {
  if (!tip) return struct.originClient === NOBODY;
  return struct.originClient === tip.id.client && struct.originClock === tip.id.clock + tip.length - 1;
}

function isAfter(struct: Struct, other: Struct): boolean {
  return struct.originClient === other.client && struct.originClock === other.lastClock;
}

/**
 * How many applied runs lie between the tip and the farthest run that something new was written after: no walk along
 * this cell, here or in Yjs, is longer than that and the new runs together.
 */
function reachOf(cell: Cell): number {
  const wanted = new Set<Item>();
  let fromStart = false;
  for (const { afterItem, afterStruct } of cell.structs) {
    if (afterItem) wanted.add(afterItem);
    else if (!afterStruct) fromStart = true;
  }
  let steps = 0;
  for (let item = cell.tip ?? null; item !== null && (fromStart || wanted.size > 0); item = item.left) {
    wanted.delete(item);
    steps++;
  }
  return steps;
}

/** Does this run become the tip instead of `tip`? Walks the tip's ancestors for at most `steps` runs. */
function beats(doc: Doc, struct: Struct, tip: Struct | Item | undefined, steps: number): boolean {
  let through = NOBODY; // client id of the child through which the line came
  let run = tip;
  let unit = run ? (run instanceof Item ? run.id.clock + run.length - 1 : run.lastClock) : NOBODY;
  for (let left = steps; run && left >= 0; left--) {
    const client = run instanceof Item ? run.id.client : run.client;
    const first = run instanceof Item ? run.id.clock : run.clock;
    if (struct.originClient === client && struct.originClock >= first && struct.originClock <= unit) {
      return (struct.originClock === unit ? through : client) < struct.client;
    }
    through = client;
    if (run instanceof Item) {
      const { origin, left: neighbour }: Item = run;
      unit = origin ? origin.clock : NOBODY;
      run = origin ? itemBefore(doc, origin, neighbour) : undefined;
    } else {
      unit = run.originClock;
      run = run.afterStruct ?? run.afterItem;
    }
  }
  return run === undefined && struct.originClient === NOBODY && through < struct.client;
}

/** The run that holds this origin: where nobody interfered the neighbour, and only else worth a search. */
function itemBefore(doc: Doc, origin: ID, neighbour: Item | null): Item {
  const { client, clock } = origin;
  const near = neighbour?.id.client === client && neighbour.id.clock <= clock;
  return near && clock < neighbour.id.clock + neighbour.length ? neighbour : itemAt(doc, client, clock);
}
