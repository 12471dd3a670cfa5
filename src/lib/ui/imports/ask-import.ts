// The three questions of an import to the server: what would come in, bring it in, take it back.
import * as v from 'valibot';
import type { ImportOutcome, UndoOutcome } from '#domain/import-outcome.ts';
import { REFUSALS, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import type { RoomAddress } from '../shell/room-context.ts';

export type ImportKind = 'route' | 'convoy';
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

// Codes are the server's own: words for them are looked up, and one that a newer server knows has a general sentence.
const params = v.record(v.string(), v.union([v.string(), v.number()]));
const outcome = v.looseObject({
  import: v.nullable(v.string()),
  rows: v.number(),
  created: v.number(),
  problems: v.array(v.looseObject({ code: v.string(), params })),
  notes: v.array(v.looseObject({ code: v.string(), params })),
});
const undone = v.looseObject({
  undone: v.array(v.string()),
  stays: v.array(v.object({ record: v.string(), why: v.picklist(['changed', 'in-use']) })),
});
const refused = v.object({ code: v.string(), params });

/** Looks only (`dry`), or imports; a file with problems is an outcome, not a refusal. */
export function sendFile(
  { room, as }: RoomAddress,
  file: File,
  kind: ImportKind,
  dry: boolean,
): Promise<Answer<ImportOutcome>> {
  const query = new URLSearchParams({ as, kind, name: file.name, ...(dry ? { dry: '1' } : {}) });
  const path = `/api/rooms/${encodeURIComponent(room)}/imports?${query.toString()}`;
  return ask(path, file, (json) => (v.is(outcome, json) ? (json as unknown as ImportOutcome) : undefined));
}

export function takeBack({ room, as }: RoomAddress, id: string): Promise<Answer<UndoOutcome>> {
  const path = `/api/rooms/${encodeURIComponent(room)}/imports/${encodeURIComponent(id)}/undo`;
  return ask(`${path}?as=${encodeURIComponent(as)}`, undefined, (json) =>
    v.is(undone, json) ? (json as unknown as UndoOutcome) : undefined,
  );
}

async function ask<T>(
  path: string,
  file: File | undefined,
  read: (json: unknown) => T | undefined,
): Promise<Answer<T>> {
  let response: Response;
  try {
    const type = 'application/octet-stream';
    response = await fetch(path, {
      method: 'POST',
      ...(file ? { body: file, headers: { 'content-type': type } } : {}),
    });
  } catch {
    return { ok: false, refusal: refusal('unreachable') }; // no network: the sentence says so
  }
  const json: unknown = await response.json().catch(() => undefined);
  const value = read(json);
  if (value !== undefined) return { ok: true, value };
  if (response.status === 413) return { ok: false, refusal: refusal('too-big', numbersOf(json)) };
  const said = v.safeParse(refused, json);
  const known = said.success && said.output.code in REFUSALS;
  return {
    ok: false,
    refusal: known ? refusal(said.output.code as RefusalCode, said.output.params) : refusal('internal'),
  };
}

function numbersOf(json: unknown): { readonly [name: string]: string | number } {
  const said = v.safeParse(refused, json);
  return said.success ? said.output.params : {};
}
