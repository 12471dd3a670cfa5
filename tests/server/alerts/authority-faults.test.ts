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
    await room.clock.move(119 * MINUTE);
    room.store.failAppends('full');
    await room.clock.move(MINUTE);
    expect(stateOf()?.state).toBe('active');
    await room.clock.move(2_000);
    expect(stateOf()?.state).toBe('expired');
  });

  it('keeps one alarm for each alert that stands, and none for the others', async () => {
    const before = room.clock.waiting;
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    expect(room.clock.waiting).toBe(before + 1);
    await room.authority.confirm(noor, { id: ID, rev: 2, of: 'end' });
    expect(room.clock.waiting).toBe(before);
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
    expect(room.feed.map(({ event }) => event)).toEqual(['escalated', 'not_confirmed', 'expired']);
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
    expect(codeOf(await raise())).toBe('storage');
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
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('storage');
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
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('storage');
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('storage');
    broken = false;
    expect(codeOf(await authority.raise(maya, { id: ID, ...roadblock }))).toBe('ok');
    authority.close();
  });

  it('a full disk does not use up what a person may send in a minute', async () => {
    room.store.failAppends('full', 8);
    for (let n = 0; n < 8; n++) expect(codeOf(await raise())).toBe('storage');
    for (let n = 1; n <= 6; n++) expect(codeOf(await raise(roadblock, idOf(n)))).toBe('ok');
  });

  it('an answer of the disk that overtakes another does not overtake it in the feed', async () => {
    const ports = room.ports();
    const held: (() => void)[] = [];
    const authority = await AlertAuthority.open({
      ...ports,
      commit: async (draft, cells) => {
        const committed = await ports.commit(draft, cells);
        if (committed.seq === 1) await new Promise<void>((resolve) => held.push(resolve));
        return committed;
      },
    });
    const heard: number[] = [];
    authority.onItem(({ seq }) => heard.push(seq));
    const both = [1, 2].map((n) => authority.raise(maya, { id: idOf(n), ...roadblock }));
    await room.clock.move(0);
    expect(heard).toEqual([]);
    held[0]?.();
    await Promise.all(both);
    expect(heard).toEqual([1, 3]);
    authority.close();
  });

  it('what was on its way when the room closed is still told and answered, what comes later is turned away', async () => {
    const open = room.store.hold();
    const answer = raise();
    await room.clock.move(0);
    room.authority.close();
    const late = raise(roadblock, idOf(2));
    open();
    expect([codeOf(await answer), codeOf(await late)]).toEqual(['ok', 'shutting-down']);
    expect(room.feed.map(({ seq }) => seq)).toEqual([1]);
    expect(room.clock.waiting).toBe(0);
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
