// New record ids: random, never derived from a person, a time or another record.

/** Cryptographically random bytes, as many as asked for. */
export type RandomBytes = (count: number) => Uint8Array;

const LENGTH = 12;

/** 12 of a–z and 0–9 by chance; a birthday clash among a million records has a chance of one in ten million. */
export function newRecordId(bytes: RandomBytes): string {
  let id = '';
  while (id.length < LENGTH) {
    for (const byte of bytes(LENGTH)) {
      // 252 = 7 × 36: bytes above it would make the first letters likelier.
      if (byte < 252 && id.length < LENGTH) id += (byte % 36).toString(36);
    }
  }
  return id;
}
