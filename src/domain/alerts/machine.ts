// The life of one alert as a pure machine: state, command, time → what happened, or why not. Every pair has an answer.
import { ALERT_LIMITS } from '../limits.ts';
import { refusal, type Refusal, type RefusalCode } from '../refusals.ts';
import { fillContent } from './content.ts';
import type { AlertFact } from './facts.ts';
import type { Acknowledgement, Actor, AlertContent, AlertState, Stance } from './life.ts';
import type { Role } from '../people.ts';
import { levelAt, nextStepAt } from './escalation.ts';
import { answeredBy, countsForParty, isOver } from './shown.ts';

/** A person as the membership says, never as the client claims. */
export type Person = Actor & { readonly role: Role };

export type AlertCommand =
  | {
      readonly is: 'raise';
      readonly id: string;
      readonly record: string;
      readonly status: AlertState['status'];
      readonly sent: AlertContent;
      readonly by: Actor;
      /** parties with a coordinator or watch officer among the members now */
      readonly owed: readonly string[];
      /** see `deadlinesOf` */
      readonly deadlines: readonly number[];
    }
  | { readonly is: 'acknowledge'; readonly rev: number; readonly stance: Stance; readonly by: Person }
  | { readonly is: 'end' | 'cancel'; readonly rev: number; readonly reason: string; readonly by: Person }
  | {
      readonly is: 'confirm';
      readonly rev: number;
      readonly of: 'end' | 'cancel' | 'update';
      readonly by: Person;
      /** parties with somebody who could confirm, now: with only one, any second person will do */
      readonly parties: readonly string[];
    }
  | { readonly is: 'clock' };

export type Decision =
  | { readonly is: 'fact'; readonly fact: AlertFact }
  | { readonly is: 'refused'; readonly refusal: Refusal }
  /** the clock struck and nothing was due */
  | { readonly is: 'nothing' };

const refused = (code: RefusalCode): Decision => ({ is: 'refused', refusal: refusal(code) });

/** @param now ms, the server's clock */
export function decide(alert: AlertState | undefined, command: AlertCommand, now: number): Decision {
  if (command.is === 'raise') return raise(alert, command, now);
  if (!alert) return command.is === 'clock' ? { is: 'nothing' } : refused('no-alert');
  switch (command.is) {
    case 'acknowledge':
      return acknowledge(alert, command, now);
    case 'end':
    case 'cancel':
      return end(alert, command, now);
    case 'confirm':
      return confirm(alert, command, now);
    case 'clock':
      return clock(alert, now);
    default:
      return command satisfies never;
  }
}

/** When the clock has something to do with this alert, ms; undefined: never again. */
export function dueAt(alert: AlertState): number | undefined {
  if (isOver(alert.state)) return undefined;
  return Math.min(alert.expires, alert.ending?.until ?? Infinity, nextStepAt(alert) ?? Infinity);
}

/** Watch officers and coordinators raise, and the room itself. */
export function mayRaise(role: Actor['role']): boolean {
  return role === 'server' || countsForParty(role);
}

function raise(
  alert: AlertState | undefined,
  command: AlertCommand & { is: 'raise' },
  now: number,
): Decision {
  // Whether a known id is the same body again is the authority's to compare; nothing is ever raised over it.
  if (alert) return refused('id-conflict');
  const { id, record, status, sent, by, owed, deadlines } = command;
  if (!mayRaise(by.role)) return refused('role');
  const filled = fillContent(sent, now);
  if (!filled.ok) return { is: 'refused', refusal: filled.refusal };
  const raised: AlertState = {
    id,
    record,
    status,
    content: filled.value,
    raisedAt: now,
    raisedBy: by,
    expires: filled.value.expires,
    rev: 1,
    state: 'active',
    everExtreme: sent.severity === 'Extreme',
    owed,
    deadlines,
    acks: [],
    partiesDone: [],
  };
  return { is: 'fact', fact: { fact: 'raised', alert: raised, sent } };
}

function acknowledge(
  alert: AlertState,
  command: AlertCommand & { is: 'acknowledge' },
  now: number,
): Decision {
  const { by, rev, stance } = command;
  // What an id says never changes, so having seen an older revision is having seen the alert; a newer one is a lie.
  if (rev > alert.rev) return refused('stale');
  // Terminal is final, but people still owed can acknowledge.
  if (isOver(alert.state) && !stillOwed(alert, by)) return refused('alert-over');
  return { is: 'fact', fact: { fact: 'acknowledged', id: alert.id, acks: [ackOf(by, stance, now)] } };
}

function ackOf({ user, name, party, role }: Person, stance: Stance, at: number): Acknowledgement {
  return { user, name, party, role, stance, at };
}

function stillOwed(alert: AlertState, by: Person): boolean {
  return (
    countsForParty(by.role) &&
    alert.owed.includes(by.party) &&
    !alert.acks.some((ack) => ack.user === by.user)
  );
}

function end(alert: AlertState, command: AlertCommand & { is: 'end' | 'cancel' }, now: number): Decision {
  const { is, by, rev, reason } = command;
  if (isOver(alert.state)) return refused('alert-over');
  if (by.role !== 'coordinator' && by.user !== alert.raisedBy.user) return refused('role');
  if (!mayRaise(by.role)) return refused('role');
  if (rev !== alert.rev) return refused('stale');
  if (alert.ending) return refused('second-person');
  const { user, name, party } = by;
  if (!alert.everExtreme) {
    const ended = { by: user, name, party, at: now, reason };
    return { is: 'fact', fact: { fact: is === 'end' ? 'ended' : 'cancelled', id: alert.id, ended } };
  }
  const until = now + ALERT_LIMITS.confirmMs;
  return {
    is: 'fact',
    fact: { fact: 'ending', id: alert.id, ending: { of: is, by: user, name, party, until, reason } },
  };
}

/** INVARIANT: what was ever Extreme ends by two people of two parties, wherever there are two. */
function confirm(alert: AlertState, command: AlertCommand & { is: 'confirm' }, now: number): Decision {
  const { of, by, rev, parties } = command;
  if (isOver(alert.state)) return refused('alert-over');
  if (!mayRaise(by.role)) return refused('role');
  const { ending } = alert;
  // Somebody who reads an older revision, or another request than the one that stands, decides about something else.
  if (rev !== alert.rev || ending?.of !== of || now >= ending.until) return refused('stale');
  if (by.user === ending.by) return refused('second-person');
  const oneParty = parties.every((party) => party === ending.party);
  if (by.party === ending.party && !oneParty) return refused('second-person');
  const { until: _until, of: _of, ...asked } = ending;
  const confirmedBy = { user: by.user, name: by.name, party: by.party };
  const ended = { ...asked, at: now, confirmedBy };
  return { is: 'fact', fact: { fact: of === 'end' ? 'ended' : 'cancelled', id: alert.id, ended } };
}

/** After a stop of hours several things may be overdue: what was due first happens first. */
function clock(alert: AlertState, now: number): Decision {
  if (isOver(alert.state)) return { is: 'nothing' };
  const { id, ending, expires } = alert;
  const step = nextStepAt(alert) ?? Infinity;
  const first = Math.min(expires, ending?.until ?? Infinity, step);
  if (now < first) return { is: 'nothing' };
  if (first === step && step < expires)
    return { is: 'fact', fact: { fact: 'escalated', id, level: levelAt(alert, Math.min(now, expires - 1)) } };
  if (first === ending?.until) return { is: 'fact', fact: { fact: 'not_confirmed', id } };
  // Expiry hides no Extreme alert that nobody acknowledged: it escalates once more.
  const silent = alert.everExtreme && answeredBy(alert) === 'nobody';
  return {
    is: 'fact',
    fact: { fact: 'expired', id, ...(silent ? { level: (alert.escalation ?? 0) + 1 } : {}) },
  };
}
