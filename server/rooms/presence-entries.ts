// Presence messages (y-protocols/awareness) as bytes: read within bounds, states left unparsed; written by splicing.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { ROOM_LIMITS } from '#domain/room-limits.ts';

/** One entry as it came; its clock does not count, the order on the connection does. */
export interface PresenceEntry {
  readonly clientId: number;
  /** JSON text; undefined when it is longer than a state may be */
  readonly state: string | undefined;
}

/** Undefined when the bytes are no presence message. */
export function readPresence(bytes: Uint8Array, stateBytes: number): readonly PresenceEntry[] | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    const count = decoding.readVarUint(decoder);
    // An entry takes three bytes at least: checked before anything is allocated for it.
    if (count > ROOM_LIMITS.presenceEntries || count * 3 > bytes.length) return undefined;
    const entries: PresenceEntry[] = [];
    for (let i = 0; i < count; i++) {
      const clientId = decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      const text = decoding.readVarUint8Array(decoder);
      entries.push({
        clientId,
        state: text.length > stateBytes ? undefined : new TextDecoder().decode(text),
      });
    }
    return decoding.hasContent(decoder) ? undefined : entries;
  } catch {
    return undefined; // lib0 throws on every read past the end
  }
}

export function encodeEntry(clientId: number, clock: number, state: object | null): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clientId);
  encoding.writeVarUint(encoder, clock);
  encoding.writeVarString(encoder, JSON.stringify(state));
  return encoding.toUint8Array(encoder);
}

/** Joins encoded entries; none of them makes the smallest frame that stock clients take as a sign of life. */
export function joinEntries(entries: readonly Uint8Array[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const entry of entries) encoding.writeUint8Array(encoder, entry);
  return encoding.toUint8Array(encoder);
}
