// The authority over a room's alerts: one effect per command, on disk first, the same after a restart.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer, FeedItem } from '#domain/protocol.ts';
import { recordIdOfUuid, systemAlertId } from '#server/alerts/identity.ts';
import { AlertRoom, MINUTE, NOW, guest, idOf, maya, noor, omar, roadblock, shelling } from './alert-room.ts';

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

describe('raising', () => {
  it('is one append of the alert and its cells on the board, before the answer', async () => {
    const answer = await raise();
    expect(answer).toMatchObject({ ok: true, seq: 1, at: NOW });
    const [alert, board] = await room.entries();
    expect(alert).toMatchObject({
      seq: 1,
      kind: 'alert.raised',
      actor: 'maya',
      party: 'partyaaa',
      role: 'watch_officer',
    });
    expect(answer.ok && answer.hash).toBe(alert?.hash);
    expect(board).toMatchObject({ seq: 2, kind: 'board.update' });
    expect(JSON.stringify(board?.payload)).toContain(recordIdOfUuid(ID));
    expect(room.feed).toMatchObject([{ seq: 1, prev: 0, event: 'raised', by: { name: 'Maya' } }]);
  });

  it('nothing is told to anybody while the disk is still writing', async () => {
    const open = room.store.hold();
    const answer = raise();
    await room.clock.move(MINUTE);
    expect(room.feed).toEqual([]);
    expect(room.authority.alerts()).toEqual([]);
    open();
    expect((await answer).ok).toBe(true);
    expect(room.feed).toHaveLength(1);
  });

  it('the same alert sent again, in another order, gets the original receipt and rings once', async () => {
    const first = await raise();
    await room.clock.move(MINUTE);
    const { event, severity, place, observedAt } = roadblock;
    const again = await room.authority.raise(noor, { observedAt, place, severity, event, id: ID });
    expect(again).toEqual(first);
    expect(room.feed).toHaveLength(1);
  });

  it('both of two sends at once get the same receipt', async () => {
    const [one, two] = await Promise.all([raise(), raise()]);
    expect(one).toEqual(two);
    expect(await kinds()).toEqual(['alert.raised', 'board.update']);
  });

  it('the same id with other content is refused and changes nothing', async () => {
    await raise();
    expect(codeOf(await raise({ ...roadblock, severity: 'Minor' }))).toBe('id-conflict');
    expect(stateOf()?.content.severity).toBe('Severe');
    expect(room.warnings).toHaveLength(1);
  });

  it('an observer raises nothing', async () => {
    expect(codeOf(await room.authority.raise(guest, { id: ID, ...roadblock }))).toBe('role');
    expect(await kinds()).toEqual([]);
  });

  it.each([
    ['place', { place: { route: 'routebbbb', fromKm: 1, toKm: 2 } }],
    ['place', { place: { route: 'routeaaaa', fromKm: 60, toKm: 90 } }],
    ['convoys', { convoys: ['convoyzz'] }],
    ['segments', { segments: ['segmentz'] }],
    ['expires', { expires: NOW + 7 * 60 * MINUTE }],
  ])('says that the %s is not one of this room: %o', async (what, wrong) => {
    expect(await raise({ ...roadblock, ...wrong })).toMatchObject({
      code: 'alert-content',
      params: { what },
    });
  });

  it('parties owed are those with somebody who counts when it is raised; an exercise is marked as one', async () => {
    room.exercise = true;
    await room.restart();
    await raise();
    expect(stateOf()).toMatchObject({ owed: ['partyaaa', 'partybbb'], status: 'Exercise' });
  });

  it('the seventh in a minute has to wait, an Extreme one never does, and a retry is not counted', async () => {
    for (let n = 1; n <= 6; n++) expect(codeOf(await raise(roadblock, idOf(n)))).toBe('ok');
    expect(codeOf(await raise(roadblock, idOf(1)))).toBe('ok');
    expect(codeOf(await raise(roadblock, idOf(7)))).toBe('too-fast');
    expect(codeOf(await raise(shelling, idOf(8)))).toBe('ok');
    await room.clock.move(MINUTE + 1);
    expect(codeOf(await raise(roadblock, idOf(7)))).toBe('ok');
  });
});

describe('acknowledging', () => {
  beforeEach(() => raise());

  it('one of a party is enough for the party, and the board knows', async () => {
    await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'acting' });
    expect(stateOf()).toMatchObject({ partiesDone: ['partybbb'], rev: 1 });
    expect(JSON.stringify((await room.entries()).at(-1)?.payload)).toContain('partybbb');
  });

  it('the same answer again is the original receipt, another stance is a new entry', async () => {
    const first = await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' });
    expect(await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' })).toEqual(first);
    const changed = await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'unable' });
    expect(changed.ok && first.ok && changed.seq > first.seq).toBe(true);
    const back = await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' });
    expect(back.ok && changed.ok && back.seq > changed.seq).toBe(true);
    expect(stateOf()?.acks).toHaveLength(1);
  });

  it('an observer is listed as seen and stops nothing', async () => {
    expect(codeOf(await room.authority.acknowledge(guest, { id: ID, rev: 1, stance: 'acting' }))).toBe('ok');
    expect(stateOf()).toMatchObject({
      partiesDone: [],
      state: 'active',
      acks: [{ user: 'guest', role: 'observer' }],
    });
  });

  it('a hundred observers at once make two entries, and each gets the receipt of the one that names them', async () => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      ...guest,
      user: `guest${i}`,
      membership: `m-${i}`,
    }));
    const answers = Promise.all(
      many.map((one) => room.authority.acknowledge(one, { id: ID, rev: 1, stance: 'seen' })),
    );
    await room.clock.move(2_000);
    const seqs = (await answers).map((answer) => (answer.ok ? answer.seq : -1));
    const entries = (await room.entries()).filter(({ kind }) => kind === 'alert.acknowledged');
    expect(entries.length).toBeLessThanOrEqual(2);
    expect(new Set(seqs)).toEqual(new Set(entries.map(({ seq }) => seq)));
    expect(stateOf()?.acks).toHaveLength(100);
    expect(await room.authority.acknowledge(many[7]!, { id: ID, rev: 1, stance: 'seen' })).toMatchObject({
      seq: seqs[7],
    });
  });

  it('of an alert that is not there, or over, is refused with what stands', async () => {
    expect(codeOf(await room.authority.acknowledge(noor, { id: idOf(9), rev: 1, stance: 'seen' }))).toBe(
      'no-alert',
    );
    await room.authority.acknowledge(noor, { id: ID, rev: 1, stance: 'seen' });
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'open' });
    const late = await room.authority.acknowledge(noor, { id: ID, rev: 2, stance: 'acting' });
    expect(late).toMatchObject({ code: 'alert-over', current: { state: 'ended' } });
    expect(codeOf(await room.authority.acknowledge(omar, { id: ID, rev: 2, stance: 'seen' }))).toBe('ok');
  });
});

describe('ending', () => {
  it('by its author or a coordinator, with the original receipt for a second send', async () => {
    await raise();
    const body = { id: ID, rev: 1, reason: 'road open' };
    const first = await room.authority.end(maya, 'end', body);
    expect(stateOf()).toMatchObject({ state: 'ended', ended: { by: 'maya', reason: 'road open' } });
    expect(await room.authority.end(maya, 'end', body)).toEqual(first);
    expect(codeOf(await room.authority.end(noor, 'end', body))).toBe('alert-over');
  });

  it('of two at once one is told that it is over, and nothing is written twice', async () => {
    await raise();
    const body = { id: ID, rev: 1, reason: 'road open' };
    const answers = await Promise.all([
      room.authority.end(maya, 'end', body),
      room.authority.end(noor, 'cancel', body),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['alert-over', 'ok']);
  });

  it('of an older revision is refused with the current copy', async () => {
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    const stale = await room.authority.end(noor, 'cancel', { id: ID, rev: 1, reason: 'x' });
    expect(stale).toMatchObject({ code: 'stale', current: { state: 'ending', rev: 2 } });
  });

  it('what was ever Extreme needs a second person of another party', async () => {
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    const confirm = { id: ID, rev: 2, of: 'end' } as const;
    expect(codeOf(await room.authority.confirm(maya, confirm))).toBe('second-person');
    expect(codeOf(await room.authority.confirm(omar, confirm))).toBe('second-person');
    expect(codeOf(await room.authority.confirm(guest, confirm))).toBe('role');
    const first = await room.authority.confirm(noor, confirm);
    expect(codeOf(first)).toBe('ok');
    expect(await room.authority.confirm(noor, confirm)).toEqual(first);
    expect(stateOf()).toMatchObject({ state: 'ended', ended: { by: 'maya', confirmedBy: { user: 'noor' } } });
  });

  it('in a room with one party any second person will do', async () => {
    room.members = [maya, omar, guest];
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    expect(codeOf(await room.authority.confirm(omar, { id: ID, rev: 2, of: 'end' }))).toBe('ok');
  });

  it('without a second person for ten minutes it stays active, and says so', async () => {
    await raise(shelling);
    await room.authority.end(maya, 'end', { id: ID, rev: 1, reason: 'quiet' });
    await room.clock.move(10 * MINUTE - 1);
    expect(stateOf()?.state).toBe('ending');
    await room.clock.move(1);
    expect(stateOf()).toMatchObject({ state: 'active', rev: 3 });
    expect(room.feed.at(-1)).toMatchObject({ event: 'not_confirmed', by: { user: 'server' } });
    expect(codeOf(await room.authority.confirm(noor, { id: ID, rev: 2, of: 'end' }))).toBe('stale');
  });
});

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
    const { AlertAuthority } = await import('#server/alerts/authority.ts');
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
    const { AlertAuthority } = await import('#server/alerts/authority.ts');
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
