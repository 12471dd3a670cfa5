// The shapes an alert takes outside its machine: board cells, record id, order, an observer's view, and spoken text.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#domain/alerts/canonical.ts';
import { mirroredCells } from '#domain/alerts/cells.ts';
import type { AlertPlace, AlertState } from '#domain/alerts/life.ts';
import { worstFirst } from '#domain/alerts/order.ts';
import { recordIdOfDigest } from '#domain/alerts/record-id.ts';
import { spokenAlert } from '#domain/alerts/spoken.ts';
import { projectAlert } from '#domain/alerts/view.ts';
import { RECORD_ID } from '#domain/cells.ts';
import { fieldOf } from '#domain/kinds/registry.ts';
import { valueProblem } from '#domain/values.ts';
import {
  ALERT_ID,
  HOUR,
  MINUTE,
  NOW,
  after,
  guest,
  maya,
  noor,
  raising,
  roadblock,
  shelling,
} from './people.ts';

const active = after([raising(roadblock), NOW]);
const acknowledged = after(
  [raising(roadblock), NOW],
  [{ is: 'acknowledge', rev: 1, stance: 'seen', by: noor }, NOW + MINUTE],
);

describe('mirrored cells', () => {
  it('every cell is one that the board’s own schema accepts', () => {
    const full = after([
      raising({
        ...roadblock,
        convoys: ['convoyaa'],
        segments: ['segmenta'],
        place: { lon: 36.6, lat: 32.7 },
      }),
      NOW,
    ]);
    for (const alert of [active, acknowledged, full]) {
      for (const { ref, value } of mirroredCells(undefined, alert)) {
        const field = fieldOf(ref.kind, ref.field);
        expect(field && valueProblem(field, value), ref.field).toBeNull();
      }
    }
  });

  it('names no point in its title, which every view lets out as it is, and a stretch in whole kilometres', () => {
    const titleOf = (place: AlertPlace, headline?: string): unknown => {
      const sent = { ...roadblock, place, ...(headline === undefined ? {} : { headline }) };
      const cells = mirroredCells(undefined, after([raising(sent), NOW]));
      return cells.find(({ ref }) => ref.field === 'headline')?.value;
    };
    expect(titleOf({ lon: 36.6012, lat: 32.7034 })).toBe('Roadblock');
    expect(titleOf({ route: 'routeaaaa', fromKm: 30.4, toKm: 31.6 })).toBe('Roadblock, km 30–32');
    expect(titleOf({ lon: 36.6012, lat: 32.7034 }, 'Trees across the road')).toBe('Trees across the road');
  });

  it('says on the board what the alert says', () => {
    const cells = Object.fromEntries(
      mirroredCells(undefined, active).map(({ ref, value }) => [ref.field, value]),
    );
    expect(cells).toMatchObject({
      alertId: ALERT_ID,
      event: 'roadblock',
      status: 'Actual',
      headline: 'Roadblock, km 30–32',
      route: 'routeaaaa',
      raisedBy: 'partyaaa',
      state: 'active',
      rev: 1,
    });
    expect(cells).not.toHaveProperty('point');
  });

  it('writes only what changed: every overwrite costs for ever', () => {
    expect(mirroredCells(active, acknowledged)).toEqual([
      { ref: { kind: 'alert', id: active.record, field: 'partiesDone' }, value: 'partybbb' },
    ]);
    expect(mirroredCells(active, active)).toEqual([]);
  });

  it('keeps a list of parties within its cell', () => {
    const many = Array.from({ length: 60 }, (_, i) => `partyaaaaaaaaa${String(i).padStart(2, '0')}`);
    const [cell] = mirroredCells(active, { ...active, partiesDone: many });
    expect(String(cell?.value).length).toBeLessThanOrEqual(500);
    expect(
      String(cell?.value)
        .split(',')
        .every((id) => RECORD_ID.test(id)),
    ).toBe(true);
  });
});

describe('record id', () => {
  it('is the first 16 base32 letters of the digest (vectors made with coreutils base32)', () => {
    const digest = createHash('sha256').update(ALERT_ID).digest();
    expect(recordIdOfDigest(digest)).toBe('d32lcjhiai4thmye');
    expect(recordIdOfDigest(new Uint8Array(32))).toBe('a'.repeat(16));
    expect(recordIdOfDigest(new Uint8Array(32).fill(255))).toBe('7'.repeat(16));
    expect(RECORD_ID.test(recordIdOfDigest(digest))).toBe(true);
  });
});

describe('order', () => {
  it('what stands comes before what is over, the worst first, then the newest; Unknown counts as Severe', () => {
    const alert = (
      id: string,
      severity: typeof roadblock.severity,
      raisedAt: number,
      state: AlertState['state'] = 'active',
    ) => ({
      ...active,
      id,
      raisedAt,
      state,
      content: { ...active.content, severity },
    });
    const list = [
      alert('minor', 'Minor', 9),
      alert('over', 'Extreme', 99, 'ended'),
      alert('severe', 'Severe', 1),
      alert('unknown', 'Unknown', 2),
      alert('extreme', 'Extreme', 0),
    ];
    expect(worstFirst(list).map(({ id }) => id)).toEqual(['extreme', 'unknown', 'severe', 'minor', 'over']);
  });
});

describe('an observer’s view', () => {
  const seen = after(
    [raising({ ...shelling, source: 'CANARY driver of KILO-2' }), NOW],
    [{ is: 'acknowledge', rev: 1, stance: 'seen', by: guest }, NOW],
    [{ is: 'acknowledge', rev: 1, stance: 'acting', by: noor }, NOW],
  );

  it('gets the alert and who answers for a party, not who told us nor the other observers', () => {
    const projected = projectAlert({ view: 'observer' }, seen);
    expect(JSON.stringify(projected)).not.toContain('CANARY');
    expect(projected.acks.map(({ user }) => user)).toEqual(['noor']);
    expect(projected.observersSeen).toBe(1);
    expect(projected.content).toMatchObject({
      event: 'shelling_nearby',
      severity: 'Extreme',
      place: shelling.place,
    });
  });

  it('the full view keeps everything, but lists the newest observers only', () => {
    expect(projectAlert({ view: 'full' }, seen).content.source).toContain('CANARY');
    const crowd = {
      ...seen,
      acks: Array.from({ length: 500 }, (_, i) => ({ ...seen.acks[0]!, user: `o${i}` })),
    };
    const projected = projectAlert({ view: 'full' }, crowd);
    expect(projected.observersSeen).toBe(500);
    expect(projected.acks).toHaveLength(50);
    expect(projected.acks.at(-1)?.user).toBe('o499');
  });
});

describe('text for radio or messenger', () => {
  it('says EXERCISE, what, where, what to do, its age and its source', () => {
    const alert: AlertState = {
      ...after([raising({ ...shelling, source: 'driver of KILO-2' }), NOW]),
      status: 'Exercise',
    };
    expect(
      spokenAlert(alert, NOW + 4 * MINUTE, {
        route: 'Main route',
        party: 'Guarantor B',
        convoys: ['KILO-2'],
      }),
    ).toBe(
      [
        'EXERCISE EXERCISE EXERCISE',
        'CRITICAL: Shelling nearby, km 30–32',
        'Route: Main route',
        'Shelling is heard or seen. Stop, take cover and report.',
        'What to do: Take shelter',
        'Convoys: KILO-2',
        'Observed 0913Z, 5 minutes ago (now 0918Z)',
        'Source: driver of KILO-2, Maya, Guarantor B',
        'Nobody has acknowledged',
        `Alert ${ALERT_ID}`,
        'EXERCISE EXERCISE EXERCISE',
      ].join('\n'),
    );
  });

  it('an ended alert always says that this is not permission to move', () => {
    const over = [
      after([raising(roadblock), NOW], [{ is: 'end', rev: 1, reason: 'road open', by: maya }, NOW]),
      after([raising(roadblock), NOW], [{ is: 'cancel', rev: 1, reason: 'mistake', by: maya }, NOW]),
      after([raising(roadblock), NOW], [{ is: 'clock' }, NOW + 2 * HOUR]),
    ];
    for (const alert of over) expect(spokenAlert(alert, NOW, {})).toContain('not permission to move');
    expect(spokenAlert(over[0]!, NOW, {})).not.toContain('EXERCISE');
  });

  it('counts the parties that still owe an answer', () => {
    expect(spokenAlert(acknowledged, NOW, {})).toContain('Not yet acknowledged by 1 party');
  });
});

describe('canonical JSON', () => {
  it('is the same for the same content in another order', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":1}]}');
  });
});
