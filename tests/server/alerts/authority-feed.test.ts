// The room's own alerts ring once, and its feed tells everybody everything once.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer } from '#domain/protocol.ts';
import { systemAlertId } from '#server/alerts/identity.ts';
import { AlertRoom, MINUTE, NOW, idOf, maya, roadblock, shelling } from './alert-room.ts';

let room: AlertRoom;
beforeEach(async () => {
  room = await AlertRoom.open();
});

const ID = idOf(1);
const raise = (content = roadblock, id = ID): Promise<AlertAnswer> =>
  room.authority.raise(maya, { id, ...content });

describe('the room itself', () => {
  const overdue = () =>
    room.authority.raiseSystem('overdue', 'convoy/convoyaa', NOW - 10 * MINUTE, {
      severity: 'Severe',
      place: roadblock.place,
      convoys: ['convoyaa'],
    });

  it('rings once for one event on one record since one moment, across restarts and whatever its words', async () => {
    const first = await overdue();
    expect(await overdue()).toEqual(first);
    await room.restart();
    const again = room.authority.raiseSystem('overdue', 'convoy/convoyaa', NOW - 10 * MINUTE, {
      severity: 'Extreme',
      place: roadblock.place,
    });
    expect(await again).toEqual(first);
    expect(room.authority.alerts()).toMatchObject([
      { id: systemAlertId('overdue', 'convoy/convoyaa', NOW - 10 * MINUTE), raisedBy: { role: 'server' } },
    ]);
  });

  it('makes UUIDv5 ids, another for every event, record and moment', () => {
    const ids = [
      systemAlertId('overdue', 'convoy/convoyaa', 1),
      systemAlertId('overdue', 'convoy/convoyaa', 2),
      systemAlertId('overdue', 'convoy/convoybb', 1),
      systemAlertId('lost_contact', 'convoy/convoyaa', 1),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is not silenced by a person who guessed its id', async () => {
    const id = systemAlertId('overdue', 'convoy/convoyaa', NOW - 10 * MINUTE);
    await raise({ ...roadblock, severity: 'Minor' }, id);
    expect((await overdue()).ok).toBe(true);
    expect(room.authority.alerts().map(({ raisedBy }) => raisedBy.role)).toEqual(['watch_officer', 'server']);
  });
});

describe('the feed', () => {
  it('a reader gets exactly what came after, a newcomer what is not over and the last day', async () => {
    await raise();
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'open' });
    // Set so that silence escalates nothing: that would be the feed's business too.
    room.settings.set('escalateExtreme', [0, 0, 0, 0]);
    await raise(shelling, idOf(2));
    await room.clock.move(23 * 60 * MINUTE);
    expect(room.authority.since(0)).toHaveLength(4);
    await room.clock.move(2 * 60 * MINUTE);
    await raise({ ...roadblock, observedAt: room.clock.now() }, idOf(3));
    // The roadblock of yesterday is gone; the Extreme one expired, but nobody ever acknowledged it.
    const items = room.authority.since(0);
    expect(items.map(({ alert, event }) => [alert.id, event])).toEqual([
      [idOf(2), 'raised'],
      [idOf(2), 'expired'],
      [idOf(3), 'raised'],
    ]);
    expect(items.map(({ prev }) => prev)).toEqual([0, items[0]?.seq, items[1]?.seq]);
    expect(room.authority.since(1).map(({ event }) => event)).toEqual([
      'ended',
      'raised',
      'expired',
      'raised',
    ]);
  });

  it('a newcomer’s cursor stands at the head even when all of it is old', async () => {
    await raise();
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'open' });
    await room.clock.move(48 * 60 * MINUTE);
    expect(room.authority.since(0).map(({ seq, prev }) => [seq, prev])).toEqual([[3, 0]]);
  });

  it('knows a reader whose past is another', async () => {
    await raise();
    const { seq, hash } = room.authority.head ?? { seq: 0, hash: '' };
    expect(room.authority.agrees(seq, hash)).toBe(true);
    expect(room.authority.agrees(0, '')).toBe(true);
    expect(room.authority.agrees(seq, 'f'.repeat(64))).toBe(false);
    expect(room.authority.agrees(seq + 1, hash)).toBe(false);
  });

  it('alerts raised at once by many come in the journal’s order, each naming the one before', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => raise(shelling, idOf(n))));
    const seqs = room.feed.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(room.feed.slice(1).every(({ prev }, i) => prev === seqs[i])).toBe(true);
  });
});
