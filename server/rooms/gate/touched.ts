// The cells an update touches, found by root and key or by what already stands there; reading creates nothing.
import { ContentAny, type AbstractType, type Doc, type Item } from 'yjs';
import { RECORD_ID, addressOf, keyOf, parseKey, type CellAddress, type CellRef } from '#domain/cells.ts';
import { kindOf } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { isCellValue } from '#domain/values.ts';
import { stop } from './stop.ts';
import type { Struct } from './update.ts';

export class Cell {
  readonly ref: CellRef;
  /** what holds the cell's value in the room; undefined when nothing was ever set */
  readonly tip: Item | undefined;
  /** new runs, each after those it rests on */
  readonly structs: Struct[] = [];
  /** the delete set takes away what stands; honest only together with a new set */
  tipDeleted = false;

  constructor(ref: CellRef, tip: Item | undefined) {
    this.ref = ref;
    this.tip = tip;
  }

  get address(): CellAddress {
    return addressOf(this.ref);
  }
}

export class Touched {
  readonly #doc: Doc;
  readonly #kinds = new Map<string, Map<string, Cell>>();
  /** in the order of the update */
  readonly cells: Cell[] = [];

  constructor(doc: Doc) {
    this.#doc = doc;
  }

  /** The cell under this root and key as the bytes have them. Stops unless both are of a form the board has. */
  at(root: string, key: string): Cell {
    return this.find(root, key) ?? this.#add(root, key);
  }

  /** The cell that an applied struct belongs to. */
  of(item: Item): Cell {
    const { parent, parentSub } = item;
    if (parent === null || !('_map' in parent) || parentSub === null) return stop('structure');
    return this.at(rootName(this.#doc, parent), parentSub);
  }

  /** The cell if the update touches it. */
  find(root: string, key: string): Cell | undefined {
    return this.#kinds.get(root)?.get(key);
  }

  #add(root: string, key: string): Cell {
    if (!kindOf(root)) stop('unknown-kind');
    const parsed = parseKey(key);
    if (!parsed)
      return stop(RECORD_ID.test(key.slice(0, key.indexOf('.'))) ? 'unknown-field' : 'bad-record-id');
    const cell = new Cell({ kind: root, id: parsed.id, field: parsed.field }, tipAt(this.#doc, root, key));
    const ofKind = this.#kinds.get(root);
    if (ofKind) ofKind.set(key, cell);
    else this.#kinds.set(root, new Map([[key, cell]]));
    this.cells.push(cell);
    return cell;
  }
}

/** The struct that holds a cell now. INVARIANT: never `doc.get`, which creates the root it is asked for. */
function tipAt(doc: Doc, kind: string, key: string): Item | undefined {
  return doc.share.get(kind)?._map.get(key);
}

/** Was this cell ever set in the room? */
export function isApplied(doc: Doc, kind: string, id: string, field: string): boolean {
  return tipAt(doc, kind, keyOf(id, field)) !== undefined;
}

/** The value that stands in the room; undefined when there is none. */
export function appliedValue(doc: Doc, kind: string, id: string, field: string): CellValue | undefined {
  const tip = tipAt(doc, kind, keyOf(id, field));
  return tip && valueOf(tip);
}

export function valueOf(tip: Item): CellValue | undefined {
  if (tip.deleted || !(tip.content instanceof ContentAny)) return undefined;
  const value: unknown = tip.content.arr.at(-1);
  return isCellValue(value) ? value : undefined;
}

/** Root types live as long as their document; what a type is called never changes. */
const names = new WeakMap<object, string>();

function rootName(doc: Doc, type: AbstractType<unknown>): string {
  const known = names.get(type);
  if (known !== undefined) return known;
  for (const [name, root] of doc.share) {
    if (root !== type) continue;
    names.set(type, name);
    return name;
  }
  return stop('structure'); // something nested: not in our documents
}
