// New record ids: random, never derived from a person, a time or another record.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 12;

/** Twelve of a–z and 0–9 (62 bits): two people creating at once never meet. */
export function newRecordId(): string {
  let id = '';
  while (id.length < LENGTH) {
    // 252 is the largest multiple of 36 in a byte: values above would favour the first letters.
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      if (byte < 252 && id.length < LENGTH) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}
