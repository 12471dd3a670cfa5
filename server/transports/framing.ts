// WebSocket frames (RFC 6455, 5.2) built once for everybody who gets them: unmasked, binary, whole, not compressed.
import type { Parcel } from '../rooms/outbox.ts';

const FINAL_BINARY = 0x82;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A parcel is never changed, so its buffer lives as long as the parcel itself. */
const known = new WeakMap<Parcel, Buffer>();

/** All frames of a parcel with their headers in one buffer, the same one each time. */
export function framed(parcel: Parcel): Buffer {
  const before = known.get(parcel);
  if (before) return before;
  const buffer = Buffer.concat(parcel.flatMap((frame) => [header(frame.length), frame]));
  known.set(parcel, buffer);
  return buffer;
}

function header(length: number): Uint8Array {
  if (length < LENGTH_16) return Uint8Array.of(FINAL_BINARY, length);
  if (length < 2 ** 16) return Uint8Array.of(FINAL_BINARY, LENGTH_16, length >>> 8, length & 0xff);
  const bytes = Buffer.alloc(10);
  bytes[0] = FINAL_BINARY;
  bytes[1] = LENGTH_64;
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}
