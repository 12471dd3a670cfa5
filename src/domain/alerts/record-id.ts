// The board's record id of something known by a UUID (an alert, a hand-over): the same everywhere, without asking anybody.

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LETTERS = 16;

/**
 * First 16 base32 letters (RFC 4648, lower case) of a SHA-256 digest.
 * @param digest the 32 bytes of SHA-256 over the UUID's lower-case text; hashing is done where there is node:crypto
 */
export function recordIdOfDigest(digest: Uint8Array): string {
  let id = '';
  for (let letter = 0; letter < LETTERS; letter++) {
    // Five bits from bit 5·letter on, most significant first; they span at most two bytes.
    const bit = letter * 5;
    const pair = ((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0);
    id += BASE32.charAt((pair >> (11 - (bit & 7))) & 31);
  }
  return id;
}
