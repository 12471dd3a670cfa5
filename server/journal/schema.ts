// Which kinds were in force when an entry was written: their hash in every header, their text whenever they change.
import { hash } from 'node:crypto';
import { KINDS } from '#domain/kinds/registry.ts';
import type { Draft } from './ledger.ts';

// INVARIANT: keys as declared, not sorted: the order of fields decides who may archive a record, so it is part of the schema.
const text = JSON.stringify(KINDS);
const own = hash('sha256', text, 'hex');

/** hex SHA-256 of the JSON of all kinds as declared, without white space. */
export function schemaHash(): string {
  return own;
}

/** What the payloads of `schema.changed` hold: enough for somebody outside to judge entries under it. */
export interface SchemaChanged {
  /** hex */
  readonly from: string;
  readonly to: string;
  /** the kinds as declared; the SHA-256 of their JSON is `to` */
  readonly kinds: unknown;
}

/**
 * The `schema.changed` entry a room writes before anything else after loading, or undefined when its last entry was
 * written under the same kinds or it has none yet.
 * @param at ms
 */
export function schemaChange(
  ledger: { readonly schema: string; readonly lastSchema: string | undefined },
  at: number,
): Draft | undefined {
  const { schema: to, lastSchema: from } = ledger;
  if (from === undefined || from === to) return undefined;
  const payload: SchemaChanged = { from, to, kinds: KINDS };
  return { at, actor: 'server', party: '', role: 'server', via: 'server', kind: 'schema.changed', payload };
}
