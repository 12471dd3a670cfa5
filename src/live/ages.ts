// Who set each cell last, when and from what: fetched once per connection, then followed by `changes` frames.
import * as v from 'valibot';
import type { CellAddress } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Changes } from '#domain/protocol.ts';
import { sameValue } from '#domain/same-value.ts';
import type { Age, RecentChange } from './contract.ts';

/** Changes older than this are history, not news. */
const RECENT_MS = 5 * 60_000;

const value = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.null(),
  v.array(v.union([v.string(), v.number(), v.boolean(), v.null()])),
]);
const agesShape = v.record(
  v.string(),
  v.object({
    at: v.number(),
    actor: v.string(),
    name: v.string(),
    party: v.string(),
    seq: v.number(),
    from: value,
  }),
);

export class Ages {
  readonly #byCell = new Map<CellAddress, Age>();
  #recent: RecentChange[] = [];

  get(cell: CellAddress): Age | undefined {
    return this.#byCell.get(cell);
  }

  /** newest first */
  get recent(): readonly RecentChange[] {
    return this.#recent;
  }

  /** Takes a server's answer to `GET …/ages`; answers the cells that are news. */
  load(answer: unknown): CellAddress[] {
    const changed: CellAddress[] = [];
    for (const [cell, age] of Object.entries(v.parse(agesShape, answer))) {
      if ((this.#byCell.get(cell)?.seq ?? -1) >= age.seq) continue;
      this.#byCell.set(cell, age);
      changed.push(cell);
    }
    return changed;
  }

  /**
   * Adds what changed before this page was open, as far as the ages know it: the last change of each cell. `valueOf` is
   * what stands; a cell that has not arrived yet is left out until it is asked again.
   */
  remember(now: number, valueOf: (cell: CellAddress) => CellValue | undefined): void {
    const known = new Set(this.#recent.map(({ cell, seq }) => `${cell} ${seq}`));
    const earlier: RecentChange[] = [];
    for (const [cell, { at, actor, name, seq, from }] of this.#byCell) {
      const to = valueOf(cell);
      if (at <= now - RECENT_MS || to === undefined || known.has(`${cell} ${seq}`)) continue;
      earlier.push({ cell, from, to, seq, at, actor, name });
    }
    if (earlier.length > 0) this.#recent = [...this.#recent, ...earlier].sort((a, b) => b.seq - a.seq);
  }

  changed({ seq, at, actor, name, party, cells }: Changes, now: number): void {
    // What lost against what stands changed nothing: the cell is as old as before, as the server sees it too.
    const effective = cells.filter(({ from, to }) => !sameValue(from, to));
    for (const change of effective)
      this.#byCell.set(change.cell, { at, actor, name, party, seq, from: change.from });
    const news = effective.map((change) => ({ ...change, seq, at, actor, name })).reverse();
    this.#recent = [...news, ...this.#recent].filter((change) => change.at > now - RECENT_MS);
  }
}
