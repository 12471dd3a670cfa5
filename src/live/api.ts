// The few HTTP calls of the pages outside a room; every error comes back as a refusal, never as an exception to guess at.
import * as v from 'valibot';
import { REFUSALS, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { ROLES } from '#domain/people.ts';

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const invitation = v.object({
  room: v.string(),
  roomName: v.string(),
  role: v.picklist(ROLES),
  partyName: v.string(),
  name: v.nullable(v.string()),
  exercise: v.boolean(),
  joined: v.nullable(v.string()),
});
export type InvitationInfo = v.InferOutput<typeof invitation>;

const joined = v.object({ room: v.string(), membership: v.string() });
const membership = v.object({
  membership: v.string(),
  room: v.string(),
  roomName: v.string(),
  role: v.picklist(ROLES),
  partyName: v.string(),
  name: v.string(),
  exercise: v.boolean(),
});
export type MembershipInfo = v.InferOutput<typeof membership>;
const refused = v.object({
  code: v.pipe(
    v.string(),
    v.check((code) => code in REFUSALS),
  ),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
});

export function readInvitation(invite: string): Promise<Answer<InvitationInfo>> {
  return ask('/api/invitation', invitation, { invite });
}

export function join(
  invite: string,
  name: string | undefined,
): Promise<Answer<v.InferOutput<typeof joined>>> {
  return ask('/api/join', joined, name === undefined ? { invite } : { invite, name });
}

export function memberships(): Promise<Answer<MembershipInfo[]>> {
  return ask('/api/memberships', v.array(membership));
}

export function leave(as: string): Promise<Answer<unknown>> {
  return ask(`/api/leave?as=${encodeURIComponent(as)}`, v.unknown(), {});
}

/** `ok`: well; `ill`: answers but cannot write; `silent`: does not answer. */
export async function health(): Promise<'ok' | 'ill' | 'silent'> {
  try {
    return (await fetch('/health')).ok ? 'ok' : 'ill';
  } catch {
    return 'silent'; // the network's failure is the answer
  }
}

/** GET without a body, else POST with JSON. */
async function ask<T>(path: string, shape: v.GenericSchema<unknown, T>, body?: object): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(
      path,
      body
        ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
        : {},
    );
  } catch {
    return { ok: false, refusal: refusal('unreachable') }; // no network: the sentence says so
  }
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { ok: true, value: v.parse(shape, json) };
  const said = v.safeParse(refused, json);
  return {
    ok: false,
    refusal: said.success
      ? refusal(said.output.code as RefusalCode, said.output.params)
      : refusal('internal'),
  };
}
