// Finds the cell of every new struct exactly as Yjs would: by root and key, or by what it was written after.
import { Item, findIndexSS, getState, type Doc, type GC } from 'yjs';
import { stop } from './stop.ts';
import type { Cell, Touched } from './touched.ts';
import { NOBODY, endOf, structAt, type Block, type Place, type Struct, type Update } from './update.ts';

/** Fills `cell`, `afterItem` and `afterStruct` of every new struct, and gives each cell its structs in causal order. */
export function resolve(doc: Doc, update: Update, touched: Touched): void {
  const resolver = new Resolver(doc, update, touched);
  for (const block of update.blocks) resolver.advance(block, endOf(block));
}

/** The applied struct that holds this unit; only for clocks that the room knows. */
export function itemAt(doc: Doc, client: number, clock: number): Item {
  const structs: (Item | GC)[] = doc.store.clients.get(client) ?? stop('structure');
  const struct = structs[findIndexSS(structs, clock)];
  // No parent is ever deleted in our documents, so none of them holds a GC struct.
  return struct instanceof Item ? struct : stop('structure');
}

class Resolver {
  readonly #doc: Doc;
  readonly #blocks = new Map<number, Block>();
  readonly #touched: Touched;
  /** how many structs of a block are resolved */
  readonly #done = new Map<Block, number>();
  /** blocks that wait for another one: meeting one of them again is a circle, in which Yjs would never come to an end */
  readonly #waiting = new Set<Block>();

  constructor(doc: Doc, update: Update, touched: Touched) {
    this.#doc = doc;
    this.#touched = touched;
    for (const block of update.blocks) this.#blocks.set(block.client, block);
  }

  /** Resolves the structs of a block up to this clock. Recursion goes as deep as there are blocks: `newClients`. */
  advance(block: Block, clock: number): void {
    if (this.#waiting.has(block)) stop('structure');
    this.#waiting.add(block);
    for (let i = this.#done.get(block) ?? 0; i < block.structs.length; i++) {
      const struct = block.structs[i];
      if (!struct || struct.clock > clock) break;
      const cell = this.#follow(struct);
      // A run of which a part is known continues that part, wherever it now says that it began: the two must agree.
      if (i === 0 && block.cut && this.#claimed(block.cut, struct) !== cell) stop('structure');
      struct.cell = cell;
      cell.structs.push(struct);
      this.#done.set(block, i + 1);
    }
    this.#waiting.delete(block);
  }

  #follow(struct: Struct): Cell {
    const { originClient, originClock } = struct;
    if (struct.root !== undefined && struct.key !== undefined)
      return this.#touched.at(struct.root, struct.key);
    if (originClock < getState(this.#doc.store, originClient)) {
      struct.afterItem = itemAt(this.#doc, originClient, originClock);
      return this.#touched.of(struct.afterItem);
    }
    struct.afterStruct = this.#new(originClient, originClock, struct);
    return struct.afterStruct.cell ?? stop('structure');
  }

  /** The struct of this update that holds the unit, resolved before the one that was written after it. */
  #new(client: number, clock: number, struct: Struct): Struct {
    if (client === struct.client && clock >= struct.clock) stop('structure'); // after itself or its own future
    const block = this.#blocks.get(client);
    const found = block && structAt(block, clock);
    if (!found) return stop('missing');
    if (!found.cell) this.advance(block, clock);
    return found;
  }

  /** The cell that the written beginning of a partly known run names. */
  #claimed(cut: Place, struct: Struct): Cell {
    if (cut.root !== undefined && cut.key !== undefined) return this.#touched.at(cut.root, cut.key);
    const { originClient, originClock } = cut;
    if (originClient === NOBODY || (originClient === struct.client && originClock >= struct.clock))
      stop('structure');
    if (originClock >= getState(this.#doc.store, originClient)) stop('structure');
    return this.#touched.of(itemAt(this.#doc, originClient, originClock));
  }
}
