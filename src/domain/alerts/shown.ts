// Whether an alert is over, still to be shown, and by whom it is answered: what every page and timer asks of a state.
import type { AlertLifeState, AlertState } from './life.ts';
import type { Role } from '../people.ts';

/** Terminal states are final; `ending` is not one: until the second person confirms, the danger stands. */
export function isOver(state: AlertLifeState): boolean {
  switch (state) {
    case 'active':
    case 'ending':
      return false;
    case 'superseded':
    case 'cancelled':
    case 'ended':
    case 'expired':
      return true;
    default:
      return state satisfies never;
  }
}

/** INVARIANT (G7): expiry never hides an Extreme alert that nobody acknowledged. */
export function staysShown(alert: AlertState): boolean {
  return (
    !isOver(alert.state) || (alert.state === 'expired' && alert.everExtreme && answeredBy(alert) === 'nobody')
  );
}

/** How far the parties owed have answered; observers count for none. */
export function answeredBy(alert: AlertState): 'nobody' | 'some' | 'everybody' {
  if (alert.partiesDone.length === 0) return 'nobody';
  return alert.owed.every((party) => alert.partiesDone.includes(party)) ? 'everybody' : 'some';
}

/** Coordinators and watch officers count for their party; observers are listed as *seen* and stop nothing. */
export function countsForParty(role: Role): boolean {
  switch (role) {
    case 'coordinator':
    case 'watch_officer':
      return true;
    case 'observer':
      return false;
    default:
      return role satisfies never;
  }
}
