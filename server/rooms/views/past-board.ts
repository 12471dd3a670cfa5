// The board as it stood when a careful view looks at it, exact: what the lights are worked out from. Nobody reads it.
import { mapOf } from '#board/cells.ts';
import { boardFrom, type Board } from '#domain/board-model.ts';
import { addressOf, parseAddress, parseKey, type CellAddress } from '#domain/cells.ts';
import type { Kind, Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Doc } from 'yjs';

type Fields = { [field: string]: CellValue };

/** What cover is reckoned from. */
const KINDS: readonly Kind[] = ['convoy', 'cover', 'drone'];

export class PastBoard {
  readonly board: Board;
  readonly #records = new Map<string, Map<string, Fields>>(KINDS.map((kind) => [kind, new Map()]));

  /** @param before what cells held then that hold something else in `doc` */
  constructor(doc: Doc, before: ReadonlyMap<CellAddress, CellValue>) {
    // The gate checked every value against its field, so the records have the shape their kind declares.
    this.board = boardFrom(<K extends Kind>(kind: K) => this.#of(kind) as ReadonlyMap<string, Of<K>>);
    for (const kind of KINDS) {
      for (const [key, value] of mapOf(doc, kind)) {
        const cell = parseKey(key);
        const address = cell && addressOf({ kind, ...cell });
        if (address !== undefined && !before.has(address)) this.set(address, value);
      }
    }
    for (const [address, value] of before) this.set(address, value);
  }

  set(address: CellAddress, value: CellValue): void {
    const ref = parseAddress(address);
    const records = ref && this.#records.get(ref.kind);
    if (!ref || !records) return;
    const record = records.get(ref.id);
    if (record) record[ref.field] = value;
    else if (value !== null) records.set(ref.id, { [ref.field]: value });
  }

  #of(kind: Kind): ReadonlyMap<string, object> {
    return this.#records.get(kind) ?? new Map<string, object>();
  }
}
