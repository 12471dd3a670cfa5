// An oracle that knows nothing of structs: it sees the board before and after, and judges what has become of it.
import { encodeStateAsUpdate, encodeStateVector, getState, type Doc } from 'yjs';
import { parseKey } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import type { KindDecl } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { valueProblem } from '#domain/values.ts';
import { cellsOf } from './judged-room.ts';
import { copyOf, strangeRoots } from './shadow.ts';
import { mayWrite } from './shadow-cells.ts';

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
  const removed = [...before.cells.keys()].filter((address) => !after.cells.has(address));
  for (const address of [...after.cells.keys(), ...removed]) {
    const [from, to] = [before.cells.get(address), after.cells.get(address)];
    if (from !== to && JSON.stringify(from) !== JSON.stringify(to))
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
  const read = (of: string, id: string, name: string): unknown => after.cells.get(`${of}/${id}.${name}`);
  if (mayWrite(field, kind, cell.id, member, read) !== 'yes')
    found.push(`${address} is not for ${member.user}`);
  return found;
}

/** Somebody who joins now sees what everybody sees, and nothing waits for more. `late` is such a joiner's document. */
export function soundness(doc: Doc, late = copyOf(encodeStateAsUpdate(doc)), state = stateOf(doc)): string[] {
  const found: string[] = [];
  if (doc.store.pendingStructs || doc.store.pendingDs) found.push('something is pending');
  if (changedCells(state, stateOf(late)).size > 0) found.push('a late joiner sees another board');
  if (Buffer.compare(encodeStateVector(doc), encodeStateVector(late)) !== 0)
    found.push('a late joiner has other clocks');
  for (const root of strangeRoots(doc)) found.push(`a root called ${root}`);
  return found;
}
