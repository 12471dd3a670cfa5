// What an accepted update did to each cell: from, to, every value it set, and which value was overtaken unknowingly.
import type { Doc, Item } from 'yjs';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';
import { isCellValue } from '#domain/values.ts';
import { endState, type Budget } from './end-state.ts';
import { valueOf, type Touched } from './touched.ts';
import type { Struct, Update } from './update.ts';
import type { JudgedCell } from './verdict.ts';

/**
 * One entry per cell in which the update sets a value. Cells in which it only brings runs whose content is gone (their
 * author saw them lose already) are judged like all others but change nothing, and are left out.
 */
export function judgedCells(doc: Doc, update: Update, touched: Touched, budget: Budget): JudgedCell[] {
  const judged: JudgedCell[] = [];
  for (const cell of touched.cells) {
    const winner = endState(doc, update, cell, budget);
    const values = valuesOf(cell.structs);
    const own = lastSet(winner ? [winner] : cell.structs);
    if (values.length === 0 || !own) continue;
    const from = (cell.tip && valueOf(cell.tip)) ?? null;
    const to = winner ? own.value : from;
    const lost = winner ? overtaken(cell.tip, winner, from) : own;
    const { ref } = cell;
    judged.push(
      lost && !sameValue(lost.value, to) ? { ref, from, to, values, lost } : { ref, from, to, values },
    );
  }
  return judged;
}

type SetBy = NonNullable<JudgedCell['lost']>;

/** What stood, if the winner was set without knowing it. Who knew it overwrote it on purpose. */
function overtaken(tip: Item | undefined, winner: Struct, value: CellValue): SetBy | undefined {
  return tip && !winner.knewTip ? { value, clientId: tip.id.client } : undefined;
}

function lastSet(structs: readonly Struct[]): SetBy | undefined {
  for (let i = structs.length - 1; i >= 0; i--) {
    const struct = structs[i];
    const value = struct?.values?.at(-1);
    if (struct && isCellValue(value)) return { value, clientId: struct.client };
  }
  return undefined;
}

function valuesOf(structs: readonly Struct[]): CellValue[] {
  const values: CellValue[] = [];
  for (const struct of structs) {
    for (const value of struct.values ?? []) if (isCellValue(value)) values.push(value);
  }
  return values;
}
