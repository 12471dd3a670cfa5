// Memberships: one secret each, ended at once wherever somebody is connected, kept over restarts and full disks.
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '#server/access/actor.ts';
import { StoreError } from '#server/journal/store.ts';
import { Directory } from '#server/access/directory.ts';
import { DAY, OTHER_ROOM, ROOM, desk, joined, refusedWith, request } from './doubles.ts';

describe('a session', () => {
  it('opens its membership and nothing else, and is kept as a hash only', async () => {
    const house = await desk();
    const maya = await joined(house, 'coordinator', 'Maya');
    const omar = await joined(house, 'watch_officer', 'Omar');
    expect(house.directory.memberBySession(maya.session)).toEqual(maya.member);
    expect(house.directory.sessionOf(omar.member.membership, maya.session)).toBeUndefined();
    expect(house.directory.memberBySession(`${maya.session.slice(0, -1)}_`)).toBeUndefined();
    const kept = JSON.stringify([await house.store.load(), house.record, house.log.lines]);
    for (const secret of [maya.session, maya.token]) expect(kept).not.toContain(secret);
  });

  it('is there again after a restart', async () => {
    const house = await desk();
    const { session, member } = await joined(house, 'coordinator', 'Maya');
    expect((await house.restart()).memberBySession(session)).toEqual(member);
  });

  it('runs out after thirty days, and who is connected is told within the tick', async () => {
    const house = await desk();
    const { session, member } = await joined(house, 'coordinator', 'Maya');
    house.clock.move(30 * DAY - 1);
    expect(house.ended).toEqual([]);
    expect(house.directory.memberBySession(session)).toEqual(member);
    house.clock.move(1);
    expect(house.ended).toEqual([{ member, code: 'session-ended' }]);
    expect(house.directory.session(session)).toMatchObject({ state: 'ended', why: 'expired' });
    house.clock.move(5 * DAY);
    expect(house.ended).toHaveLength(1);
  });
});

describe('a revoked membership', () => {
  it('ends before the disk has been asked, and for good', async () => {
    const house = await desk();
    const { session, member } = await joined(house, 'coordinator', 'Maya');
    const revoking = house.directory.revoke(ROOM, member.membership, OPERATOR);
    await Promise.resolve();
    expect(house.ended).toEqual([{ member, code: 'session-ended' }]);
    expect(house.directory.memberBySession(session)).toBeUndefined();
    await revoking;
    expect((await house.restart()).memberBySession(session)).toBeUndefined();
    expect(house.record.at(-1)?.draft).toMatchObject({
      kind: 'member.revoked',
      payload: { user: member.user },
    });
    expect(await refusedWith(() => house.directory.revoke(ROOM, member.membership, OPERATOR))).toBe(
      'not-found',
    );
  });

  it('stays ended in memory while the disk is full, says it was not saved, and can be saved later', async () => {
    const house = await desk();
    let full = false;
    const store = {
      load: () => house.store.load(),
      save: (rows: object) =>
        full ? Promise.reject(new StoreError('full', 'no space left')) : house.store.save(rows),
    };
    const directory = await Directory.open({ ...house, store, record: () => Promise.resolve() });
    const { session, member } = await joined({ directory }, 'coordinator', 'Maya');
    full = true;
    expect(await refusedWith(() => directory.revoke(ROOM, member.membership, OPERATOR))).toBe('storage');
    expect(directory.memberBySession(session)).toBeUndefined();
    full = false;
    await directory.revoke(ROOM, member.membership, OPERATOR);
    expect((await house.restart()).memberBySession(session)).toBeUndefined();
  });

  it('of one room is out of reach for another room', async () => {
    const house = await desk();
    const { member } = await joined(house, 'coordinator', 'Maya');
    expect(await refusedWith(() => house.directory.revoke(OTHER_ROOM, member.membership, OPERATOR))).toBe(
      'not-found',
    );
    expect(house.directory.member(member.membership)).toEqual(member);
  });

  it('does not come back by the invitation it came in by', async () => {
    const house = await desk();
    const { token } = await house.directory.invite(request('observer', undefined), OPERATOR);
    const { member, device } = await house.directory.redeem({ invite: token, name: 'Nils' });
    await house.directory.revoke(ROOM, member.membership, OPERATOR);
    expect(await refusedWith(() => house.directory.redeem({ invite: token, name: 'Nils 2', device }))).toBe(
      'invite-revoked',
    );
  });
});

describe('a changed role', () => {
  it('is told at once, is true for the same session, and is in the record', async () => {
    const house = await desk();
    const { session, member } = await joined(house, 'coordinator', 'Maya', { owner: true });
    await house.directory.setRole(ROOM, member.membership, 'observer', OPERATOR);
    expect(house.ended).toEqual([{ member, code: 'role-changed' }]);
    expect(house.directory.memberBySession(session)).toMatchObject({ role: 'observer', owner: false });
    expect(house.record.at(-1)?.draft).toMatchObject({
      kind: 'member.changed',
      payload: { from: { role: 'coordinator', owner: true }, to: { role: 'observer', owner: false } },
    });
  });

  it('to the same role changes nothing and tells nobody', async () => {
    const house = await desk();
    const { member } = await joined(house, 'coordinator', 'Maya');
    const entries = house.record.length;
    await house.directory.setRole(ROOM, member.membership, 'coordinator', OPERATOR);
    expect([house.ended, house.record.length]).toEqual([[], entries]);
  });

  it('to more is given only once it is written down', async () => {
    const house = await desk();
    const failing = await Directory.open({ ...house, record: () => Promise.resolve() });
    const { member } = await joined({ directory: failing }, 'observer', 'Nils');
    const refusing = await Directory.open({
      ...house,
      record: () => Promise.reject(new StoreError('full', 'no space left')),
    });
    expect(await refusedWith(() => refusing.setRole(ROOM, member.membership, 'coordinator', OPERATOR))).toBe(
      'storage',
    );
    expect(refusing.member(member.membership)?.role).toBe('observer');
  });

  it('cannot make an observer an owner', async () => {
    const house = await desk();
    const { member } = await joined(house, 'observer', 'Nils');
    expect(
      await refusedWith(() => house.directory.change(ROOM, member.membership, { owner: true }, OPERATOR)),
    ).toBe('bad-request');
  });
});

describe('a device', () => {
  it('that opens its used invitation again gets the same membership', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const first = await directory.redeem({ invite: token });
    const again = await directory.redeem({ invite: token, device: first.device });
    expect(again.member).toEqual(first.member);
    expect(directory.memberBySession(first.session)).toBeUndefined();
    expect(directory.memberBySession(again.session)).toEqual(first.member);
    expect(directory.look({ invite: token, device: first.device }).joined).toEqual(first.member);
  });

  it('keeps the session it still has', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const { session, device } = await directory.redeem({ invite: token });
    expect((await directory.redeem({ invite: token, device, sessions: [session] })).session).toBe(session);
  });

  it('keeps the person the same over links, as long as the name is the same', async () => {
    const { directory } = await desk();
    const one = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const two = await directory.invite(request('observer', 'maya', { room: OTHER_ROOM }), OPERATOR);
    const three = await directory.invite(request('coordinator', 'Omar'), OPERATOR);
    const { member, device } = await directory.redeem({ invite: one.token });
    expect((await directory.redeem({ invite: two.token, device })).member.user).toBe(member.user);
    expect((await directory.redeem({ invite: three.token, device })).member.user).not.toBe(member.user);
  });

  it('that signed out has to open its invitation again; its old secret is worth nothing', async () => {
    const house = await desk();
    const { token } = await house.directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const { member, session, device } = await house.directory.redeem({ invite: token });
    await house.directory.signOut(member, OPERATOR);
    expect(house.ended).toEqual([{ member, code: 'session-ended' }]);
    expect(house.directory.session(session)).toBeUndefined();
    expect((await house.directory.redeem({ invite: token, device })).member).toEqual(member);
  });

  it('that opens a shared link again is itself while signed in; afterwards whoever sits there says their name', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('observer', undefined), OPERATOR);
    const nils = await directory.redeem({ invite: token, name: 'Nils' });
    const here = { invite: token, device: nils.device };
    const signedIn = { ...here, sessions: [nils.session] };
    expect(directory.look(signedIn).joined).toEqual(nils.member);
    expect((await directory.redeem({ ...signedIn, name: '' })).member).toEqual(nils.member);
    await directory.signOut(nils.member, OPERATOR);
    expect(directory.look(signedIn).joined).toBeUndefined();
    expect(await refusedWith(() => directory.redeem({ ...here, name: '' }))).toBe('name-required');
    expect((await directory.redeem({ ...here, name: 'Ada' })).member.user).not.toBe(nils.member.user);
    expect((await directory.redeem({ ...here, name: ' nils ' })).member).toEqual(nils.member);
  });

  it('that nobody knows is given a new secret, never the one it came with', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const { device } = await directory.redeem({ invite: token, device: 'A'.repeat(43) });
    expect(device).toMatch(/^[\w-]{43}$/);
    expect(device).not.toBe('A'.repeat(43));
  });
});

describe('a room that was removed', () => {
  it('is forgotten with everybody in it', async () => {
    const house = await desk();
    const { member, session } = await joined(house, 'coordinator', 'Maya');
    const { token } = await house.directory.invite(request('observer', undefined), OPERATOR);
    house.directory.forgetRoom(ROOM);
    expect(house.ended).toEqual([{ member, code: 'session-ended' }]);
    expect(house.directory.memberBySession(session)).toBeUndefined();
    expect(await refusedWith(() => house.directory.look({ invite: token }))).toBe('invite-unknown');
  });
});
