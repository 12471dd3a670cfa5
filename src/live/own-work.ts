// My own work until it stands: on its way, waiting for the board it comes back to, or mine to decide about; and what this device keeps of it.
import type { EditProblem, UnsentChange, Unsaved, WhyUnsent } from './contract.ts';
import { Differences } from './differences.ts';
import type { Keeping } from './keeping.ts';
import { editsOf, newEditId, unitsOf, type OwnEdit, type Unit } from './own-edit.ts';
import type { Overtaken } from './overtaken.ts';
import { Pending } from './pending.ts';
import { planFor, type Standing } from './returned.ts';

/** What stands, and who set it, is asked anew each time: edits come back to the board as it is then. */
export interface OwnWorkOptions extends Standing {
  readonly keeping: Keeping;
  /** ms on the server's clock */
  now(): number;
  /** Sets a unit again; the answer is why not. */
  write(unit: Unit): EditProblem | null;
  changed(): void;
  /** edits went up by themselves */
  sent(n: number): void;
}

interface Waiting {
  readonly edits: readonly OwnEdit[];
  /** refused already: to be decided about; otherwise what nobody else touched goes up by itself */
  readonly problem: EditProblem | undefined;
}

export class OwnWork {
  readonly #options: OwnWorkOptions;
  readonly #keeping: Keeping;
  readonly #pending = new Pending();
  readonly #differences: Differences;
  #waiting: Waiting[] = [];

  constructor(options: OwnWorkOptions) {
    this.#options = options;
    this.#keeping = options.keeping;
    this.#differences = new Differences((cell) => options.stands(cell));
  }

  get unsaved(): Unsaved {
    const edits = this.#open;
    const kept = edits.filter(({ id }) => this.#keeping.isKept(id)).length;
    return { count: edits.length, kept, keeping: this.#keeping.state };
  }

  /** Would something I typed be lost with this window? What was overtaken stands in the journal. */
  get atRisk(): boolean {
    const undecided = this.#differences.all.filter(({ why }) => why.is !== 'overtaken');
    const ids = [...this.#open.map(({ id }) => id), ...undecided.flatMap(({ unit }) => editsOf(unit))];
    return ids.some((id) => !this.#keeping.isKept(id));
  }

  get shown(): readonly UnsentChange[] {
    return this.#differences.shown;
  }

  /** @param clock of my client id behind this edit */
  did({ creates, cells }: Pick<OwnEdit, 'creates' | 'cells'>, clock: number): void {
    const edit: OwnEdit = { id: newEditId(), at: this.#options.now(), creates, cells };
    this.#pending.add(edit, clock);
    this.#keeping.keep(edit);
    // What I set anew settles what I had wanted there before.
    for (const { cell } of edit.cells) this.#keeping.forget(this.#differences.drop(cell));
    this.#options.changed();
  }

  saved(clock: number): void {
    this.#keeping.forget(this.#pending.saved(clock).map(({ id }) => id));
    this.#options.changed();
  }

  /** Somebody's value stands instead of mine, which was set at the same time. */
  overtaken({ cell, mine, by }: Overtaken): void {
    const steps = [{ edit: newEditId(), value: mine }];
    const unit = {
      at: this.#options.now(),
      creates: undefined,
      cells: [{ cell, from: null, seq: undefined, steps }],
    };
    this.#differ(unit, { is: 'overtaken', by });
    this.tidy();
  }

  /** The document is finished: what was on its way comes back on the next one, or is mine to decide about. */
  interrupt(problem: EditProblem | undefined): void {
    const edits = this.#pending.takeAll();
    if (edits.length === 0) return;
    this.#waiting.push({ edits, problem });
    if (problem)
      this.#keeping.mark(
        edits.map(({ id }) => id),
        problem,
      );
    this.#options.changed();
  }

  /** Takes over what closed windows left; answers how many edits had waited too long. */
  async find(stays: boolean): Promise<number> {
    const { rows, expired } = await this.#keeping.find(stays);
    for (const { edit, problem } of rows) this.#waiting.push({ edits: [edit], problem });
    return expired;
  }

  /** The board stands and it is known who set what: everything that waited for it is settled. */
  giveBack(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const undecided = waiting.filter(({ problem }) => problem === undefined);
    for (const { edits, problem } of waiting)
      if (problem) for (const unit of unitsOf(edits)) this.#differ(unit, { is: 'refused', problem });
    let sent = 0;
    for (const unit of unitsOf(undecided.flatMap(({ edits }) => edits))) sent += this.#settle(unit);
    this.tidy();
    if (sent > 0) this.#options.sent(sent);
  }

  /** Access ended: whatever is open is only to be read any more. */
  end(problem: EditProblem): void {
    this.interrupt(problem);
    const edits = this.#waiting.flatMap((one) => one.edits);
    this.#waiting = [];
    for (const unit of unitsOf(edits)) this.#differ(unit, { is: 'refused', problem });
    this.#options.changed();
  }

  reapply(id: string): EditProblem | null {
    const difference = this.#differences.get(id);
    if (!difference) return null;
    const problem = this.#options.write(difference.unit);
    if (!problem) this.drop(id);
    return problem;
  }

  drop(id: string): void {
    this.#keeping.forget(this.#differences.drop(id));
    this.#options.changed();
  }

  /** Takes off what stands by now as I had typed it. */
  tidy(): void {
    if (this.#differences.all.length === 0) return;
    this.#keeping.forget(this.#differences.tidy());
    this.#options.changed();
  }

  close(): void {
    this.#keeping.close();
  }

  /** Nothing of this membership stays on the device. */
  forget(): Promise<void> {
    return this.#keeping.end();
  }

  get #open(): readonly OwnEdit[] {
    return [...this.#pending.edits, ...this.#waiting.flatMap(({ edits }) => edits)];
  }

  /** Answers how many units went up by themselves. */
  #settle(unit: Unit): number {
    const { done, apply, ask } = planFor(unit, this.#options);
    this.#keeping.forget(done);
    for (const one of ask) this.#differ(one, { is: 'meanwhile' });
    const refused = apply.filter((one) => {
      const problem = this.#options.write(one);
      if (problem) this.#differ(one, { is: 'refused', problem });
      else this.#keeping.forget(editsOf(one));
      return problem !== null;
    });
    return apply.length - refused.length;
  }

  #differ(unit: Unit, why: WhyUnsent): void {
    this.#keeping.forget(this.#differences.add(unit, why));
    if (why.is === 'refused') this.#keeping.mark(editsOf(unit), why.problem);
  }
}
