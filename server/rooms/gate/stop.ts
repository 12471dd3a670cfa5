// How judging ends before its end: thrown by the steps of the gate, caught by `judge` and by nobody else.
import { REFUSALS, refusal, type Refusal, type RefusalCode, type RefusalParams } from '#domain/refusals.ts';

/** Not an Error on purpose: a stack trace for every hostile frame is work that the attacker gets for nothing. */
export class Stop {
  readonly refusal: Refusal;
  constructor(why: Refusal) {
    this.refusal = why;
  }

  /** Something before this update is missing here; asking for the whole again may heal it. */
  get heals(): boolean {
    return REFUSALS[this.refusal.code].action === 'resync';
  }
}

/** Ends judging. `cell` is an address made of checked parts; params never carry a refused value. */
export function stop(code: RefusalCode, params: RefusalParams = {}, cell?: string): never {
  throw new Stop(refusal(code, params, cell));
}
