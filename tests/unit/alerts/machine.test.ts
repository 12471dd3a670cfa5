// The life of an alert as a table: every state against every command has exactly one answer.
import { describe, expect, it } from 'vitest';
import type { AlertState } from '#domain/alerts/life.ts';
import { afterFact } from '#domain/alerts/facts.ts';
import { decide, dueAt, type AlertCommand } from '#domain/alerts/machine.ts';
import { staysShown } from '#domain/alerts/shown.ts';
import {
  HOUR,
  MINUTE,
  NOW,
  after,
  guest,
  maya,
  noor,
  omar,
  outcome,
  raising,
  roadblock,
  shelling,
  wim,
} from './people.ts';

const ack = (by: typeof maya, rev = 1): AlertCommand => ({ is: 'acknowledge', rev, stance: 'seen', by });
const end = (by: typeof maya, rev = 1): AlertCommand => ({ is: 'end', rev, reason: 'over', by });
const cancel = (by: typeof maya, rev = 1): AlertCommand => ({ is: 'cancel', rev, reason: 'mistake', by });
const confirm = (by: typeof maya, rev = 2, parties = ['partyaaa', 'partybbb']): AlertCommand => ({
  is: 'confirm',
  rev,
  of: 'end',
  by,
  parties,
});
const clock: AlertCommand = { is: 'clock' };

const raised = raising(roadblock);
const extreme = raising(shelling);
const STATES: { readonly [name: string]: AlertState | undefined } = {
  none: undefined,
  active: after([raised, NOW]),
  partly: after([raised, NOW], [ack(maya), NOW]),
  acknowledged: after([raised, NOW], [ack(maya), NOW], [ack(noor), NOW]),
  extreme: after([extreme, NOW]),
  ending: after([extreme, NOW], [end(maya), NOW]),
  ended: after([raised, NOW], [ack(maya), NOW], [end(maya), NOW]),
  cancelled: after([raised, NOW], [cancel(maya), NOW]),
  expired: after([raised, NOW], [clock, NOW + 2 * HOUR]),
  superseded: { ...after([raised, NOW]), state: 'superseded' },
};

/** For each state, what each command comes to one minute after the raise. */
const COMMANDS: { readonly [name: string]: AlertCommand } = {
  raise: raised,
  'ack watch officer': ack(wim),
  'ack observer': ack(guest),
  'ack of a future revision': ack(wim, 9),
  'end by author': end(maya),
  'end by coordinator': end(noor),
  'end by another watch officer': end(wim),
  'end by observer': end(guest),
  'cancel by author': cancel(maya),
  'confirm other party': confirm(noor),
  'confirm same party': confirm(omar),
  'confirm same person': confirm(maya),
  'confirm observer': confirm(guest),
  clock: clock,
  'clock after 10 min': clock,
  'clock after 2 h': clock,
};

const OVER = {
  raise: 'refused id-conflict',
  'ack watch officer': 'acknowledged',
  'ack observer': 'refused alert-over',
  'ack of a future revision': 'refused stale',
  'end by author': 'refused alert-over',
  'end by coordinator': 'refused alert-over',
  'end by another watch officer': 'refused alert-over',
  'end by observer': 'refused alert-over',
  'cancel by author': 'refused alert-over',
  'confirm other party': 'refused alert-over',
  'confirm same party': 'refused alert-over',
  'confirm same person': 'refused alert-over',
  'confirm observer': 'refused alert-over',
  clock: 'nothing',
  'clock after 10 min': 'nothing',
  'clock after 2 h': 'nothing',
};
const ACTIVE = {
  raise: 'refused id-conflict',
  'ack watch officer': 'acknowledged',
  'ack observer': 'acknowledged',
  'ack of a future revision': 'refused stale',
  'end by author': 'ended',
  'end by coordinator': 'ended',
  'end by another watch officer': 'refused role',
  'end by observer': 'refused role',
  'cancel by author': 'cancelled',
  'confirm other party': 'refused stale',
  'confirm same party': 'refused stale',
  'confirm same person': 'refused stale',
  'confirm observer': 'refused role',
  clock: 'nothing',
  'clock after 10 min': 'nothing',
  'clock after 2 h': 'expired',
};
const NONE = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, 'refused no-alert']));
const TABLE: { readonly [state: string]: { readonly [command: string]: string } } = {
  none: {
    ...NONE,
    raise: 'raised',
    clock: 'nothing',
    'clock after 10 min': 'nothing',
    'clock after 2 h': 'nothing',
  },
  active: ACTIVE,
  partly: ACTIVE,
  acknowledged: ACTIVE,
  extreme: {
    ...ACTIVE,
    'end by author': 'ending',
    'end by coordinator': 'ending',
    'cancel by author': 'ending',
  },
  ending: {
    ...ACTIVE,
    'end by author': 'refused stale',
    'end by coordinator': 'refused stale',
    'cancel by author': 'refused stale',
    'confirm other party': 'ended',
    'confirm same party': 'refused second-person',
    'confirm same person': 'refused second-person',
    'clock after 10 min': 'not_confirmed',
    'clock after 2 h': 'not_confirmed',
  },
  ended: OVER,
  cancelled: OVER,
  expired: OVER,
  superseded: OVER,
};

function momentOf(name: string): number {
  if (name === 'clock after 10 min') return NOW + 10 * MINUTE;
  return name === 'clock after 2 h' ? NOW + 2 * HOUR : NOW + MINUTE;
}

describe('every state answers every command', () => {
  for (const [state, row] of Object.entries(TABLE)) {
    for (const [name, command] of Object.entries(COMMANDS)) {
      it(`${state} × ${name}: ${row[name]}`, () => {
        expect(outcome(decide(STATES[state], command, momentOf(name)))).toBe(row[name]);
      });
    }
  }
});

describe('what the answers do', () => {
  it('an observer is listed as seen and stops nothing', () => {
    const seen = after([raised, NOW], [ack(guest), NOW]);
    expect(seen.acks.map(({ user, stance }) => [user, stance])).toEqual([['guest', 'seen']]);
    expect(seen.partiesDone).toEqual([]);
    expect(seen.state).toBe('active');
  });

  it('one party is done by one of its counting people, once, and a later stance replaces the earlier', () => {
    const acting: AlertCommand = { is: 'acknowledge', rev: 1, stance: 'acting', by: maya };
    const state = after([raised, NOW], [ack(maya), NOW], [acting, NOW], [ack(omar), NOW]);
    expect(state.partiesDone).toEqual(['partyaaa']);
    expect(state.acks.map(({ user, stance }) => [user, stance])).toEqual([
      ['maya', 'acting'],
      ['omar', 'seen'],
    ]);
  });

  it('acknowledging does not make anybody else’s decision stale', () => {
    const state = after([raised, NOW], [ack(noor), NOW], [end(maya), NOW]);
    expect(state.state).toBe('ended');
  });

  it('somebody who read an older revision decides about nothing', () => {
    const lapsed = after([extreme, NOW], [end(maya), NOW], [clock, NOW + 10 * MINUTE]);
    expect(lapsed).toMatchObject({ state: 'active', rev: 3 });
    expect(outcome(decide(lapsed, end(maya), NOW + 11 * MINUTE))).toBe('refused stale');
    expect(outcome(decide(lapsed, confirm(noor), NOW + 11 * MINUTE))).toBe('refused stale');
    expect(outcome(decide(lapsed, end(maya, 3), NOW + 11 * MINUTE))).toBe('ending');
  });

  it('a confirmation after ten minutes comes too late even before the clock struck', () => {
    expect(outcome(decide(STATES['ending'], confirm(noor), NOW + 10 * MINUTE))).toBe('refused stale');
  });

  it('nobody asks for the same end twice, or for a cancel while an end is asked', () => {
    expect(outcome(decide(STATES['ending'], end(noor, 2), NOW))).toBe('refused second-person');
    expect(outcome(decide(STATES['ending'], cancel(omar, 2), NOW))).toBe('refused second-person');
  });

  it('in a room with one party any second person confirms, but never the same one', () => {
    const alone = ['partyaaa'];
    expect(outcome(decide(STATES['ending'], confirm(omar, 2, alone), NOW))).toBe('ended');
    expect(outcome(decide(STATES['ending'], confirm(maya, 2, alone), NOW))).toBe('refused second-person');
  });

  it('keeps both names of an ended Extreme', () => {
    const ended = after([extreme, NOW], [end(maya), NOW], [confirm(noor), NOW + MINUTE]);
    expect(ended.ended).toEqual({
      by: 'maya',
      name: 'Maya',
      party: 'partyaaa',
      at: NOW + MINUTE,
      reason: 'over',
      confirmedBy: { user: 'noor', name: 'Noor', party: 'partybbb' },
    });
    expect(ended.ending).toBeUndefined();
  });

  it('who answered already cannot answer again once it is over', () => {
    expect(outcome(decide(STATES['ended'], ack(maya), NOW))).toBe('refused alert-over');
  });

  it('an observer raises nothing', () => {
    expect(outcome(decide(undefined, raising(roadblock, guest), NOW))).toBe('refused role');
  });

  it('expiry hides an Extreme alert only once somebody acknowledged it', () => {
    const silent = after([extreme, NOW], [clock, NOW + 2 * HOUR]);
    expect(staysShown(silent)).toBe(true);
    expect(staysShown(after([extreme, NOW], [ack(guest), NOW], [clock, NOW + 2 * HOUR]))).toBe(true);
    expect(staysShown(after([extreme, NOW], [ack(noor), NOW], [clock, NOW + 2 * HOUR]))).toBe(false);
    expect(staysShown(after([raised, NOW], [clock, NOW + 2 * HOUR]))).toBe(false);
  });

  it('after a stop of hours what was due first happens first', () => {
    const late = after([extreme, NOW], [end(maya), NOW], [clock, NOW + 5 * HOUR]);
    expect(late.state).toBe('active');
    expect(outcome(decide(late, clock, NOW + 5 * HOUR))).toBe('expired');
    const short = raising({ ...shelling, expires: NOW + 5 * MINUTE });
    expect(after([short, NOW], [end(maya), NOW], [clock, NOW + HOUR])).toMatchObject({ state: 'expired' });
  });

  it('is due when the second person is, then when it expires, then never', () => {
    expect(dueAt(after([extreme, NOW]))).toBe(NOW + 2 * HOUR);
    expect(dueAt(after([extreme, NOW], [end(maya), NOW]))).toBe(NOW + 10 * MINUTE);
    expect(dueAt(after([raised, NOW], [end(maya), NOW]))).toBeUndefined();
  });

  it('a fact about an alert that is not known changes nothing', () => {
    expect(afterFact(undefined, { fact: 'expired', id: 'x' })).toBeUndefined();
  });
});
