// What comes up the alert channel, read field by field: malformed payloads become a refusal, never an exception.
import * as v from 'valibot';
import { ALERT_LIMITS } from '../limits.ts';
import type { AckAlert, ConfirmAlert, EndAlert, RaiseAlert } from '../protocol.ts';
import { refusal } from '../refusals.ts';
import { valueProblem } from '../values.ts';
import { contentRefusal, parseContent, readUuid, type ContentProblem, type Parsed } from './content.ts';
import { STANCES } from './life.ts';

const REASON = { type: 'text', max: ALERT_LIMITS.reasonChars, who: { by: 'S' }, required: true } as const;

const id = v.pipe(
  v.unknown(),
  v.transform(readUuid),
  v.string(), // undefined: no UUID
);
const rev = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6));
const seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const reason = v.pipe(
  v.string(),
  v.trim(),
  v.check((text) => valueProblem(REASON, text) === null),
);

const ack = v.object({ id, rev, stance: v.picklist(STANCES) });
const end = v.object({ id, rev, reason });
const confirm = v.object({ id, rev, of: v.picklist(['cancel', 'end', 'update']) });
const since = v.object({ seq });
/** What this browser has: everything up to `seq`, or both marks at once; both are cumulative. */
const receipt = v.union([
  v.object({ seq, state: v.picklist(['delivered', 'displayed']) }),
  v.object({ delivered: seq, displayed: v.optional(seq, 0) }),
]);
const handshake = v.object({
  as: v.optional(v.pipe(v.string(), v.maxLength(64))),
  room: v.optional(v.pipe(v.string(), v.maxLength(64))),
  lastSeq: v.optional(seq, 0),
  lastHash: v.optional(v.pipe(v.string(), v.maxLength(64)), ''),
});

export type Handshake = v.InferOutput<typeof handshake>;

/** Seqs up to which a person's browser stored and drew the feed. */
export interface Marks {
  readonly delivered: number;
  readonly displayed: number;
}

export function parseRaise(payload: unknown): Parsed<RaiseAlert> {
  const own = typeof payload === 'object' && payload !== null && Object.hasOwn(payload, 'id');
  const alert = own ? readUuid((payload as { id: unknown }).id) : undefined;
  if (alert === undefined) return { ok: false, refusal: contentRefusal('id') };
  const content = parseContent(payload);
  return content.ok ? { ok: true, value: { id: alert, ...content.value } } : content;
}

export const parseAck = (payload: unknown): Parsed<AckAlert> => read(ack, payload);
export const parseEnd = (payload: unknown): Parsed<EndAlert> => read(end, payload);
export const parseConfirm = (payload: unknown): Parsed<ConfirmAlert> => read(confirm, payload);

/** `feed:since` asks for everything after a seq, so that a gap closes. */
export function parseSince(payload: unknown): Parsed<number> {
  const parsed = v.safeParse(since, payload);
  return parsed.success ? { ok: true, value: parsed.output.seq } : unreadable('seq');
}

export function parseReceipt(payload: unknown): Parsed<Marks> {
  const parsed = v.safeParse(receipt, payload);
  if (!parsed.success) return unreadable('rcpt');
  if ('delivered' in parsed.output) return { ok: true, value: parsed.output };
  const { seq: delivered, state } = parsed.output;
  return { ok: true, value: { delivered, displayed: state === 'displayed' ? delivered : 0 } };
}

export function parseHandshake(auth: unknown): Parsed<Handshake> {
  const parsed = v.safeParse(handshake, auth ?? {});
  return parsed.success ? { ok: true, value: parsed.output } : unreadable('auth');
}

function unreadable(what: string): { readonly ok: false; readonly refusal: ReturnType<typeof refusal> } {
  return { ok: false, refusal: refusal('bad-request', { what }) };
}

function read<S extends v.GenericSchema>(schema: S, payload: unknown): Parsed<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, payload);
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, refusal: contentRefusal((issue.path?.[0]?.key ?? 'id') as ContentProblem) };
}
