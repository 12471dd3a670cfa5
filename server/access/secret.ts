// Secrets of invitations, sessions and devices: 256 random bits shown once, kept as SHA-256 only, compared in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import { ACCESS_LIMITS } from '#domain/limits.ts';
import type { Ids } from '../journal/ports.ts';

/** 32 bytes as base64url without padding. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** base64url, 43 characters */
export function newSecret(ids: Ids): string {
  return Buffer.from(ids.bytes(ACCESS_LIMITS.secretBytes)).toString('base64url');
}

export function isSecret(text: unknown): text is string {
  return typeof text === 'string' && SECRET.test(text);
}

/** Hex. A plain hash suffices: 256 random bits need no slow one. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** INVARIANT: secrets and their hashes are compared here only, in a time that does not tell where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}
