// Broken, forged and misplaced bytes: whatever is let in does nothing its sender may not do; whatever is refused leaves no trace.
import { describe, it } from 'vitest';
import { besieged } from './besieged.ts';

describe('30,000 updates that were tampered with', () => {
  it(
    'do only what an oracle of states allows (P2), are judged as a shadow sees them (P3), leave no trace when refused (P5), happen once (P6), and every clock has one owner (P7)',
    { timeout: 180_000 },
    () =>
      besieged('bytes', 120, {
        accepted: 0.03,
        malformed: 0.35,
        differ: 0.1,
        codes: ['malformed', 'structure', 'too-complex', 'missing', 'foreign-client', 'other-epoch', 'read-only', 'role', 'party', 'owner-only', 'server-only', 'unknown-kind', 'unknown-field', 'bad-record-id', 'value', 'naming-set', 'create-only', 'incomplete-record', 'unset'], // prettier-ignore
      }),
  );
});
