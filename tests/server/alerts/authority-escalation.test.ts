// Silence escalates by the server's clock, on record, across restarts; one person who counts stops it.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer } from '#domain/protocol.ts';
import { AlertRoom, MINUTE, NOW, guest, idOf, maya, noor, roadblock, shelling } from './alert-room.ts';

let room: AlertRoom;
beforeEach(async () => {
  room = await AlertRoom.open();
});

const ID = idOf(1);
const SECOND = 1000;
const raise = (content = shelling): Promise<AlertAnswer> =>
  room.authority.raise(maya, { id: ID, ...content });
const escalations = (): (readonly [number, number | undefined])[] =>
  room.feed.flatMap(({ event, at, alert }) =>
    event === 'escalated' ? [[(at - NOW) / SECOND, alert.escalation] as const] : [],
  );

describe('an alert that nobody acknowledges', () => {
  it('is told to everybody again at each deadline, to the second, as the server and not as a person', async () => {
    await raise();
    await room.clock.move(59_999);
    expect(escalations()).toEqual([]);
    await room.clock.move(1);
    expect(escalations()).toEqual([[60, 1]]);
    await room.clock.move(9 * MINUTE);
    expect(escalations()).toEqual([
      [60, 1],
      [180, 2],
      [300, 3],
      [600, 4],
    ]);
    expect(room.feed.at(-1)?.by).toMatchObject({ user: 'server', role: 'server' });
  });

  it('has each step on record, and on the board in the same append', async () => {
    await raise();
    await room.clock.move(MINUTE);
    const [entry, board] = (await room.entries()).slice(-2);
    expect(entry).toMatchObject({
      kind: 'alert.escalated',
      payload: { fact: 'escalated', id: ID, level: 1 },
    });
    expect(board?.payload).toMatchObject({ cells: [{ ref: { field: 'escalation' }, value: 1 }] });
  });

  it('escalates after a restart to what is due by then, at once, and goes on from there', async () => {
    await raise();
    await room.clock.move(MINUTE);
    room.authority.close();
    room.clock.set(NOW + 11 * MINUTE);
    await room.restart();
    await room.clock.move(0);
    expect(escalations()).toEqual([[660, 4]]);
    await room.clock.move(4 * MINUTE);
    expect(escalations()).toEqual([
      [660, 4],
      [900, 5],
    ]);
  });

  it('escalates by the room’s setting as it was when it was raised', async () => {
    room.settings.set('escalateExtreme', [0, 10, 20, 0]);
    await raise();
    room.settings.set('escalateExtreme', [0, 3600, 0, 0]);
    await room.restart();
    await room.clock.move(MINUTE);
    expect(escalations()).toEqual([
      [10, 1],
      [20, 2],
    ]);
  });

  it('a step that found the disk full is tried again, and comes late and not never', async () => {
    await raise();
    await room.clock.move(59 * SECOND);
    room.store.failAppends('full');
    await room.clock.move(3 * SECOND);
    expect(escalations()).toEqual([[61, 1]]);
  });
});

describe('what stops it', () => {
  it('is a person who counts, of whatever party', async () => {
    await raise();
    await room.clock.move(MINUTE);
    await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' });
    await room.clock.move(30 * MINUTE);
    expect(escalations()).toHaveLength(1);
  });

  it('is no observer', async () => {
    await raise();
    await room.authority.acknowledge(guest, { id: ID, rev: 1, stance: 'seen' });
    await room.clock.move(MINUTE);
    expect(escalations()).toEqual([[60, 1]]);
  });

  it('is nothing that a Minor alert would need', async () => {
    await raise({ ...roadblock, severity: 'Minor' });
    await room.clock.move(2 * 60 * MINUTE);
    expect(escalations()).toEqual([]);
  });
});
