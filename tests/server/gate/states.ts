// An oracle that knows nothing of structs: it sees the board before and after, and judges what has become of it.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector, getState } from 'yjs';
import { parseKey } from '#domain/cells.ts';
import { KINDS, KIND_NAMES, fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { FieldDecl, KindDecl } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { valueProblem } from '#domain/values.ts';
import { cellsOf } from './judged-room.ts';

export interface State {
  readonly cells: ReadonlyMap<string, unknown>;
  readonly roots: readonly string[];
  /** next clock by client id */
  readonly clocks: ReadonlyMap<number, number>;
}

export function stateOf(doc: Doc): State {
  const clocks = new Map(
    [...doc.store.clients.keys()].map((client) => [client, getState(doc.store, client)]),
  );
  return { cells: cellsOf(doc), roots: [...doc.share.keys()], clocks };
}

/** Cells that differ: address in the document (`kind/id.field`) → before and after. */
export function changedCells(before: State, after: State): Map<string, { from: unknown; to: unknown }> {
  const changed = new Map<string, { from: unknown; to: unknown }>();
  for (const address of new Set([...before.cells.keys(), ...after.cells.keys()])) {
    const [from, to] = [before.cells.get(address), after.cells.get(address)];
    if (JSON.stringify(from) !== JSON.stringify(to))
      changed.set(address, { from: from ?? null, to: to ?? null });
  }
  return changed;
}

/** What this person must not have been able to do; empty when all is well. */
export function breaches(
  before: State,
  after: State,
  member: Member,
  now: number,
  owners: ReadonlyMap<number, string>,
): string[] {
  const found: string[] = [];
  for (const root of after.roots) if (!before.roots.includes(root)) found.push(`new root ${root}`);
  for (const [client, clock] of after.clocks) {
    if (clock === before.clocks.get(client)) continue;
    if ((owners.get(client) ?? member.user) !== member.user || client > 2 ** 32 - 1)
      found.push(`wrote as ${client}`);
  }
  const changed = changedCells(before, after);
  if (changed.size > 0 && member.role === 'observer') found.push('an observer changed something');
  for (const [address] of changed) found.push(...wrongCell(address, before, after, member, now));
  return found;
}

function wrongCell(address: string, before: State, after: State, member: Member, now: number): string[] {
  const [kind = '', key = ''] = address.split('/');
  const cell = parseKey(key);
  const field = cell && fieldOf(kind, cell.field);
  const declared: KindDecl | undefined = kindOf(kind);
  if (!cell || !field || !declared) return [`${address} is no cell`];
  if (!after.cells.has(address)) return [`${address} was removed`];
  const existed = requiredFields(kind as Kind).some((name) => before.cells.has(`${kind}/${cell.id}.${name}`));
  const found: string[] = [];
  if (existed && field.naming) found.push(`${address} names the record and was changed`);
  if (existed && declared.createOnly) found.push(`${address} is append-only and was changed`);
  if (!existed) {
    for (const name of requiredFields(kind as Kind)) {
      if (!after.cells.has(`${kind}/${cell.id}.${name}`)) found.push(`${address} without ${name}`);
    }
  }
  if (valueProblem(field, after.cells.get(address), now)) found.push(`${address} holds what does not fit`);
  if (!mayWrite(field, kind, cell.id, member, after.cells))
    found.push(`${address} is not for ${member.user}`);
  return found;
}

/** The rule of kinds.md, written a second time and read from the state after. */
function mayWrite(
  field: FieldDecl,
  kind: string,
  id: string,
  member: Member,
  cells: ReadonlyMap<string, unknown>,
): boolean {
  const { by, own, only } = field.who;
  if (by === 'S' || by === 'O' || member.role === 'observer') return false;
  if (by === 'C' && member.role !== 'coordinator') return false;
  const path = only ?? own;
  if (path === undefined) return true;
  const hops = path.split('.');
  let party: unknown = id;
  if (hops.length === 2)
    party = cells.get(`${hops[0]}/${String(cells.get(`${kind}/${id}.${hops[0]}`))}.${hops[1]}`);
  else if (path !== 'self') party = cells.get(`${kind}/${id}.${path}`);
  if (party === member.party) return true;
  return only === undefined && cells.get(`party/${member.party}.role`) === 'coordination';
}

/** A copy of a document, for whatever one would not do to the original. */
export function shadowOf(doc: Doc): Doc {
  const shadow = new Doc();
  for (const kind of KIND_NAMES) shadow.getMap(kind);
  applyUpdate(shadow, encodeStateAsUpdate(doc));
  return shadow;
}

/** Somebody who joins now sees what everybody sees, and nothing waits for more. */
export function soundness(doc: Doc): string[] {
  const late = shadowOf(doc);
  const found: string[] = [];
  if (doc.store.pendingStructs || doc.store.pendingDs) found.push('something is pending');
  if (changedCells(stateOf(doc), stateOf(late)).size > 0) found.push('a late joiner sees another board');
  if (Buffer.compare(encodeStateVector(doc), encodeStateVector(late)) !== 0)
    found.push('a late joiner has other clocks');
  for (const root of doc.share.keys()) if (!(root in KINDS)) found.push(`a root called ${root}`);
  return found;
}
