// The people and the alert that the tests of alerts are about.
import type { AlertContent, AlertState } from '#domain/alerts/life.ts';
import { afterFact } from '#domain/alerts/facts.ts';
import { decide, type AlertCommand, type Decision, type Person } from '#domain/alerts/machine.ts';

export const NOW = Date.UTC(2026, 10, 24, 9, 14);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const ALERT_ID = '019a2b3c-4d5e-7f80-9a1b-2c3d4e5f6071';

const person = (user: string, party: string, role: Person['role']): Person => ({
  user,
  name: user[0]?.toUpperCase() + user.slice(1),
  party,
  role,
});
export const maya = person('maya', 'partyaaa', 'watch_officer');
export const omar = person('omar', 'partyaaa', 'coordinator');
export const noor = person('noor', 'partybbb', 'coordinator');
export const wim = person('wim', 'partybbb', 'watch_officer');
export const guest = person('guest', 'partyccc', 'observer');

export const roadblock: AlertContent = {
  event: 'roadblock',
  severity: 'Severe',
  place: { route: 'routeaaaa', fromKm: 30, toKm: 32 },
  observedAt: NOW - MINUTE,
};
export const shelling: AlertContent = { ...roadblock, event: 'shelling_nearby', severity: 'Extreme' };

/** @param deadlines seconds after which silence escalates; none unless a test is about that */
export function raising(
  sent: AlertContent,
  by: Person = maya,
  deadlines: readonly number[] = [],
): AlertCommand {
  const owed = ['partyaaa', 'partybbb'];
  return {
    is: 'raise',
    id: ALERT_ID,
    record: 'abcdefghijklmnop',
    status: 'Actual',
    sent,
    by,
    owed,
    deadlines,
  };
}

/** The state after these commands, all of which must be accepted. */
export function after(...steps: readonly (readonly [AlertCommand, number])[]): AlertState {
  let state: AlertState | undefined;
  for (const [command, at] of steps) {
    const decision = decide(state, command, at);
    if (decision.is !== 'fact') throw new Error(`${command.is} was not accepted: ${outcome(decision)}`);
    state = afterFact(state, decision.fact);
  }
  if (!state) throw new Error('no steps');
  return state;
}

/** One word: the fact's kind, the refusal's code, or `nothing`. */
export function outcome(decision: Decision): string {
  switch (decision.is) {
    case 'fact':
      return decision.fact.fact;
    case 'refused':
      return `refused ${decision.refusal.code}`;
    case 'nothing':
      return 'nothing';
  }
}
