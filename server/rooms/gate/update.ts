// An update as the gate holds it: the structs the room does not know yet, and the delete set.
import type { Item } from 'yjs';
import type { Cell } from './touched.ts';

/** No client: a first set of a cell comes after nothing. */
export const NOBODY = -1;

/**
 * A run of sets of one cell by one client, as one Yjs struct carries them: units `clock` … `clock + length − 1`,
 * each written after the one before it, the first after the *origin* unit.
 */
export class Struct {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  /** the unit this run was written after; `NOBODY` when it was written as the first of its cell */
  readonly originClient: number;
  readonly originClock: number;
  /** root and key as written; undefined when there is an origin */
  readonly root: string | undefined;
  readonly key: string | undefined;
  /** one value per unit; undefined when the content is gone (ContentDeleted) */
  readonly values: readonly unknown[] | undefined;

  /** The run it was written after: applied here, or new in this update (found while resolving). */
  afterItem: Item | undefined = undefined;
  afterStruct: Struct | undefined = undefined;
  cell: Cell | undefined = undefined;
  /** another new run was written after its last unit */
  continued = false;
  /** its author knew what stood in the cell: it was written, directly or not, after the tip */
  knewTip = false;

  constructor(
    client: number,
    clock: number,
    length: number,
    originClient: number,
    originClock: number,
    root: string | undefined,
    key: string | undefined,
    values: readonly unknown[] | undefined,
  ) {
    this.client = client;
    this.clock = clock;
    this.length = length;
    this.originClient = originClient;
    this.originClock = originClock;
    this.root = root;
    this.key = key;
    this.values = values;
  }

  get lastClock(): number {
    return this.clock + this.length - 1;
  }
}

/** The unknown structs of one client id, in the order of their clocks and without a gap. */
export interface Block {
  readonly client: number;
  /** next clock of this client id in the room, where `structs` begin */
  readonly known: number;
  readonly structs: readonly Struct[];
  /**
   * How the first run began where a part of it is known already: what was written there is a claim about the past,
   * which has to agree with it. Undefined when the first run is new from its beginning.
   */
  readonly cut: Place | undefined;
}

/** Where a struct says that it belongs: after a unit, or first under a key of a root. */
export interface Place {
  readonly originClient: number;
  readonly originClock: number;
  readonly root: string | undefined;
  readonly key: string | undefined;
}

/** Deleted units by client id: `[from, to, from, to, …)`, ascending, neither overlapping nor touching. */
export type DeletedUnits = ReadonlyMap<number, readonly number[]>;

export interface Update {
  /** only client ids with unknown structs, in the order of the bytes */
  readonly blocks: readonly Block[];
  readonly deleted: DeletedUnits;
}

/** Next clock of this client id after the update; 0 when it has no new structs. */
export function endOf(block: Block): number {
  const last = block.structs.at(-1);
  return last ? last.clock + last.length : block.known;
}

/** The new struct that holds this unit. */
export function structAt(block: Block, clock: number): Struct | undefined {
  let low = 0;
  let high = block.structs.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const struct = block.structs[middle];
    if (!struct) return undefined;
    if (clock < struct.clock) high = middle - 1;
    else if (clock > struct.lastClock) low = middle + 1;
    else return struct;
  }
  return undefined;
}

/** Are all units `[from, to)` of this client id in the delete set? */
export function deletesAll(update: Update, client: number, from: number, to: number): boolean {
  const ranges = update.deleted.get(client);
  if (!ranges) return false;
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const start = ranges[middle * 2] ?? 0;
    const end = ranges[middle * 2 + 1] ?? 0;
    if (from < start) high = middle - 1;
    else if (from >= end) low = middle + 1;
    else return to <= end;
  }
  return false;
}
