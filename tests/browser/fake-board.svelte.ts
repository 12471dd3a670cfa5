// A board in memory for component tests: the same courtesy checks as the live one, and a voice for what others do.
import { addressOf, parseAddress, type CellAddress, type CellRef } from '#domain/cells.ts';
import { fieldOf, KIND_NAMES, requiredFields, type Kind, type Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { BoardValues } from '#domain/board-model.ts';
import { mayCreateSome, mayNotSet, type Look } from '#domain/policy.ts';
import type { Hello, Presence } from '#domain/protocol.ts';
import { refusal } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';
import type {
  Age,
  Board,
  BoardNews,
  BoardStatus,
  EditProblem,
  RecentChange,
  UnsentChange,
} from '#live/contract.ts';

type Cells = { readonly [field: string]: CellValue };

export interface Somebody {
  readonly user: string;
  readonly name: string;
  readonly party: string;
}

export class FakeBoard implements Board {
  status = $state.raw<BoardStatus>({ state: 'in-sync' });
  me = $state.raw<Hello>();
  people = $state.raw<readonly Presence[]>([]);
  unsent = $state.raw<readonly UnsentChange[]>([]);
  news = $state.raw<readonly BoardNews[]>([]);
  recent = $state.raw<readonly RecentChange[]>([]);
  /** the cell the person at the page is in */
  entered = $state.raw<CellAddress | null>(null);
  #kinds = $state.raw<{ readonly [kind: string]: ReadonlyMap<string, Cells> }>({});
  #ages = $state.raw<ReadonlyMap<CellAddress, Age>>(new Map());
  #done: { cell: CellRef; from: CellValue }[] = [];
  #seq = 100;
  readonly #now: () => number;

  constructor(me: Hello, values: BoardValues, now: () => number) {
    this.me = me;
    this.#now = now;
    this.#kinds = Object.fromEntries(
      KIND_NAMES.map((kind) => [kind, new Map(Object.entries(values[kind] ?? {}))]),
    );
  }

  all<K extends Kind>(kind: K): ReadonlyMap<string, Of<K>> {
    const records = [...(this.#kinds[kind] ?? [])].filter(([, cells]) => cells['archivedAt'] == null);
    return new Map(records as [string, Of<K>][]);
  }

  record<K extends Kind>(kind: K, id: string): Of<K> | undefined {
    return this.#kinds[kind]?.get(id) as Of<K> | undefined;
  }

  age(cell: CellRef): Age | undefined {
    return this.#ages.get(addressOf(cell));
  }

  maySet(cell: CellRef): boolean {
    return this.#member !== undefined && mayNotSet(this.#member, cell, 'edit', this.#look) === null;
  }

  mayCreate(kind: Kind): boolean {
    return this.#member !== undefined && mayCreateSome(this.#member, kind, 'edit');
  }

  set(cell: CellRef, value: CellValue): EditProblem | null {
    const problem = this.#problem(cell, value, this.#look);
    if (problem) return problem;
    this.#done.push({ cell, from: this.#look(cell.kind, cell.id, cell.field) ?? null });
    this.#write(this.#mine, cell, value);
    return null;
  }

  create(kind: Kind, fields: Cells): { readonly id: string } | EditProblem {
    const id = `made${String(++this.#seq).padStart(8, '0')}`;
    const missing = requiredFields(kind).filter((field) => (fields[field] ?? null) === null);
    if (missing.length > 0) return { refusal: refusal('incomplete-record', { missing: missing.join(', ') }) };
    const look: Look = (k, i, field) => (k === kind && i === id ? fields[field] : this.#look(k, i, field));
    for (const [field, value] of Object.entries(fields)) {
      const problem = this.#problem({ kind, id, field }, value, look);
      if (problem) return problem;
    }
    const seq = ++this.#seq; // one journal entry for the whole record
    for (const [field, value] of Object.entries(fields))
      this.#write(this.#mine, { kind, id, field }, value, seq);
    return { id };
  }

  enter(cell: CellRef | null): void {
    this.entered = cell && addressOf(cell);
  }

  undo(): CellAddress | null {
    const step = this.#done.pop();
    if (!step) return null;
    this.#write(this.#mine, step.cell, step.from);
    return addressOf(step.cell);
  }

  reapply(id: string): EditProblem | null {
    const change = this.unsent.find((one) => one.id === id);
    for (const { cell, mine } of change?.cells ?? []) {
      const ref = parseAddress(cell);
      const problem = ref && this.set(ref, mine);
      if (problem) return problem;
    }
    this.drop(id);
    return null;
  }

  drop(id: string): void {
    this.unsent = this.unsent.filter((one) => one.id !== id);
  }

  clearNews(): void {
    this.news = [];
  }

  /** Somebody else sets a cell, as if it came over the wire now. */
  hear(who: Somebody, cell: CellRef, value: CellValue): void {
    this.#write(who, cell, value);
  }

  get #mine(): Somebody {
    const { user = '', name = '', party = '' } = this.me ?? {};
    return { user, name, party };
  }

  get #member() {
    return this.me && { ...this.me, membership: 'me' };
  }

  readonly #look: Look = (kind, id, field) => this.#kinds[kind]?.get(id)?.[field];

  #problem(cell: CellRef, value: CellValue, look: Look): EditProblem | null {
    const field = fieldOf(cell.kind, cell.field);
    if (!this.#member || !field) return { refusal: refusal('unknown-field') };
    const why = mayNotSet(this.#member, cell, 'edit', look);
    if (why) return { refusal: refusal(why, {}, addressOf(cell)) };
    const problem = valueProblem(field, value, this.#now());
    return problem && { problem };
  }

  #write({ user, name, party }: Somebody, cell: CellRef, to: CellValue, seq = ++this.#seq): void {
    const from = this.#look(cell.kind, cell.id, cell.field) ?? null;
    const records = new Map(this.#kinds[cell.kind]);
    records.set(cell.id, { ...records.get(cell.id), [cell.field]: to });
    this.#kinds = { ...this.#kinds, [cell.kind]: records };
    const head = { at: this.#now(), actor: user, name, seq };
    this.#ages = new Map([...this.#ages, [addressOf(cell), { ...head, party, from }]]);
    this.recent = [{ cell: addressOf(cell), from, to, ...head }, ...this.recent];
  }
}
