// The authority over a room's alerts: one effect per command, on disk before anybody is told.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer } from '#domain/protocol.ts';
import { recordIdOfUuid } from '#server/alerts/identity.ts';
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

  it('has to wait as early as the operator says', async () => {
    room.alertsPerMinute = 1;
    await room.restart();
    expect(codeOf(await raise(roadblock, idOf(1)))).toBe('ok');
    expect(codeOf(await raise(roadblock, idOf(2)))).toBe('too-fast');
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
