// Alerts through time, restarts and failing disks: nothing recorded is lost, nothing else is claimed.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer, FeedItem } from '#domain/protocol.ts';
import { AlertAuthority } from '#server/alerts/authority.ts';
import { AlertRoom, MINUTE, NOW, idOf, maya, noor, omar, roadblock, shelling } from './alert-room.ts';

let room: AlertRoom;
beforeEach(async () => {
  room = await AlertRoom.open();
});

const ID = idOf(1);
const raise = (content = roadblock, id = ID): Promise<AlertAnswer> =>
  room.authority.raise(maya, { id, ...content });
const stateOf = (id = ID) => room.authority.alerts().find((alert) => alert.id === id);
const codeOf = (answer: AlertAnswer): string => (answer.ok ? 'ok' : answer.code);
const kinds = async (): Promise<string[]> => (await room.entries()).map(({ kind }) => kind);

describe('time', () => {
  it('expires an alert by the clock, two hours after it was raised unless it says otherwise', async () => {
    await raise();
    await raise({ ...roadblock, expires: NOW + 30 * MINUTE }, idOf(2));
    await room.clock.move(30 * MINUTE);
    expect(stateOf(idOf(2))?.state).toBe('expired');
    expect(stateOf()?.state).toBe('active');
    await room.clock.move(90 * MINUTE);
    expect(stateOf()?.state).toBe('expired');
    expect((await kinds()).filter((kind) => kind === 'alert.expired')).toHaveLength(2);
  });

  it('an alarm that found the disk full is tried again', async () => {
    await raise();
    room.store.failAppends('full');
    await room.clock.move(120 * MINUTE);
    expect(stateOf()?.state).toBe('active');
    await room.clock.move(2_000);
    expect(stateOf()?.state).toBe('expired');
  });

  it('a server clock set back makes nothing expire twice and keeps the order', async () => {
    await raise();
    room.clock.set(NOW - 180 * MINUTE);
    await raise({ ...roadblock, observedAt: NOW - 181 * MINUTE }, idOf(2));
    expect(room.feed.map(({ seq, prev }) => [seq, prev])).toEqual([
      [1, 0],
      [3, 1],
    ]);
  });
});

describe('restart', () => {
  const snapshot = (): unknown => ({ alerts: room.authority.alerts(), feed: room.authority.since(1) });

  it('brings back every alert, the whole feed and its chain', async () => {
    await raise();
    await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' });
    await raise(shelling, idOf(2));
    await room.authority.end(maya, 'end', { id: idOf(2), rev: 1, reason: 'quiet' });
    await room.authority.end(omar, 'end', { id: ID, rev: 1, reason: 'open' });
    const before = snapshot();
    await room.restart();
    expect(snapshot()).toEqual(before);
  });

  it('still knows what was sent: the same body is the old receipt, another is a conflict', async () => {
    const first = await raise();
    await room.restart();
    expect(await raise()).toEqual(first);
    expect(codeOf(await raise({ ...roadblock, text: 'other' }))).toBe('id-conflict');
  });

  it('fires what became due while the server was away, in the order it was due', async () => {
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    room.authority.close();
    room.clock.set(NOW + 5 * 60 * MINUTE);
    await room.restart();
    await room.clock.move(0);
    expect(room.feed.map(({ event }) => event)).toEqual(['not_confirmed', 'expired']);
  });

  it('a redacted entry is passed over, the others stand', async () => {
    await raise();
    await raise(shelling, idOf(2));
    const entry = room.store.disk.rooms.get('roomroomroom')?.entries[0];
    Object.assign(entry ?? {}, { payload: null, salt: null });
    await room.restart();
    expect(room.authority.alerts().map(({ id }) => id)).toEqual([idOf(2)]);
  });
});

describe('a disk that fails', () => {
  it('the sender is told that nothing was saved, and the next try goes through without a restart', async () => {
    room.store.failAppends('full');
    expect(codeOf(await raise())).toBe('not-saved');
    expect(room.feed).toEqual([]);
    expect(codeOf(await raise())).toBe('ok');
    expect(await kinds()).toEqual(['alert.raised', 'board.update']);
  });

  it('a commit that was written although it failed is found again, and the retry gets its receipt', async () => {
    const ports = room.ports();
    let lose = true;
    const authority = await AlertAuthority.open({
      ...ports,
      commit: async (draft, cells) => {
        const committed = await ports.commit(draft, cells);
        if (!lose) return committed;
        lose = false;
        throw new Error('the answer was lost');
      },
    });
    const feed: FeedItem[] = [];
    authority.onItem((item) => feed.push(item));
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('not-saved');
    expect(await authority.raise(maya, { id: ID, ...roadblock })).toMatchObject({ ok: true, seq: 1 });
    expect(feed.map(({ seq, event }) => [seq, event])).toEqual([[1, 'raised']]);
    expect(await kinds()).toEqual(['alert.raised', 'board.update']);
    authority.close();
  });

  it('when the journal cannot be read either, nothing is accepted until it can', async () => {
    const ports = room.ports();
    let broken = false;
    const authority = await AlertAuthority.open({
      ...ports,
      commit: (draft, cells) => (broken ? Promise.reject(new Error('EIO')) : ports.commit(draft, cells)),
      read: (after) => (broken ? Promise.reject(new Error('EIO')) : ports.read(after)),
    });
    broken = true;
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('not-saved');
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('not-saved');
    broken = false;
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('ok');
    authority.close();
  });

  it('a listener that throws keeps nobody else from hearing', async () => {
    room.authority.onItem(() => {
      throw new Error('broken listener');
    });
    const heard: number[] = [];
    room.authority.onItem(({ seq }) => heard.push(seq));
    await raise();
    expect(heard).toEqual([1]);
  });
});
