// Identities that derive: the board's record of a UUID, and the UUID of an alert that the room raises by itself.
import { createHash } from 'node:crypto';
import { recordIdOfDigest } from '#domain/alerts/record-id.ts';

/** The board's record id of an alert or hand-over: first 16 base32 letters of SHA-256 of its UUID. */
export function recordIdOfUuid(uuid: string): string {
  return recordIdOfDigest(createHash('sha256').update(uuid).digest());
}

/** Namespace of Corridor's own alerts (a UUIDv4 made once; changing it would ring everything again). */
const NAMESPACE = Buffer.from('6f1d2c9ab3e44d0c8a57e90b41c67d25', 'hex');

/**
 * UUIDv5 (RFC 9562) of what the room itself noticed: the same event on the same record since the same moment has
 * the same id, so it rings once, across restarts too.
 * @param record `kind/id`
 * @param since ms
 * @param turn above 0 only where somebody took the id before
 */
export function systemAlertId(event: string, record: string, since: number, turn = 0): string {
  const name = JSON.stringify(turn === 0 ? [event, record, since] : [event, record, since, turn]);
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
