// Cell addresses: `kind/record id/field` names one value everywhere: presence, conflicts, journal, undo, links.

/** A cell as people and the wire name it, e.g. `convoy/k7f3a9q2/eta`. */
export type CellAddress = string;

export interface CellRef {
  readonly kind: string;
  readonly id: string;
  readonly field: string;
}

/** Record ids: random, 8 to 16 of a–z and 0–9 (`thisroom` is the room's own). */
export const RECORD_ID = /^[a-z0-9]{8,16}$/;
const FIELD_NAME = /^[a-z][a-zA-Z0-9]{0,31}$/;

export function addressOf(cell: CellRef): CellAddress {
  return `${cell.kind}/${cell.id}/${cell.field}`;
}

/** Reads `kind/id/field`; undefined when it is not of that form. */
export function parseAddress(address: CellAddress): CellRef | undefined {
  const [kind, id, field, ...rest] = address.split('/');
  if (kind === undefined || id === undefined || field === undefined || rest.length > 0) return undefined;
  return RECORD_ID.test(id) && FIELD_NAME.test(field) ? { kind, id, field } : undefined;
}

/** The key of a cell in its kind's Y.Map: `<id>.<field>`. */
export function keyOf(id: string, field: string): string {
  return `${id}.${field}`;
}

/** Reads a Y.Map key; undefined when it is no cell key (an allow-list: `__proto__` and friends never match). */
export function parseKey(key: string): { readonly id: string; readonly field: string } | undefined {
  const dot = key.indexOf('.');
  if (dot < 0) return undefined;
  const id = key.slice(0, dot);
  const field = key.slice(dot + 1);
  return RECORD_ID.test(id) && FIELD_NAME.test(field) ? { id, field } : undefined;
}
