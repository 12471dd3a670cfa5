// May I, and does it fit: the server's own rules, asked before anything is written. To be kind; the server's answer counts.
import { addressOf, type CellRef } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { mayCreateSome, mayNotSet, type Look } from '#domain/policy.ts';
import { refusal } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';
import type { CellWrite } from '#board/cells.ts';
import type { EditProblem } from './contract.ts';

export interface Asked {
  /** undefined while the server has not said who I am */
  member(): Member | undefined;
  readonly look: Look;
  /** ms on the server's clock */
  now(): number;
}

export class Courtesy {
  readonly #asked: Asked;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** For offering a control. */
  maySet(cell: CellRef): boolean {
    const member = this.#asked.member();
    const fixed = fieldOf(cell.kind, cell.field)?.naming === true || kindOf(cell.kind)?.createOnly === true;
    return member !== undefined && !fixed && mayNotSet(member, cell, 'edit', this.#asked.look) === null;
  }

  /** For offering a control. */
  mayCreate(kind: Kind): boolean {
    const member = this.#asked.member();
    return member !== undefined && mayCreateSome(member, kind, 'edit');
  }

  /** Why this value cannot be set in this cell; null when it can. */
  problem(cell: CellRef, value: CellValue, look: Look = this.#asked.look): EditProblem | null {
    const member = this.#asked.member();
    const field = fieldOf(cell.kind, cell.field);
    if (!member || !field) return { refusal: refusal(field ? 'no-session' : 'unknown-field') };
    const why = mayNotSet(member, cell, 'edit', look);
    if (why) return { refusal: refusal(why, {}, addressOf(cell)) };
    const problem = valueProblem(field, value, this.#asked.now());
    return problem && { problem };
  }

  /** Why these cells cannot be set, or a record not be created with them; null when they can. */
  problemOf(writes: readonly CellWrite[], creates: boolean): EditProblem | null {
    const fields = new Map(writes.map(({ ref, value }) => [ref.field, value]));
    const [first] = writes;
    const missing =
      creates && first
        ? requiredFields(first.ref.kind as Kind).filter((one) => (fields.get(one) ?? null) === null)
        : [];
    if (missing.length > 0) return { refusal: refusal('incomplete-record', { missing: missing.join(', ') }) };
    const { look } = this.#asked;
    const isNew = (kind: string, id: string) => creates && kind === first?.ref.kind && id === first.ref.id;
    const withNew: Look = (kind, id, field) => (isNew(kind, id) ? fields.get(field) : look(kind, id, field));
    for (const { ref, value } of writes) {
      const problem = this.problem(ref, value, withNew);
      if (problem) return problem;
    }
    return null;
  }
}
