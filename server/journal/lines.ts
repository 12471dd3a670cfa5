// The journal as lines of JSON for somebody outside: everything needed to verify the chain, nothing that is not on disk.
import { HASH_BYTES, hex, SALT_BYTES } from './entry.ts';
import type { StoredEntry } from './store.ts';

/** One line (NDJSON), keys in this order. Header and payload are the stored bytes as text, to be hashed as they are. */
export interface JournalLine {
  readonly seq: number;
  /** JSON text; its UTF-8 bytes are the header */
  readonly header: string;
  /** 32 hex digits; null when redacted */
  readonly salt: string | null;
  /** JSON text; its UTF-8 bytes are the payload; null when redacted, or kept back from this reader */
  readonly payload: string | null;
  /** 64 hex digits */
  readonly hash: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Without line break. Throws TypeError for bytes that are not UTF-8: verify such an entry, do not hand it out. */
export function lineOf({ seq, header, hash, salt, payload }: StoredEntry): string {
  const line: JournalLine = {
    seq,
    header: decoder.decode(header),
    salt: salt && hex(salt),
    payload: payload && decoder.decode(payload),
    hash: hex(hash),
  };
  return JSON.stringify(line);
}

/** The entry of a line, to verify it; undefined when it is none. Its `kind` is what its header says. */
export function entryOfLine(text: string): StoredEntry | undefined {
  const line = parse(text);
  if (typeof line !== 'object' || line === null) return undefined;
  const { seq, header, salt, payload, hash } = line as { readonly [key in keyof JournalLine]?: unknown };
  if (!Number.isSafeInteger(seq) || typeof header !== 'string') return undefined;
  const [ownHash, ownSalt] = [unhex(hash, HASH_BYTES), unhex(salt, SALT_BYTES)];
  if (!ownHash || (salt !== null && !ownSalt) || (payload !== null && typeof payload !== 'string'))
    return undefined;
  const kind = (parse(header) as { kind?: unknown } | null | undefined)?.kind;
  return {
    seq: Number(seq),
    kind: typeof kind === 'string' ? kind : '',
    header: encoder.encode(header),
    hash: ownHash,
    salt: ownSalt ?? null,
    payload: payload === null ? null : encoder.encode(payload),
  };
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
