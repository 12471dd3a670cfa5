// What an import would write: the cells of a route or of a list of convoys, with the answer that tells of them.
import type { CellWrite } from '#board/cells.ts';
import { titleOf, type Board } from '#domain/board-model.ts';
import {
  problem,
  type ImportFormat,
  type ImportOutcome,
  type ImportProblem,
} from '#domain/import-outcome.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { LonLat } from '#domain/line.ts';
import { titleLookup } from '#domain/lookup.ts';
import { mayNotSet } from '#domain/policy.ts';
import { Refused } from '#domain/refusals.ts';
import { planConvoys, type ConvoyGround } from './convoy-rows.ts';
import type { Table } from './csv-table.ts';
import { lineHash } from './line-blob.ts';
import type { FileContent } from './read-file.ts';

export interface Plan {
  readonly outcome: ImportOutcome;
  readonly cells: readonly CellWrite[];
  /** line to keep before the cells are written */
  readonly line?: readonly LonLat[];
}

export type Ground = Omit<ConvoyGround, 'party'>;

const BARE = { import: null, dryRun: false, kind: null, rows: 0, created: 0, notes: [] } as const;

/** A file of which nothing can be used. */
export function refusedPlan(format: ImportFormat | null, problems: readonly ImportProblem[]): Plan {
  return { outcome: { ...BARE, format, problems }, cells: [] };
}

/** Throws `Refused` where the member may not create routes: that is the owner's. */
export function planRoute({ route, format }: Extract<FileContent, { is: 'route' }>, ground: Ground): Plan {
  const id = ground.newId();
  const { name, line, lengthKm, notes } = route;
  const refused = mayNotSet(ground.member, { kind: 'route', id, field: 'name' }, 'command', ground.look);
  if (refused) throw new Refused(refused);
  const told = { name, lengthKm, points: line.length };
  const outcome = { ...BARE, format, kind: 'route', rows: 1, notes, route: told } as const;
  if (hasRoute(ground.board, name)) {
    return { outcome: { ...outcome, problems: [problem('route-exists', { field: 'name' })] }, cells: [] };
  }
  const values: { readonly [field: string]: CellValue } = {
    name,
    geometry: lineHash(line),
    lengthKm,
    state: 'open',
  };
  const cells = Object.entries(values).map(([field, value]) => ({
    ref: { kind: 'route', id, field },
    value,
  }));
  return { outcome: { ...outcome, created: 1, problems: [] }, cells, line };
}

/** Throws `Refused` where the member may create no convoys at all. `party`: for rows that name none. */
export function planConvoyFile(table: Table, ground: Ground, party: string | undefined): Plan {
  if (ground.member.role !== 'coordinator') throw new Refused('role');
  const outcome = { ...BARE, format: 'csv', kind: 'convoy', rows: table.rows.length } as const;
  const own = ground.board.party.has(ground.member.party) ? [ground.member.party] : [];
  const found = party === undefined ? own : titleLookup(ground.board)('party', party);
  if (party !== undefined && found.length !== 1) {
    const code = found.length === 0 ? 'party-unknown' : 'ambiguous';
    const params = { to: 'party', count: found.length };
    return { outcome: { ...outcome, problems: [problem(code, { field: 'party' }, params)] }, cells: [] };
  }
  const plan = planConvoys(table, { ...ground, party: found[0] ?? null });
  const { records, cells, problems, notes } = plan;
  return { outcome: { ...outcome, created: records.length, problems, notes }, cells };
}

/** Two routes of one name could not be told apart in lists that name them. */
function hasRoute(board: Board, name: string): boolean {
  return [...board.route.keys()].some(
    (id) => titleOf(board, 'route', id).toLowerCase() === name.toLowerCase(),
  );
}
