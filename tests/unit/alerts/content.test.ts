// What an alert may say: three fields raise one, everything is bounded, and the server's time governs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContent, parseContent, readUuid } from '#domain/alerts/content.ts';
import {
  parseAck,
  parseConfirm,
  parseEnd,
  parseHandshake,
  parseRaise,
  parseReceipt,
  parseSince,
} from '#domain/alerts/payloads.ts';
import { TEMPLATES } from '#domain/alerts/templates.ts';
import { kindOf } from '#domain/kinds/registry.ts';
import { say } from '#domain/words/say.ts';
import { ALERT_ID, HOUR, MINUTE, NOW, roadblock } from './people.ts';

function problemOf(payload: unknown): string {
  const parsed = parseContent(payload);
  if (parsed.ok) return 'fine';
  expect(parsed.refusal.code).toBe('alert-content');
  return String(parsed.refusal.params['what']);
}

describe('content', () => {
  it('three fields and the time raise an alert', () => {
    expect(parseContent({ ...roadblock })).toEqual({ ok: true, value: roadblock });
  });

  it.each([
    ['event', undefined],
    ['event', 'invasion'],
    ['event', '__proto__'],
    ['severity', 'Catastrophic'],
    ['severity', 1],
    ['observedAt', 'yesterday'],
    ['observedAt', Number.NaN],
    ['observedAt', 1_790_000_000],
    ['place', undefined],
    ['place', { route: 'routeaaaa' }],
    ['place', { route: '../../etc', fromKm: 1, toKm: 2 }],
    ['place', { route: 'routeaaaa', fromKm: -1, toKm: 2 }],
    ['place', { lon: 36.5, lat: 91 }],
    ['place', { lon: Infinity, lat: 1 }],
    ['place', 'km 31'],
    ['headline', 'x'.repeat(121)],
    ['text', 'x'.repeat(281)],
    ['text', 'up \u202Eside down'],
    ['text', '\uD800'],
    ['source', 'x'.repeat(121)],
    ['response', 'Execute'],
    ['urgency', 'now'],
    ['certainty', 7],
    ['verification', 'rumour'],
    ['convoys', 'convoyaa'],
    ['convoys', ['KILO-1']],
    ['convoys', Array.from({ length: 60 }, (_, i) => `convoyaaaaaaaa${String(i).padStart(2, '0')}`)],
    ['segments', [null]],
    ['expires', 'soon'],
  ])('says that the %s does not fit: %o', (field, value) => {
    expect(problemOf({ ...roadblock, [field]: value })).toBe(field);
  });

  it('reads own members only, and nothing that was not declared', () => {
    const odd: unknown = JSON.parse(
      '{"__proto__": {"headline": "forged"}, "status": "Actual", "escalation": 9}',
    );
    expect(
      parseContent(Object.assign(Object.create({ headline: 'forged' }) as object, odd, roadblock)),
    ).toEqual({
      ok: true,
      value: roadblock,
    });
  });

  it('takes null and empty as not said, turns a range round, and rounds km to 100 m', () => {
    const said = {
      ...roadblock,
      headline: null,
      text: '',
      convoys: [],
      place: { route: 'routeaaaa', fromKm: 32.04, toKm: 30 },
    };
    expect(parseContent(said)).toEqual({
      ok: true,
      value: { ...roadblock, place: { route: 'routeaaaa', fromKm: 30, toKm: 32 } },
    });
  });

  it('every event has a template, a text and a headline in words', () => {
    const { words } = (kindOf('alert')?.fields['event'] ?? { words: [] }) as { words: readonly string[] };
    expect(Object.keys(TEMPLATES).sort()).toEqual([...words].sort());
  });

  it('every problem has a sentence', () => {
    for (const what of ['id', 'event', 'place', 'expires', 'reason'] as const) {
      expect(say('refusal.alert-content', { what: say(`alerts.problem.${what}`) })).toMatch(
        /^Check the alert: \w.+\.$/,
      );
    }
  });
});

describe('the server’s time governs', () => {
  it('fills what was not said from the event', () => {
    expect(fillContent(roadblock, NOW)).toEqual({
      ok: true,
      value: {
        ...roadblock,
        response: 'Avoid',
        urgency: 'Immediate',
        certainty: 'Observed',
        verification: 'reported',
        expires: NOW + 2 * HOUR,
      },
    });
  });

  it('the sender’s own words win over the template', () => {
    expect(fillContent({ ...roadblock, response: 'Evacuate', certainty: 'Possible' }, NOW)).toMatchObject({
      value: { response: 'Evacuate', certainty: 'Possible', urgency: 'Immediate' },
    });
  });

  it('tolerates an observation two minutes ahead', () => {
    expect(fillContent({ ...roadblock, observedAt: NOW + 2 * MINUTE }, NOW)).toMatchObject({
      value: { observedAt: NOW + 2 * MINUTE },
    });
  });

  it('a clock three hours ahead changes neither when it was seen nor when it expires', () => {
    const skewed = { ...roadblock, observedAt: NOW + 3 * HOUR, expires: NOW + 4 * HOUR };
    expect(fillContent(skewed, NOW)).toMatchObject({ value: { observedAt: NOW, expires: NOW + HOUR } });
  });

  it('a report seen hours ago keeps its time', () => {
    expect(fillContent({ ...roadblock, observedAt: NOW - 3 * HOUR }, NOW)).toMatchObject({
      value: { observedAt: NOW - 3 * HOUR },
    });
  });

  it.each([NOW, NOW - MINUTE, NOW + 6 * HOUR + 1])('refuses to expire at %d', (expires) => {
    expect(fillContent({ ...roadblock, expires }, NOW)).toMatchObject({
      ok: false,
      refusal: { code: 'alert-content', params: { what: 'expires' } },
    });
  });
});

describe('payloads', () => {
  it('reads a UUID in either case as the same', () => {
    expect(readUuid(ALERT_ID.toUpperCase())).toBe(ALERT_ID);
    expect(readUuid('not-a-uuid')).toBeUndefined();
  });

  it('reads every command and mark', () => {
    expect(parseRaise({ id: ALERT_ID, ...roadblock })).toEqual({
      ok: true,
      value: { id: ALERT_ID, ...roadblock },
    });
    expect(parseAck({ id: ALERT_ID, rev: 1, stance: 'acting' }).ok).toBe(true);
    expect(parseEnd({ id: ALERT_ID, rev: 1, reason: ' road is open ' })).toMatchObject({
      value: { reason: 'road is open' },
    });
    expect(parseConfirm({ id: ALERT_ID, rev: 2, of: 'cancel' }).ok).toBe(true);
    expect(parseSince({ seq: 0 })).toEqual({ ok: true, value: 0 });
    expect(parseReceipt({ seq: 7, state: 'displayed' })).toEqual({
      ok: true,
      value: { delivered: 7, displayed: 7 },
    });
    expect(parseReceipt({ delivered: 9, displayed: 7 })).toEqual({
      ok: true,
      value: { delivered: 9, displayed: 7 },
    });
    expect(parseHandshake(undefined)).toMatchObject({ ok: true, value: { lastSeq: 0 } });
  });

  it('names the field that is missing', () => {
    expect(parseAck({ id: ALERT_ID, rev: 1, stance: 'ignored' })).toMatchObject({
      refusal: { params: { what: 'stance' } },
    });
    expect(parseEnd({ id: ALERT_ID, rev: 1, reason: '   ' })).toMatchObject({
      refusal: { params: { what: 'reason' } },
    });
    expect(parseEnd({ id: ALERT_ID, rev: 0, reason: 'x' })).toMatchObject({
      refusal: { params: { what: 'rev' } },
    });
    expect(parseConfirm({ id: 'x', rev: 1, of: 'end' })).toMatchObject({
      refusal: { params: { what: 'id' } },
    });
  });

  it('answers anything that can come off a wire without throwing', () => {
    const readers = [parseRaise, parseAck, parseEnd, parseConfirm, parseSince, parseReceipt, parseHandshake];
    const almost = fc.record(
      {
        id: fc.oneof(fc.constant(ALERT_ID), fc.jsonValue()),
        rev: fc.jsonValue(),
        seq: fc.jsonValue(),
        event: fc.oneof(fc.constant('roadblock'), fc.jsonValue()),
        severity: fc.oneof(fc.constant('Extreme'), fc.jsonValue()),
        place: fc.oneof(fc.constant({ lon: 1, lat: 2 }), fc.jsonValue()),
        observedAt: fc.oneof(fc.constant(NOW), fc.jsonValue()),
        convoys: fc.jsonValue(),
        expires: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almost), (payload) => {
        for (const read of readers) expect(typeof read(payload).ok).toBe('boolean');
      }),
      { numRuns: 300, seed: 20261124 },
    );
  });
});
