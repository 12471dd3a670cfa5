// Rows of a sheet into convoys: every cell read, every right checked, every name found; or one problem per cell, all told.
import type { CellWrite } from '#board/cells.ts';
import { isArchived, roomRecord, titleOf, type Board } from '#domain/board-model.ts';
import { isTextProblem, parseText, type EntryContext } from '#domain/entry.ts';
import { note, problem, type ImportNote, type ImportProblem } from '#domain/import-outcome.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { titleLookup } from '#domain/lookup.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet, type Look } from '#domain/policy.ts';
import { columnsOf, type Column } from './columns.ts';
import type { Table, TableRow } from './csv-table.ts';

export interface ConvoyGround {
  readonly board: Board;
  readonly look: Look;
  readonly member: Member;
  /** ms */
  readonly now: number;
  /** record id of the party for rows without one; null: every row has to name its own */
  readonly party: string | null;
  readonly newId: () => string;
}

export interface ConvoyPlan {
  readonly records: readonly string[];
  readonly cells: readonly CellWrite[];
  readonly problems: readonly ImportProblem[];
  readonly notes: readonly ImportNote[];
}

/** Plans the convoys of a sheet; with any problem nothing is to be written. */
export function planConvoys(table: Table, ground: ConvoyGround): ConvoyPlan {
  const { columns, problems } = columnsOf('convoy', table.header, ['party']);
  if (problems.length > 0) return { records: [], cells: [], problems: cut(problems), notes: table.notes };
  return new Planner(ground, columns).plan(table);
}

class Planner {
  readonly #ground: ConvoyGround;
  readonly #columns: readonly Column[];
  readonly #context: EntryContext;
  readonly #problems: ImportProblem[] = [];
  /** folded callsign → row, null for one that is on the board */
  readonly #callsigns: Map<string, number | null>;
  #defaults = 0;

  constructor(ground: ConvoyGround, columns: readonly Column[]) {
    this.#ground = ground;
    this.#columns = columns;
    const timeZone = roomRecord(ground.board).timeZone ?? 'UTC';
    this.#context = { now: ground.now, timeZone, lookup: titleLookup(ground.board) };
    const live = [...ground.board.convoy.values()].filter(
      (one) => !isArchived({ archivedAt: one.archivedAt ?? null }),
    );
    this.#callsigns = new Map(live.map((one) => [fold(one.callsign ?? ''), null]));
  }

  plan(table: Table): ConvoyPlan {
    const records: string[] = [];
    const cells: CellWrite[] = [];
    for (const row of table.rows) {
      const values = this.#read(row, table.header.length);
      const id = this.#ground.newId();
      this.#checkRights(row, id, values);
      this.#checkCallsign(row, values.get('callsign'));
      records.push(id);
      for (const [field, value] of values) cells.push({ ref: { kind: 'convoy', id, field }, value });
    }
    const notes = [...table.notes];
    if (this.#defaults > 0 && this.#ground.party !== null) {
      const party = titleOf(this.#ground.board, 'party', this.#ground.party);
      notes.push(note('default-party', { n: this.#defaults, party }));
    }
    if (this.#problems.length > 0) return { records: [], cells: [], problems: cut(this.#problems), notes };
    return { records, cells, problems: [], notes };
  }

  #read(row: TableRow, width: number): Map<string, CellValue> {
    const values = new Map<string, CellValue>();
    if (row.cells.length > width) this.#add(row, null, 'extra-cells');
    for (const { at, field, decl } of this.#columns) {
      const text = row.cells[at] ?? '';
      if (text.trim() === '' && field === 'party') continue;
      const value = parseText(decl, text, this.#context);
      if (isTextProblem(value)) {
        const { why, ...params } = value;
        this.#add(row, field, why, params);
      } else if (value !== null) values.set(field, value);
    }
    if (!values.has('party')) this.#giveParty(row, values);
    return values;
  }

  #giveParty(row: TableRow, values: Map<string, CellValue>): void {
    const { party } = this.#ground;
    // A party that was named and not found is a problem told already; it is never given to another party instead.
    if (this.#problems.some((one) => one.row === row.row && one.field === 'party')) return;
    if (party === null) return this.#add(row, 'party', 'required');
    this.#defaults += 1;
    values.set('party', party);
  }

  /** The convoy's own party decides who may set what, and that party stands in the row. */
  #checkRights(row: TableRow, id: string, values: ReadonlyMap<string, CellValue>): void {
    const look: Look = (kind, record, field) =>
      kind === 'convoy' && record === id ? values.get(field) : this.#ground.look(kind, record, field);
    const refused = new Set<string>();
    if (!values.has('party')) return;
    for (const field of values.keys()) {
      const code = mayNotSet(this.#ground.member, { kind: 'convoy', id, field }, 'command', look);
      // The same reason for every cell of a row is one problem of the row.
      if (code === null || refused.has(code)) continue;
      refused.add(code);
      this.#add(row, code === 'party' ? 'party' : field, code);
    }
  }

  #checkCallsign(row: TableRow, callsign: CellValue | undefined): void {
    if (typeof callsign !== 'string') return;
    const other = this.#callsigns.get(fold(callsign));
    if (other === null) this.#add(row, 'callsign', 'exists');
    else if (other !== undefined) this.#add(row, 'callsign', 'duplicate', { other });
    else this.#callsigns.set(fold(callsign), row.row);
  }

  #add(
    row: TableRow,
    field: string | null,
    code: ImportProblem['code'],
    params: ImportProblem['params'] = {},
  ): void {
    this.#problems.push(problem(code, { row: row.row, field }, params));
  }
}

/** So many problems are told and no more: a sheet of another kind has thousands. */
function cut(problems: readonly ImportProblem[]): readonly ImportProblem[] {
  return problems.slice(0, IMPORT_LIMITS.problems);
}

function fold(callsign: string): string {
  return callsign
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}
