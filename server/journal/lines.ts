// The journal as lines of JSON for somebody outside: everything needed to verify the chain, spelt as it was hashed.
import { HASH_BYTES, hex, parseHeader, SALT_BYTES } from './entry.ts';
import type { StoredEntry } from './store.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
/** Stands once in a line: in the strings before it, quotes are escaped. */
const BEFORE_PAYLOAD = ',"payload":';

/**
 * One line (NDJSON) without its line break: the header's keys but `v` and `room`, then `hash` (hex), `header` (the text
 * that was hashed), `salt` (hex), `payload`. Salt and payload are null once redacted.
 * INVARIANT: the payload is the last key and its bytes are those that were hashed, so that nobody has to write JSON anew.
 * Throws TypeError for an entry that cannot be read: verify it, do not hand it out.
 */
export function lineOf({ seq, header: bytes, hash, salt, payload }: StoredEntry): string {
  const header = parseHeader(bytes);
  if (!header) throw new TypeError(`Entry ${seq} has a header that cannot be read.`);
  const { v: _version, room: _room, ...told } = header;
  const line = { ...told, hash: hex(hash), header: decoder.decode(bytes), salt: salt && hex(salt) };
  return `${JSON.stringify(line).slice(0, -1)}${BEFORE_PAYLOAD}${payload ? decoder.decode(payload) : 'null'}}`;
}

/** The entry of a line, to verify it; undefined when it is not exactly what `lineOf` writes. */
export function entryOfLine(text: string): StoredEntry | undefined {
  const line = parse(text);
  if (typeof line !== 'object' || line === null) return undefined;
  const { seq, kind, header, salt, hash } = line as { readonly [key: string]: unknown };
  const [ownHash, ownSalt] = [unhex(hash, HASH_BYTES), unhex(salt, SALT_BYTES)];
  if (typeof seq !== 'number' || typeof kind !== 'string' || typeof header !== 'string' || !ownHash)
    return undefined;
  const payload = text.slice(text.indexOf(BEFORE_PAYLOAD) + BEFORE_PAYLOAD.length, -1);
  const entry: StoredEntry = {
    seq,
    kind,
    header: encoder.encode(header),
    hash: ownHash,
    salt: ownSalt ?? null,
    payload: ownSalt ? encoder.encode(payload) : null,
  };
  return parseHeader(entry.header) && lineOf(entry) === text ? entry : undefined;
}

function unhex(text: unknown, bytes: number): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length !== 2 * bytes || !/^[0-9a-f]*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'hex'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
