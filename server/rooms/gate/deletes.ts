// Which deletes of an update have an effect: known units that still live, and units of its own new structs.
import { Item, findIndexSS, getState, type Doc, type GC } from 'yjs';
import type { Touched } from './touched.ts';
import { endOf, type DeletedUnits, type Update } from './update.ts';

/**
 * The delete set without everything that is deleted already or unknown. Marks the cells whose standing value it takes.
 * Costs one step per range and per applied struct below it: ranges are ascending and apart.
 */
export function effectiveDeletes(doc: Doc, update: Update, touched: Touched): DeletedUnits {
  const effective = new Map<number, number[]>();
  for (const [client, ranges] of update.deleted) {
    const kept: number[] = [];
    const block = update.blocks.find((candidate) => candidate.client === client);
    const known = getState(doc.store, client);
    const end = block ? endOf(block) : known;
    const structs: (Item | GC)[] = doc.store.clients.get(client) ?? [];
    for (let i = 0; i < ranges.length; i += 2) {
      const from = ranges[i] ?? end;
      const to = Math.min(ranges[i + 1] ?? end, end);
      if (from >= to) break; // it begins beyond all that is known or new, and so does everything after it
      if (from < known) keepLive(structs, from, Math.min(to, known), kept, touched);
      if (to > known) keep(kept, Math.max(from, known), to);
    }
    if (kept.length > 0) effective.set(client, kept);
  }
  return effective;
}

function keepLive(structs: (Item | GC)[], from: number, to: number, kept: number[], touched: Touched): void {
  for (let i = findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= to) return;
    if (struct.deleted || !(struct instanceof Item)) continue;
    keep(kept, Math.max(from, struct.id.clock), Math.min(to, struct.id.clock + struct.length));
    // Whatever lives is the tip of its cell: setting a cell deletes what stood there.
    touched.of(struct).tipDeleted = true;
  }
}

/** Adds a range; what touches the one before it becomes one with it, as Yjs writes delete sets. */
function keep(kept: number[], from: number, to: number): void {
  if (kept.length > 0 && kept[kept.length - 1] === from) kept[kept.length - 1] = to;
  else kept.push(from, to);
}
