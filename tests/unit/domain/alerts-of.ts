// Alerts for tests of what is derived from them.
import type { AlertState } from '#domain/alerts/life.ts';
import { HOUR, NOON, PARTY_A, PARTY_B, ROUTE } from './boards.ts';

/** A roadblock at km 30 to 32, raised at noon, that two parties still owe an answer to. */
export function alertOf(
  more: Partial<AlertState> = {},
  content: Partial<AlertState['content']> = {},
): AlertState {
  return {
    id: '019a2b3c-4d5e-7f80-9a1b-2c3d4e5f6071',
    record: 'alertaaaa',
    status: 'Exercise',
    content: {
      event: 'roadblock',
      severity: 'Severe',
      place: { route: ROUTE, fromKm: 32, toKm: 30 },
      observedAt: NOON,
      headline: 'Roadblock at km 31',
      ...content,
    },
    raisedAt: NOON,
    raisedBy: { user: 'u-lena', name: 'Lena', party: PARTY_A, role: 'watch_officer' },
    expires: NOON + 2 * HOUR,
    rev: 1,
    state: 'active',
    everExtreme: false,
    owed: [PARTY_A, PARTY_B],
    acks: [],
    partiesDone: [],
    ...more,
  };
}
