// When to try again: the wait doubles and is drawn by lot within it, so that a thousand people do not come back in step.

/** ms; the first wait lies below this: a server that restarts takes everybody back within a breath */
const FIRST_MS = 500;
/** ms; nobody waits longer: a cable that is in again has to show at once */
const LONGEST_MS = 4000;

/**
 * @param tries that failed since the link last worked, from 1
 * @param chance from 0 to below 1
 */
export function retryAfter(tries: number, chance: number): number {
  return Math.round(chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)));
}
