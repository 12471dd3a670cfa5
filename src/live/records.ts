// The board as records, kept up with a Y.Doc and readable reactively: per kind and per record.
import type { Doc, YMapEvent } from 'yjs';
import { addressOf, parseKey, type CellAddress } from '#domain/cells.ts';
import { KIND_NAMES, type Kind, type Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { mapOf } from '#board/cells.ts';
import { Signals } from './signal.ts';

type AnyRecord = { [field: string]: CellValue };

export class Records {
  readonly #byKind = new Map<Kind, Map<string, AnyRecord>>(KIND_NAMES.map((kind) => [kind, new Map()]));
  readonly #live = new Map<Kind, ReadonlyMap<string, AnyRecord>>();
  readonly #signals = new Signals();
  #unobserve: () => void = () => undefined;

  /** Follows another document; what stood before is forgotten. `onChange` hears every cell that changed. */
  follow(doc: Doc, onChange: (cells: readonly CellAddress[]) => void): void {
    this.#unobserve();
    const stops: (() => void)[] = [];
    for (const kind of KIND_NAMES) {
      this.#byKind.get(kind)?.clear();
      this.#live.delete(kind);
      const map = mapOf(doc, kind);
      for (const key of map.keys()) this.#take(kind, key, map.get(key));
      const observer = (event: YMapEvent<CellValue>): void => onChange(this.#changed(kind, event));
      map.observe(observer);
      stops.push(() => map.unobserve(observer));
    }
    this.#unobserve = () => stops.forEach((stop) => stop());
    this.#signals.fireAll();
  }

  /** Records of a kind that are not archived. */
  all<K extends Kind>(kind: K): ReadonlyMap<string, Of<K>> {
    this.#signals.track(kind);
    let live = this.#live.get(kind);
    if (!live) {
      live = new Map(
        [...(this.#byKind.get(kind) ?? [])].filter(([, record]) => record['archivedAt'] == null),
      );
      this.#live.set(kind, live);
    }
    return live as ReadonlyMap<string, Of<K>>;
  }

  record<K extends Kind>(kind: K, id: string): Of<K> | undefined {
    this.#signals.track(`${kind}/${id}`);
    return this.#byKind.get(kind)?.get(id) as Of<K> | undefined;
  }

  /** Tells readers of a record that something beside its cells (an age) changed. */
  touch(record: string): void {
    this.#signals.fire(record);
  }

  /** Follows a record without reading it. */
  track(record: string): void {
    this.#signals.track(record);
  }

  /** Follows its document no more; what was read stays to be looked at. */
  release(): void {
    this.#unobserve();
    this.#unobserve = () => undefined;
  }

  #changed(kind: Kind, event: YMapEvent<CellValue>): CellAddress[] {
    const cells: CellAddress[] = [];
    const ids = new Set<string>();
    for (const key of event.keysChanged) {
      const cell = parseKey(key);
      if (!cell) continue;
      this.#take(kind, key, event.target.get(key));
      ids.add(cell.id);
      cells.push(addressOf({ kind, ...cell }));
    }
    this.#live.delete(kind);
    for (const id of ids) this.#signals.fire(`${kind}/${id}`);
    this.#signals.fire(kind);
    return cells;
  }

  /** A record is replaced, never changed in place: readers compare by identity. */
  #take(kind: Kind, key: string, value: CellValue | undefined): void {
    const cell = parseKey(key);
    if (!cell) return;
    const records = this.#byKind.get(kind);
    records?.set(cell.id, { ...records.get(cell.id), [cell.field]: value ?? null });
  }
}
