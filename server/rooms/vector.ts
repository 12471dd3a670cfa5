// State vectors off the wire: decoded within bounds, client id → next clock.
import * as decoding from 'lib0/decoding';
import { ROOM_LIMITS } from '#domain/room-limits.ts';

/** Undefined when it is not a state vector, or names more client ids than a room ever has. */
export function readVector(bytes: Uint8Array): ReadonlyMap<number, number> | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    const count = decoding.readVarUint(decoder);
    // An entry takes two bytes at least: an announced count beyond that is a lie, told before anything is allocated.
    if (count > ROOM_LIMITS.vectorClients || count * 2 > bytes.length) return undefined;
    const vector = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const clientId = decoding.readVarUint(decoder);
      vector.set(clientId, decoding.readVarUint(decoder));
    }
    return decoding.hasContent(decoder) ? undefined : vector;
  } catch {
    return undefined; // lib0 throws on every read past the end
  }
}
