// The life of an alert: content, state, acknowledgement per person and party. Terms: CAP 1.2 (OASIS), ISA-18.2.
import type { Of } from '../kinds/registry.ts';
import type { Role } from '../people.ts';

type Word<F extends keyof Of<'alert'>> = NonNullable<Of<'alert'>[F]>;
export type AlertEvent = Word<'event'>;
export type Severity = Word<'severity'>;

/** Where: on a route by km, or a point. */
export type AlertPlace =
  | { readonly route: string; readonly fromKm: number; readonly toKm: number }
  | { readonly lon: number; readonly lat: number };

/** What a sender says. Only event, severity, place and observedAt are needed; templates fill the rest. */
export interface AlertContent {
  readonly event: AlertEvent;
  readonly severity: Severity;
  readonly place: AlertPlace;
  /** ms; when it was seen, not when it was typed */
  readonly observedAt: number;
  readonly headline?: string;
  readonly text?: string;
  readonly response?: Word<'response'>;
  readonly urgency?: Word<'urgency'>;
  readonly certainty?: Word<'certainty'>;
  readonly verification?: Word<'verification'>;
  /** record ids */
  readonly convoys?: readonly string[];
  readonly segments?: readonly string[];
  /** ms, at most six hours after raising */
  readonly expires?: number;
  readonly source?: string;
}

export const STANCES = ['seen', 'acting', 'unable'] as const;
export type Stance = (typeof STANCES)[number];

export interface Acknowledgement {
  readonly user: string;
  readonly name: string;
  readonly party: string;
  readonly role: Role;
  readonly stance: Stance;
  readonly at: number;
}

export type AlertLifeState = Word<'state'>;

/** One alert as it stands; every feed item carries it whole. */
export interface AlertState {
  readonly id: string;
  /** record id on the board, `recordIdOfUuid(id)` */
  readonly record: string;
  /** fixed by the room: an exercise can never be mistaken for the real thing */
  readonly status: 'Actual' | 'Exercise';
  readonly content: AlertContent;
  readonly raisedAt: number;
  readonly raisedBy: Actor;
  readonly expires: number;
  readonly rev: number;
  readonly state: AlertLifeState;
  /** severity it ever had at most: ending an alert that was ever Extreme needs a second person */
  readonly everExtreme: boolean;
  /** parties owed an answer: those with a coordinator or watch officer among the members when it was raised */
  readonly owed: readonly string[];
  /** seconds after raising at which silence escalates, as the room was set then; missing in older alerts: never */
  readonly deadlines?: readonly number[];
  /** how far it has escalated, 0 or missing: not at all; see escalation.ts */
  readonly escalation?: number;
  readonly acks: readonly Acknowledgement[];
  /** on the wire only: how many observers saw it, where `acks` lists few or none of them */
  readonly observersSeen?: number;
  /** parties of which a coordinator or watch officer acknowledged; observers count for none */
  readonly partiesDone: readonly string[];
  readonly ending?: Ending;
  readonly ended?: Ended;
}

/** Somebody asked for the end of what was ever Extreme; a second person has until then to confirm it. */
export interface Ending {
  readonly of: 'end' | 'cancel';
  /** user id */
  readonly by: string;
  readonly name: string;
  readonly party: string;
  /** ms */
  readonly until: number;
  readonly reason: string;
}

export interface Ended {
  /** user id of who asked for it */
  readonly by: string;
  readonly name: string;
  readonly party: string;
  readonly at: number;
  readonly reason: string;
  /** the second person, where one was needed */
  readonly confirmedBy?: { readonly user: string; readonly name: string; readonly party: string };
}

/** Who did something: a person as they were then, or the room itself (`server`). */
export interface Actor {
  readonly user: string;
  readonly name: string;
  /** record id of the party, empty for the server */
  readonly party: string;
  readonly role: Role | 'server';
}

/** The room itself: timers and alerts that nobody typed. */
export const SERVER: Actor = { user: 'server', name: '', party: '', role: 'server' };
