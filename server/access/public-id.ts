// Ids that may be seen by everybody: rooms, people, memberships, invitations; random, of a–z and 2–7.
import type { Ids } from '../journal/ports.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 letters, 130 bits: a room's address cannot be guessed. */
const ROOM_LETTERS = 26;
/** 16 letters, 80 bits: unique for ever, and no secret. */
const SHORT_LETTERS = 16;

export function newRoomId(ids: Ids): string {
  return letters(ids, ROOM_LETTERS);
}

/** For users, memberships and invitations. */
export function newPublicId(ids: Ids): string {
  return letters(ids, SHORT_LETTERS);
}

/** 32 letters divide a byte evenly: each is as likely as the others. */
function letters(ids: Ids, count: number): string {
  return Array.from(ids.bytes(count), (byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
}
