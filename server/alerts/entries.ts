// Alert facts as journal entries and back: what is written once must be read for ever.
import * as v from 'valibot';
import type { AlertFact } from '#domain/alerts/facts.ts';
import type { Actor } from '#domain/alerts/life.ts';
import type { Via } from '#domain/protocol.ts';
import type { Draft, EntryKind, ReadEntry } from '../journal/ledger.ts';

/** Payload of an `alert.*` entry: the fact, and the name its actor had then (the header has only ids). */
type AlertPayload = AlertFact & { readonly name: string };

export function draftOf(fact: AlertFact, by: Actor, via: Via, at: number): Draft {
  const payload: AlertPayload = { ...fact, name: by.name };
  const kind: EntryKind = `alert.${fact.fact}`;
  return { at, actor: by.user, party: by.party, role: by.role, via, kind, payload };
}

const text = v.string();
const who = v.looseObject({ user: text, name: text, party: text, role: text });
const base = { name: text, id: text };
const content = v.looseObject({
  event: text,
  severity: text,
  place: v.looseObject({}),
  observedAt: v.number(),
});
const shape = v.variant('fact', [
  v.looseObject({
    fact: v.literal('raised'),
    name: text,
    sent: content,
    alert: v.looseObject({
      id: text,
      record: text,
      content,
      raisedAt: v.number(),
      raisedBy: who,
      expires: v.number(),
      rev: v.number(),
      state: text,
      owed: v.array(text),
      acks: v.array(who),
      partiesDone: v.array(text),
    }),
  }),
  v.looseObject({ fact: v.literal('acknowledged'), ...base, acks: v.array(who) }),
  v.looseObject({
    fact: v.literal('ending'),
    ...base,
    ending: v.looseObject({ by: text, until: v.number() }),
  }),
  v.looseObject({ fact: v.literal('not_confirmed'), ...base }),
  v.looseObject({ fact: v.picklist(['ended', 'cancelled']), ...base, ended: v.looseObject({ by: text }) }),
  v.looseObject({ fact: v.literal('expired'), ...base, level: v.optional(v.number()) }),
  v.looseObject({ fact: v.literal('escalated'), ...base, level: v.number() }),
]);

/** Reads an entry back; undefined when its payload was redacted or is of a kind this version does not know. */
export function factOf(entry: ReadEntry): { readonly fact: AlertFact; readonly by: Actor } | undefined {
  const parsed = v.safeParse(shape, entry.payload);
  if (!parsed.success || entry.kind !== `alert.${parsed.output.fact}`) return undefined;
  const { name, ...fact } = parsed.output;
  const { actor: user, party, role } = entry;
  // The journal is our own and sealed: its shape was checked, its words were when they were written.
  return { fact: fact as unknown as AlertFact, by: { user, name, party, role: role as Actor['role'] } };
}
