// Promises about check-ins: silence is noticed on time and never shown as fine.
import { describe, expect, it } from 'vitest';
import { ageText, checkIn, isMoving, lastContact } from '#domain/freshness.ts';
import { KINDS } from '#domain/kinds/registry.ts';
import { CHECK_IN } from '#domain/limits.ts';
import { HOUR, MINUTE, NOON, underWay } from './boards.ts';

/** Minutes since the last call → state, with the defaults of 30 minutes between calls. */
const LADDER = [
  [0, 'ok'],
  [24.9, 'ok'],
  [25, 'due'],
  [30, 'due'],
  [39.9, 'due'],
  [40, 'overdue'],
  [49.9, 'overdue'],
  [50, 'critical'],
  [59.9, 'critical'],
  [60, 'lost_contact'],
  [600, 'lost_contact'],
] as const;

describe('a convoy under way', () => {
  it.each(LADDER)('is, %d minutes after its last call, %s', (minutes, state) => {
    const convoy = underWay({ atd: NOON - 20 * HOUR, radio: [20, 30, NOON - minutes * MINUTE] });
    expect(checkIn(convoy, {}, NOON).state).toBe(state);
  });

  it('counts the newest call by any means', () => {
    const convoy = underWay({ contact: ['VHF 16', NOON - 4 * MINUTE], rollCall: [8, NOON - 7 * MINUTE] });
    expect(lastContact(convoy)).toBe(NOON - 4 * MINUTE);
    expect(checkIn(convoy, {}, NOON)).toEqual({
      state: 'ok',
      lastAt: NOON - 4 * MINUTE,
      dueAt: NOON + 26 * MINUTE,
    });
  });

  it('keeps its own interval before the room’s, and the room’s before the default', () => {
    const convoy = underWay({ contact: ['VHF', NOON] });
    expect(checkIn(convoy, {}, NOON).dueAt).toBe(NOON + 30 * MINUTE);
    expect(checkIn(convoy, { checkInMin: 20 }, NOON).dueAt).toBe(NOON + 20 * MINUTE);
    expect(checkIn({ ...convoy, checkInMin: 10 }, { checkInMin: 20 }, NOON).dueAt).toBe(NOON + 10 * MINUTE);
  });

  it('is called overdue earlier where the room says so', () => {
    const convoy = underWay({ atd: null, radio: [20, 30, NOON - 33 * MINUTE] });
    const room = { overdueMin: 2, criticalMin: 4, lostMin: 6 };
    expect(checkIn(convoy, room, NOON).state).toBe('overdue');
    expect(checkIn(convoy, room, NOON + 2 * MINUTE).state).toBe('critical');
    expect(checkIn(convoy, room, NOON + 4 * MINUTE).state).toBe('lost_contact');
  });

  it('starts its interval at departure when it called before that', () => {
    const convoy = underWay({ atd: NOON - 5 * MINUTE, radio: null, contact: ['VHF', NOON - 3 * HOUR] });
    expect(checkIn(convoy, {}, NOON)).toMatchObject({ state: 'ok', dueAt: NOON + 25 * MINUTE });
  });

  it('is due, never fine, when nothing is known of it', () => {
    const convoy = underWay({ atd: null, std: null, radio: null });
    expect(checkIn(convoy, {}, NOON)).toEqual({ state: 'due', lastAt: null, dueAt: NOON });
  });

  it('gets worse step by step, at the minutes after it was due that the room sets', () => {
    const convoy = underWay({ contact: ['VHF', NOON] });
    const { dueAt } = checkIn(convoy, {}, NOON);
    const room = { overdueMin: 7, criticalMin: 17, lostMin: 40 };
    const steps = [-CHECK_IN.dueBeforeMin, room.overdueMin, room.criticalMin, room.lostMin];
    const states = steps.map((minutes) => {
      const at = (dueAt ?? NaN) + minutes * MINUTE;
      return [checkIn(convoy, room, at - 1).state, checkIn(convoy, room, at).state];
    });
    expect(states).toEqual([
      ['ok', 'due'],
      ['due', 'overdue'],
      ['overdue', 'critical'],
      ['critical', 'lost_contact'],
    ]);
  });
});

it('nobody waits for a call of a convoy that is not moving', () => {
  const still = KINDS.convoy.fields.phase.words.filter((phase) => !isMoving(phase));
  expect(still).toEqual(['planned', 'staged', 'arrived', 'offloaded', 'closed', 'aborted']);
  for (const phase of still) expect(checkIn(underWay({ phase }), {}, NOON + 9 * HOUR).state).toBe('none');
});

it.each([
  [-5000, '0 s'],
  [999, '0 s'],
  [40_000, '40 s'],
  [14 * MINUTE + 59_000, '14 min'],
  [HOUR, '1 h'],
  [HOUR + 20 * MINUTE, '1 h 20 min'],
  [76 * HOUR, '3 d 4 h'],
])('an age of %d ms reads %s', (ms, text) => {
  expect(
    ageText(ms)
      .map(({ value, unit }) => `${value} ${unit}`)
      .join(' '),
  ).toBe(text);
});
