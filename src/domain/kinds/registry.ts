// The registry of kinds: the one list everything about records derives from. Adding a kind is one file and one line here.
import { alert } from './alert.ts';
import { checkpoint } from './checkpoint.ts';
import { convoy } from './convoy.ts';
import { cover } from './cover.ts';
import { drone } from './drone.ts';
import { light } from './light.ts';
import { note } from './note.ts';
import { party } from './party.ts';
import { room } from './room.ts';
import { route } from './route.ts';
import { segment } from './segment.ts';
import type { FieldDecl, FieldType, KindDecl, RecordOf } from './shape.ts';

export const KINDS = {
  room,
  party,
  route,
  segment,
  checkpoint,
  convoy,
  drone,
  cover,
  note,
  alert,
  light,
} as const;

export type Kind = keyof typeof KINDS;
/** The record type of a kind: `Of<'convoy'>`. */
export type Of<K extends Kind> = RecordOf<(typeof KINDS)[K]> & { archivedAt?: number | null };

export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

/** The id of the room's own record. */
export const ROOM_RECORD = 'thisroom';

const ARCHIVED_TYPE = { type: 'time' } as const satisfies FieldType;

/** Null-prototype copy of every kind's fields plus the derived `archivedAt`, so that `__proto__` is no field. */
const FIELDS: { readonly [kind: string]: { readonly [field: string]: FieldDecl } } = Object.assign(
  Object.create(null) as object,
  Object.fromEntries(
    KIND_NAMES.map((name) => {
      const decl: KindDecl = KINDS[name];
      const fields: { [field: string]: FieldDecl } = Object.assign(
        Object.create(null) as object,
        decl.fields,
      );
      if (!decl.createOnly && !decl.only) fields['archivedAt'] = { ...ARCHIVED_TYPE, who: creatorOf(decl) };
      return [name, fields];
    }),
  ),
);

/** The declaration of a kind, or undefined when there is none of that name. */
export function kindOf(name: string): KindDecl | undefined {
  return name in FIELDS ? KINDS[name as Kind] : undefined;
}

/** The declaration of a field, `archivedAt` included, or undefined when the kind or field is not declared. */
export function fieldOf(kind: string, field: string): FieldDecl | undefined {
  return FIELDS[kind]?.[field];
}

/** All fields of a kind with `archivedAt`, in the order declared. */
export function fieldsOf(kind: Kind): { readonly [field: string]: FieldDecl } {
  return FIELDS[kind] ?? {};
}

/** Names of the fields that must be set in the transaction that creates a record. */
export function requiredFields(kind: Kind): readonly string[] {
  return REQUIRED[kind] ?? [];
}

const REQUIRED: { readonly [kind: string]: readonly string[] } = Object.fromEntries(
  KIND_NAMES.map((name) => {
    const fields: KindDecl['fields'] = KINDS[name].fields;
    return [name, Object.keys(fields).filter((field) => fields[field]?.required)];
  }),
);

/** Whoever may set a kind's naming cells (else its required cells) may create a record and set `archivedAt`. */
function creatorOf(decl: KindDecl): FieldDecl['who'] {
  const all = Object.values(decl.fields);
  const first = all.find((field) => field.naming) ?? all.find((field) => field.required) ?? all[0];
  return first ? first.who : { by: 'S' };
}
