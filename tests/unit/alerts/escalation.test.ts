// Silence escalates by the clock: when, how far, and what stops it.
import { describe, expect, it } from 'vitest';
import { deadlinesOf, levelAt, nextStepAt } from '#domain/alerts/escalation.ts';
import { afterFact } from '#domain/alerts/facts.ts';
import type { AlertState, Severity } from '#domain/alerts/life.ts';
import { decide, dueAt, type AlertCommand } from '#domain/alerts/machine.ts';
import {
  MINUTE,
  NOW,
  HOUR,
  after,
  guest,
  maya,
  noor,
  outcome,
  raising,
  roadblock,
  shelling,
} from './people.ts';

const SECOND = 1000;
const clock: AlertCommand = { is: 'clock' };
const ack = (by: typeof maya): AlertCommand => ({ is: 'acknowledge', rev: 1, stance: 'seen', by });
const EXTREME = [0, 60, 180, 300];
const extreme = after([raising(shelling, maya, EXTREME), NOW]);
const severe = after([raising(roadblock, maya, [0, 120, 300, 600]), NOW]);
const unset = (): undefined => undefined;

/** Every escalation of an alert that nobody answers, [seconds after raising, level]. */
function silence(alert: AlertState, until: number): [number, number][] {
  const steps: [number, number][] = [];
  let state = alert;
  for (let at = dueAt(state); at !== undefined && at <= until; at = dueAt(state)) {
    const decision = decide(state, clock, at);
    if (decision.is !== 'fact') throw new Error(`the clock was due and did ${outcome(decision)}`);
    state = afterFact(state, decision.fact) ?? state;
    steps.push([(at - NOW) / SECOND, state.escalation ?? 0]);
  }
  return steps;
}

describe('the deadlines of an alert', () => {
  it.each<[Severity, readonly number[]]>([
    ['Extreme', [0, 60, 180, 300]],
    ['Severe', [0, 120, 300, 600]],
    ['Unknown', [0, 120, 300, 600]],
    ['Moderate', [0, 600]],
    ['Minor', []],
  ])('of %s are %j unless the room says otherwise', (severity, seconds) => {
    expect(deadlinesOf(severity, unset)).toEqual(seconds);
  });

  it('are the room’s own where it has set them; a step that is not later than those before is none', () => {
    const set = (of: readonly number[]) => (_kind: string, _id: string, field: string) =>
      field === 'escalateExtreme' ? of : undefined;
    expect(deadlinesOf('Extreme', set([0, 30, 90, 120]))).toEqual([0, 30, 90, 120]);
    expect(deadlinesOf('Extreme', set([0, 30, 0, 0]))).toEqual([0, 30]);
    expect(deadlinesOf('Extreme', set([0, 90, 60, 120]))).toEqual([0, 90, 120]);
    expect(deadlinesOf('Extreme', set([0, 0, 0, 0]))).toEqual([0]);
    expect(deadlinesOf('Severe', set([0, 30, 90, 120]))).toEqual([0, 120, 300, 600]);
  });
});

describe('an alert that nobody acknowledges', () => {
  it('escalates at each deadline; an Extreme one again every five minutes', () => {
    expect(silence(extreme, NOW + 20 * MINUTE)).toEqual([
      [60, 1],
      [180, 2],
      [300, 3],
      [600, 4],
      [900, 5],
      [1200, 6],
    ]);
  });

  it('of another severity escalates to its last step and no further', () => {
    expect(silence(severe, NOW + HOUR)).toEqual([
      [120, 1],
      [300, 2],
      [600, 3],
    ]);
  });

  it('does not repeat a step every few seconds, however a room is set', () => {
    const quick = after([raising(shelling, maya, [0, 5, 10]), NOW]);
    expect(silence(quick, NOW + HOUR)).toEqual([
      [5, 1],
      [10, 2],
    ]);
    expect(silence(after([raising(shelling, maya, [0]), NOW]), NOW + HOUR)).toEqual([]);
  });

  it('goes to the step that is due after a stop, and tells none of those it missed', () => {
    const late = decide(extreme, clock, NOW + 11 * MINUTE);
    expect(late).toEqual({ is: 'fact', fact: { fact: 'escalated', id: extreme.id, level: 4 } });
  });

  it('leaves the revision alone, so that nobody’s decision becomes stale by a tick of the clock', () => {
    const state = after([raising(shelling, maya, EXTREME), NOW], [clock, NOW + MINUTE]);
    expect(state).toMatchObject({ escalation: 1, rev: 1, state: 'active' });
    const asked = decide(state, { is: 'end', rev: 1, reason: 'over', by: maya }, NOW + 2 * MINUTE);
    expect(outcome(asked)).toBe('ending');
  });

  it('escalates also while somebody has asked for its end, which is no acknowledgement', () => {
    const asked = after(
      [raising(shelling, maya, EXTREME), NOW],
      [{ is: 'end', rev: 1, reason: 'over', by: maya }, NOW + 10 * SECOND],
    );
    expect(outcome(decide(asked, clock, NOW + MINUTE))).toBe('escalated');
    const escalated = after(
      [raising(shelling, maya, EXTREME), NOW],
      [{ is: 'end', rev: 1, reason: 'over', by: maya }, NOW + 10 * SECOND],
      [clock, NOW + MINUTE],
    );
    const confirm: AlertCommand = {
      is: 'confirm',
      rev: 2,
      of: 'end',
      by: noor,
      parties: ['partyaaa', 'partybbb'],
    };
    expect(outcome(decide(escalated, confirm, NOW + 2 * MINUTE))).toBe('ended');
  });

  it('escalates once more when it expires, if it was ever Extreme', () => {
    const short = raising({ ...shelling, expires: NOW + 4 * MINUTE }, maya, EXTREME);
    const over = after(
      [short, NOW],
      [clock, NOW + MINUTE],
      [clock, NOW + 3 * MINUTE],
      [clock, NOW + 4 * MINUTE],
    );
    expect(over).toMatchObject({ state: 'expired', escalation: 3 });
    const answered = after([short, NOW], [ack(noor), NOW], [clock, NOW + 4 * MINUTE]);
    expect(answered.escalation).toBeUndefined();
    const other = after([raising({ ...roadblock, expires: NOW + MINUTE }), NOW], [clock, NOW + MINUTE]);
    expect(other.escalation).toBeUndefined();
  });

  it('whose expiry and step passed while the server was stopped escalates to what was due, then expires', () => {
    const short = after([raising({ ...shelling, expires: NOW + 4 * MINUTE }, maya, EXTREME), NOW]);
    const first = decide(short, clock, NOW + HOUR);
    expect(first).toMatchObject({ is: 'fact', fact: { fact: 'escalated', level: 2 } });
    const then = afterFact(short, first.is === 'fact' ? first.fact : { fact: 'expired', id: '' });
    expect(decide(then, clock, NOW + HOUR)).toMatchObject({
      is: 'fact',
      fact: { fact: 'expired', level: 3 },
    });
  });
});

describe('what stops it', () => {
  it('is one person who counts for their party, and no observer', () => {
    expect(nextStepAt(after([raising(shelling, maya, EXTREME), NOW], [ack(noor), NOW]))).toBeUndefined();
    expect(nextStepAt(after([raising(shelling, maya, EXTREME), NOW], [ack(guest), NOW]))).toBe(NOW + MINUTE);
  });

  it('is its end', () => {
    const ended = after(
      [raising(roadblock, maya, [0, 120]), NOW],
      [{ is: 'end', rev: 1, reason: 'over', by: maya }, NOW + MINUTE],
    );
    expect(dueAt(ended)).toBeUndefined();
    expect(outcome(decide(ended, clock, NOW + 2 * MINUTE))).toBe('nothing');
  });

  it('holds for alerts of before there were deadlines: they never escalate', () => {
    const { deadlines: _none, ...old } = severe;
    expect(nextStepAt(old)).toBeUndefined();
    expect(levelAt(old, NOW + HOUR)).toBe(0);
  });
});
