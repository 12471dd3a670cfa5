// Updates in the best of forms with origins as no honest client finds them, or in the wrong hands: judged like all the others.
import { describe, it } from 'vitest';
import { besieged } from './besieged.ts';

describe('20,000 updates that look as good as any', () => {
  it(
    'do only what an oracle of states allows (P2), are judged as a shadow sees them (P3), leave no trace when refused (P5), happen once (P6), and every clock has one owner (P7)',
    { timeout: 180_000 },
    () =>
      besieged('origins', 80, {
        accepted: 0.3,
        malformed: 0.1,
        differ: 0.02,
        codes: ['malformed', 'structure', 'missing', 'foreign-client', 'read-only', 'role', 'party', 'create-only', 'value', 'unset'], // prettier-ignore
      }),
  );
});
