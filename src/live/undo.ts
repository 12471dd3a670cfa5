// Undo of my own edits: sets the value before back, only while what stands is still mine; an ordinary edit.
import type { Doc } from 'yjs';
import type { CellRef } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameTip, tipOf, type Tip } from '#board/tip.ts';

/** A watch is twelve hours; more steps back than this nobody remembers. */
const DEPTH = 100;

interface Step {
  readonly ref: CellRef;
  readonly before: CellValue;
  readonly tip: Tip | undefined;
}

export class Undo {
  #steps: Step[] = [];

  did(doc: Doc, ref: CellRef, before: CellValue): void {
    this.#steps.push({ ref, before, tip: tipOf(doc, ref) });
    if (this.#steps.length > DEPTH) this.#steps.shift();
  }

  /** The last step whose value is still mine, taken off; steps that others overtook are dropped. */
  take(doc: Doc): Pick<Step, 'ref' | 'before'> | undefined {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      if (sameTip(step.tip, tipOf(doc, step.ref))) return step;
    }
    return undefined;
  }

  clear(): void {
    this.#steps = [];
  }
}
