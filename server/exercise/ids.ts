// Record ids of the scenario: the same name gives the same record, so that a restarted player goes on instead of doubling.
import { createHash } from 'node:crypto';

export function recordIdFor(name: string): string {
  return createHash('sha256').update(`corridor exercise ${name}`).digest('hex').slice(0, 12);
}
