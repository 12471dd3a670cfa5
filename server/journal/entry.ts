// The journal's final bytes: how an entry is sealed, hashed and strictly read back. docs/journal.md has the vectors.
import { hash } from 'node:crypto';
import type { Committed, Draft, ReadEntry } from './ledger.ts';
import type { Head, StoredEntry } from './store.ts';

/** Version of the header; another one is another format with vectors of its own. */
export const ENTRY_VERSION = 1;
/** bytes of random salt in front of a payload, so that a redacted short payload cannot be guessed from its hash */
export const SALT_BYTES = 16;
export const HASH_BYTES = 32;
/** Where every room's chain begins. */
export const BEGINNING: Head = { seq: 0, hash: new Uint8Array(HASH_BYTES) };

/** The header of an entry; its JSON has exactly these keys in exactly this order. */
export interface Header {
  readonly v: typeof ENTRY_VERSION;
  readonly room: string;
  readonly epoch: number;
  readonly seq: number;
  /** ms since 1970 UTC */
  readonly at: number;
  readonly actor: string;
  readonly party: string;
  readonly role: string;
  readonly via: string;
  readonly kind: string;
  /** hex, see schema.ts */
  readonly schema: string;
  /** hex SHA-256 of salt ‖ payload */
  readonly payloadHash: string;
}

const encoder = new TextEncoder();
// INVARIANT: fatal and with its BOM kept, so that no two byte strings read as the same text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const sha256 = /^[0-9a-f]{64}$/;

/** INVARIANT: the order of keys is the format; what is hashed are these bytes. */
export function headerBytes(header: Header): Uint8Array {
  return encoder.encode(headerText(header));
}

function headerText(header: Header): string {
  const { v, room, epoch, seq, at, actor, party, role, via, kind, schema, payloadHash } = header;
  return JSON.stringify({ v, room, epoch, seq, at, actor, party, role, via, kind, schema, payloadHash });
}

/** The header in these bytes, or undefined when they are not exactly what `headerBytes` writes. */
export function parseHeader(bytes: Uint8Array): Header | undefined {
  const read = parseJson(bytes);
  if (!read || !isHeader(read.value)) return undefined;
  // Written again it must be the same text: no other keys, no other order, no double keys, no white space.
  return headerText(read.value) === read.text ? read.value : undefined;
}

/** hex */
export function payloadHashOf(salt: Uint8Array, payload: Uint8Array): string {
  return hash('sha256', Buffer.concat([salt, payload]), 'hex');
}

/** 32 bytes: SHA-256 of the hash before ‖ header bytes as stored. */
export function entryHash(before: Uint8Array, header: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', Buffer.concat([before, header]), 'buffer'));
}

/** What the ledger knows and a draft does not say. */
export interface Place {
  readonly room: string;
  readonly epoch: number;
  /** hash of all kinds */
  readonly schema: string;
  /** the entry this one follows */
  readonly after: Head;
  /** 16 random bytes, used once */
  readonly salt: Uint8Array;
}

/** Seals a draft directly behind `after`. Throws TypeError for a draft that could not be read back. */
export function seal(draft: Draft, place: Place): { entry: StoredEntry; committed: Committed } {
  const { room, epoch, schema, after, salt } = place;
  const { at, actor, party, role, via, kind } = draft;
  const json: string | undefined = JSON.stringify(draft.payload);
  if (json === undefined) throw new TypeError(`The payload of ${kind} is no JSON value.`);
  if (salt.length !== SALT_BYTES) throw new TypeError(`A salt has ${SALT_BYTES} bytes, not ${salt.length}.`);
  const payload = encoder.encode(json);
  const payloadHash = payloadHashOf(salt, payload);
  const seq = after.seq + 1;
  const fields = {
    v: ENTRY_VERSION,
    room,
    epoch,
    seq,
    at,
    actor,
    party,
    role,
    via,
    kind,
    schema,
    payloadHash,
  };
  if (!isHeader(fields))
    throw new TypeError(`The header of ${kind} would not be readable: ${JSON.stringify(fields)}`);
  const header = headerBytes(fields);
  const own = entryHash(after.hash, header);
  return {
    entry: { seq, kind, header, hash: own, salt, payload },
    committed: { seq, epoch, hash: hex(own), draft },
  };
}

/** Why an entry taken by itself cannot be believed. */
export type EntryFault = 'header' | 'order' | 'payload';

/** Reads one entry and checks all that can be checked without the entry before it. */
export function readEntry(room: string, stored: StoredEntry): ReadEntry | EntryFault {
  const header = parseHeader(stored.header);
  if (!header || header.kind !== stored.kind || header.room !== room) return 'header';
  if (header.seq !== stored.seq) return 'order';
  if (!payloadFits(header, stored)) return 'payload';
  const content = stored.payload === null ? { value: null } : parseJson(stored.payload);
  if (!content) return 'payload';
  const { seq, epoch, at, actor, party, role, via, kind, schema } = header;
  return {
    seq,
    epoch,
    hash: hex(stored.hash),
    at,
    actor,
    party,
    role,
    via,
    kind,
    schema,
    payload: content.value,
  };
}

/** A payload is there with its salt and has the hash its header names, or both were redacted. */
export function payloadFits(header: Header, { salt, payload }: StoredEntry): boolean {
  if (salt === null || payload === null) return salt === payload;
  return salt.length === SALT_BYTES && payloadHashOf(salt, payload) === header.payloadHash;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** undefined when the bytes are not UTF-8 or not JSON. */
function parseJson(bytes: Uint8Array): { text: string; value: unknown } | undefined {
  try {
    const text = decoder.decode(bytes);
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const h = value as { readonly [key in keyof Header]?: unknown };
  return (
    h.v === ENTRY_VERSION &&
    isText(h.room) &&
    isCount(h.epoch) &&
    isCount(h.seq) &&
    h.seq >= 1 &&
    isCount(h.at) &&
    isText(h.actor) &&
    typeof h.party === 'string' &&
    isText(h.role) &&
    isText(h.via) &&
    isText(h.kind) &&
    isText(h.schema) &&
    typeof h.payloadHash === 'string' &&
    sha256.test(h.payloadHash)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}
