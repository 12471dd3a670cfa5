// An honest person at a browser: does only what role and party allow, works offline, undoes, opens a second tab.
import type { Doc } from 'yjs';
import { boardJson, mapOf, readCell } from '#board/cells.ts';
import { KIND_NAMES, fieldOf, fieldsOf, kindOf, requiredFields, type Kind } from '#domain/kinds/registry.ts';
import { keyOf } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet, type Look } from '#domain/policy.ts';
import type { Chance } from './chance.ts';
import { Undo } from '#live/undo.ts';
import { honestValue } from './honest-values.ts';

export class HonestClient {
  readonly member: Member;
  readonly doc: Doc;
  readonly #chance: Chance;
  readonly #undo = new Undo();

  constructor(member: Member, doc: Doc, chance: Chance) {
    this.member = member;
    this.doc = doc;
    this.#chance = chance;
  }

  /** One thing a person does: now and then nothing comes of it. */
  act(): void {
    const dice = this.#chance.next();
    if (dice < 0.15) this.create();
    else if (dice < 0.25) this.undo();
    else this.edit(this.#chance.once(4) ? 3 : 1);
  }

  /** Sets up to so many cells of one record in one transaction, now and then one of them twice. */
  edit(cells: number): void {
    const board = boardJson(this.doc);
    const open = KIND_NAMES.flatMap((kind) =>
      kindOf(kind)?.createOnly ? [] : Object.keys(board[kind] ?? {}).map((id) => ({ kind, id })),
    );
    for (let attempt = 0; attempt < 4; attempt++) {
      const { kind, id } = this.#chance.pick(open);
      const fields = Object.keys(fieldsOf(kind)).filter((field) => this.#may(kind, id, field));
      if (fields.length === 0) continue;
      const chosen = Array.from({ length: cells }, () => this.#chance.pick(fields));
      this.doc.transact(() => {
        for (const field of chosen) this.#set(kind, id, field, this.#value(kind, field));
      }, 'form');
      return;
    }
  }

  undo(): void {
    const step = this.#undo.take(this.doc);
    if (!step) return;
    const { kind, id, field } = step.ref;
    this.doc.transact(() => mapOf(this.doc, kind as Kind).set(keyOf(id, field), step.before), 'undo');
  }

  create(): void {
    const kind = this.#chance.pick(KIND_NAMES);
    const id = kindOf(kind)?.only ?? this.#chance.id();
    const draft = new Map<string, CellValue>();
    for (const field of requiredFields(kind)) draft.set(field, this.#value(kind, field));
    if (draft.has('party') && this.#chance.once(2)) draft.set('party', this.member.party);
    for (const field of Object.keys(fieldsOf(kind))) {
      if (!draft.has(field) && this.#chance.once(3)) draft.set(field, this.#value(kind, field));
    }
    const look: Look = (of, record, field) =>
      of === kind && record === id ? draft.get(field) : this.#look(of, record, field);
    const allowed = [...draft].filter(
      ([field]) => mayNotSet(this.member, { kind, id, field }, 'edit', look) === null,
    );
    if (!requiredFields(kind).every((name) => allowed.some(([field]) => field === name))) return;
    this.doc.transact(() => {
      for (const [field, value] of allowed) mapOf(this.doc, kind).set(keyOf(id, field), value);
    }, 'form');
  }

  readonly #look: Look = (kind, id, field) => readCell(this.doc, kind as Kind, id, field);

  #may(kind: Kind, id: string, field: string): boolean {
    return (
      !fieldOf(kind, field)?.naming &&
      mayNotSet(this.member, { kind, id, field }, 'edit', this.#look) === null
    );
  }

  #value(kind: Kind, field: string): CellValue {
    const declared = fieldOf(kind, field);
    if (!declared) throw new Error(`No field ${kind}.${field}.`);
    return honestValue(this.#chance, declared, this.doc);
  }

  #set(kind: Kind, id: string, field: string, value: CellValue): void {
    const before = readCell(this.doc, kind, id, field) ?? null;
    mapOf(this.doc, kind).set(keyOf(id, field), value);
    // What is required cannot be emptied, so there is nothing to go back to.
    if (before !== null || !fieldOf(kind, field)?.required)
      this.#undo.did(this.doc, { kind, id, field }, before);
  }
}
