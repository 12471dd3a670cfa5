// What observers of a careful room see: coarse at once, late when it is due, lights instead of what they rest on.
import { mapOf, type CellWrite } from '#board/cells.ts';
import { addressOf, parseAddress, parseKey, type CellAddress } from '#domain/cells.ts';
import { KIND_NAMES, kindOf } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { lightsOf, type Evidence } from '#domain/lights.ts';
import type { Changes } from '#domain/protocol.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { project, toldFrom, type Sight } from '#domain/views.ts';
import type { Doc } from 'yjs';
import { Ages } from '../ages.ts';
import { changesThrough, type Told } from '../told.ts';
import type { CarefulDocument } from './careful-document.ts';
import { Held, cellsOf } from './held.ts';
import { PastBoard } from './past-board.ts';

/** What one look brings to observers. */
export interface Portion {
  readonly updates: readonly Uint8Array[];
  readonly changes: readonly Changes[];
}

export interface CarefulOptions {
  readonly sight: Sight;
  readonly document: CarefulDocument;
  /** everything that is published, exact */
  readonly full: Doc;
  /** ages of what is published */
  readonly ages: Ages;
  readonly evidence: Evidence;
}

export class CarefulView {
  readonly document: CarefulDocument;
  readonly sight: Sight;
  /** of what is shown; raw, so they go through the sight like everything */
  readonly ages = new Ages();
  readonly #options: CarefulOptions;
  readonly #held: Held;
  /** INVARIANT: until the journal has said what stood before the delay, nothing of late kinds is shown. */
  #past: PastBoard | undefined;
  /** published since this view was built, while the journal is read */
  #waiting: Told[] = [];
  /** ms; when the lights are due again */
  #lightsAt = Infinity;

  constructor(options: CarefulOptions) {
    this.#options = options;
    this.document = options.document;
    this.sight = options.sight;
    this.#held = new Held(options.sight);
  }

  /** Shows what is shown at once; of late kinds nothing yet. */
  begin(now: number): void {
    this.#stand(now, (kind) => !this.#isLate(kind), new Map());
  }

  /**
   * Now that it is known what was changed within the delay, shows everything else as it stood before.
   * @param tail those changes up to the moment this view was built, in the journal's order
   */
  fill(tail: readonly Told[], now: number): Portion {
    for (const told of [...tail, ...this.#waiting]) this.#held.hold(cellsOf(told, true, this.sight));
    this.#waiting = [];
    const before = this.#held.before();
    this.#past = new PastBoard(this.#options.full, before);
    this.#lightsAt = now;
    const update = this.#stand(now, (kind) => this.#isLate(kind), before);
    const due = this.release(now);
    return { updates: [...listed(update), ...due.updates], changes: due.changes };
  }

  get isFilled(): boolean {
    return this.#past !== undefined;
  }

  publish(told: Told, now: number): Portion {
    const late = cellsOf(told, true, this.sight);
    if (this.#past) this.#held.hold(late);
    else if (late.cells.length > 0) this.#waiting.push(told);
    return this.#look(now, [cellsOf(told, false, this.sight)]);
  }

  /** Lets out what is due by now. */
  release(now: number): Portion {
    return this.#past ? this.#look(now, this.#held.due(now)) : { updates: [], changes: [] };
  }

  /** ms; when `release` has something to do; Infinity for not by itself */
  next(): number {
    return this.#past ? Math.min(this.#held.next(), this.#lightsAt) : Infinity;
  }

  #look(now: number, due: readonly Told[]): Portion {
    const writes: CellWrite[] = [];
    const changes: Changes[] = [];
    for (const told of due) {
      if (told.cells.length === 0) continue;
      for (const { cell, to } of told.cells) {
        const ref = parseAddress(cell);
        const value = ref && project(this.sight, ref, to, now);
        if (!ref || value === undefined) continue;
        writes.push({ ref, value });
        this.#held.stands(ref, to, told, now);
        this.#past?.set(cell, to);
      }
      this.ages.note(told, told);
      const seen = changesThrough(this.sight, told, now);
      if (seen) changes.push(seen);
    }
    // INVARIANT: after what is due, which may have set the same cells to something else.
    for (const { ref, value: to, told } of this.#held.ripe(now)) {
      const value = project(this.sight, ref, to, now);
      if (value === undefined) continue;
      writes.push({ ref, value });
      const cells = [{ cell: addressOf(ref), from: null, to }];
      const seen = told && changesThrough(this.sight, { ...told, cells }, now);
      if (seen) changes.push(seen);
    }
    if (now >= this.#lightsAt) writes.push(...this.#lights(now));
    return { updates: listed(this.document.show(writes)), changes };
  }

  /** Shows what stands in all cells of some kinds, and in those that `before` names what stood before. */
  #stand(
    now: number,
    wanted: (kind: string) => boolean,
    before: ReturnType<Held['before']>,
  ): Uint8Array | undefined {
    const { full, ages } = this.#options;
    const isWanted = (cell: CellAddress): boolean => wanted(cell.split('/', 1)[0] ?? '');
    const raw = new Map<CellAddress, CellValue>();
    for (const kind of KIND_NAMES.filter(wanted)) {
      for (const [key, value] of mapOf(full, kind)) {
        const cell = parseKey(key);
        if (cell) raw.set(addressOf({ kind, ...cell }), value);
      }
    }
    // Also cells that are no longer there: a fresh document leaves behind what was emptied, due to be seen or not.
    for (const [cell, value] of before) raw.set(cell, value);
    const writes = [...raw].flatMap(([cell, stands]): CellWrite[] => {
      const ref = parseAddress(cell);
      const value = ref && project(this.sight, ref, stands, now);
      if (!ref || value === undefined) return [];
      this.#held.stands(ref, stands, undefined, now);
      return [{ ref, value }];
    });
    this.ages.restore(ages.rows().filter(([cell]) => isWanted(cell) && !before.has(cell)));
    return this.document.show(writes);
  }

  /** The lights as they were the delay ago, of every convoy that observers see. */
  #lights(now: number): CellWrite[] {
    this.#lightsAt = now + ROOM_LIMITS.lightsMs;
    if (!this.#past) return [];
    const { board } = this.#past;
    const at = now - toldFrom(this.sight, 'convoy', 0);
    const lit = [...lightsOf(board, this.#options.evidence, at)].flatMap(([convoy, lights]) =>
      Object.entries({ convoy, ...lights, archivedAt: null }).map(([field, value]) => ({
        ref: { kind: 'light', id: convoy, field },
        value,
      })),
    );
    const archived = [...board.convoy].flatMap(([id, { archivedAt }]) =>
      typeof archivedAt === 'number' &&
      this.document.cell({ kind: 'light', id, field: 'convoy' }) !== undefined
        ? [{ ref: { kind: 'light', id, field: 'archivedAt' }, value: archivedAt }]
        : [],
    );
    return [...lit, ...archived];
  }

  #isLate(kind: string): boolean {
    return kindOf(kind)?.late === true && toldFrom(this.sight, kind, 0) > 0;
  }
}

function listed<T>(one: T | undefined): readonly T[] {
  return one === undefined ? [] : [one];
}
