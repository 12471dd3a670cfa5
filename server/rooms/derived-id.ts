// Yjs client ids under which the server itself writes: derived, so that a restart goes on under the same one.
import { createHash } from 'node:crypto';

/**
 * 32 bits of SHA-256 over the parts.
 * INVARIANT: one writer per room (the store's fence), so that no two documents ever write under one id.
 */
export function derivedClientId(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE(0);
}
