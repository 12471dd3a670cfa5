// What happened to an alert, as the journal keeps it, and what it makes of the state. Nothing is judged here again.
import type { Acknowledgement, AlertContent, AlertState, Ended, Ending } from './life.ts';
import { countsForParty } from './shown.ts';

/**
 * A fact is the payload of one journal entry `alert.<fact>`: old ones must be understood for ever, so members are only added.
 * `raised` carries the alert whole and beside it what the sender said, which decides whether a second send is the same.
 */
export type AlertFact =
  | { readonly fact: 'raised'; readonly alert: AlertState; readonly sent: AlertContent }
  | { readonly fact: 'acknowledged'; readonly id: string; readonly acks: readonly Acknowledgement[] }
  | { readonly fact: 'ending'; readonly id: string; readonly ending: Ending }
  | { readonly fact: 'not_confirmed'; readonly id: string }
  | { readonly fact: 'ended' | 'cancelled'; readonly id: string; readonly ended: Ended }
  /** `level`: what was Extreme and nobody acknowledged escalates once more */
  | { readonly fact: 'expired'; readonly id: string; readonly level?: number }
  | { readonly fact: 'escalated'; readonly id: string; readonly level: number };

export function alertIdOf(fact: AlertFact): string {
  return fact.fact === 'raised' ? fact.alert.id : fact.id;
}

/**
 * The state after a fact. Total and without judgement: at restart it makes of the journal what was made then.
 * The revision rises with everything but acknowledgements and escalations, which make nobody else's decision stale.
 */
export function afterFact(before: AlertState | undefined, fact: AlertFact): AlertState | undefined {
  if (fact.fact === 'raised') return before ?? fact.alert;
  if (before === undefined) return undefined;
  switch (fact.fact) {
    case 'acknowledged':
      return acknowledged(before, fact.acks);
    case 'ending':
      return { ...before, rev: before.rev + 1, state: 'ending', ending: fact.ending };
    case 'not_confirmed':
      return { ...withoutEnding(before), state: 'active' };
    case 'ended':
    case 'cancelled':
      return { ...withoutEnding(before), state: fact.fact, ended: fact.ended };
    case 'expired': {
      const over: AlertState = { ...withoutEnding(before), state: 'expired' };
      return fact.level === undefined ? over : { ...over, escalation: fact.level };
    }
    case 'escalated':
      return { ...before, escalation: fact.level };
    default:
      return fact satisfies never;
  }
}

function withoutEnding(before: AlertState): AlertState {
  const { ending: _over, ...rest } = before;
  return { ...rest, rev: before.rev + 1 };
}

/** One acknowledgement per person, the last stance stands; a party is done by its counting people only. */
function acknowledged(before: AlertState, acks: readonly Acknowledgement[]): AlertState {
  const users = new Set(acks.map((ack) => ack.user));
  const parties = acks.filter((ack) => countsForParty(ack.role)).map((ack) => ack.party);
  return {
    ...before,
    acks: [...before.acks.filter((ack) => !users.has(ack.user)), ...acks],
    partiesDone: [...new Set([...before.partiesDone, ...parties])],
  };
}
