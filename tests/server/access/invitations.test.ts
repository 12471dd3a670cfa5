// Invitations: for one named person and one use, for a while; shared ones for observers and the exercise only.
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '#server/access/actor.ts';
import { DAY, HOUR, OTHER_ROOM, ROOM, desk, refusedWith, request } from './doubles.ts';

describe('an invitation', () => {
  it('lets the person it names into its room, with its role, party and ownership', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya', { owner: true }), OPERATOR);
    const { member } = await directory.redeem({ invite: token, name: 'Somebody else' });
    expect(member).toMatchObject({
      room: ROOM,
      name: 'Maya',
      role: 'coordinator',
      party: 'partyaaaa',
      owner: true,
    });
  });

  it('has 256 random bits and is kept as a hash only', async () => {
    const { directory, store } = await desk();
    const { token } = await directory.invite(request('observer', 'Nils'), OPERATOR);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await store.load())).not.toContain(token);
  });

  it('is used once, also by two people at the same moment', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const both = await Promise.allSettled([
      directory.redeem({ invite: token }),
      directory.redeem({ invite: token }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusedWith(() => directory.redeem({ invite: token }))).toBe('invite-used');
  });

  it('expires after seven days, or after the days it was given', async () => {
    const { directory, clock } = await desk();
    const { token } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const short = await directory.invite(request('coordinator', 'Omar', { days: 1 }), OPERATOR);
    clock.move(DAY);
    expect(await refusedWith(() => directory.redeem({ invite: short.token }))).toBe('invite-expired');
    clock.move(6 * DAY - 1);
    expect(directory.look({ invite: token }).invitation.name).toBe('Maya');
    clock.move(1);
    expect(await refusedWith(() => directory.redeem({ invite: token }))).toBe('invite-expired');
  });

  it('is refused once it was withdrawn, and only its own room can withdraw it', async () => {
    const { directory } = await desk();
    const { token, invitation } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    expect(await refusedWith(() => directory.withdraw(OTHER_ROOM, invitation.id, OPERATOR))).toBe(
      'not-found',
    );
    await directory.withdraw(ROOM, invitation.id, OPERATOR);
    expect(await refusedWith(() => directory.redeem({ invite: token }))).toBe('invite-revoked');
    expect(directory.openInvitations(ROOM)).toEqual([]);
  });

  it.each([undefined, '', 'x', 'A'.repeat(43), 7, { toString: () => 'A'.repeat(43) }])(
    'that nobody made is unknown: %s',
    async (invite) => {
      const { directory } = await desk();
      expect(await refusedWith(() => directory.redeem({ invite }))).toBe('invite-unknown');
    },
  );

  it('for a role that writes names its person; nobody writes under a shared name', async () => {
    const { directory } = await desk();
    for (const role of ['coordinator', 'watch_officer'] as const) {
      expect(await refusedWith(() => directory.invite(request(role, undefined), OPERATOR))).toBe(
        'name-required',
      );
    }
    expect(
      await refusedWith(() => directory.invite(request('observer', 'N', { owner: true }), OPERATOR)),
    ).toBe('bad-request');
  });

  it.each([0, -1, 1.5, 91, NaN])('cannot last %s days', async (days) => {
    const { directory } = await desk();
    expect(await refusedWith(() => directory.invite(request('observer', 'Nils', { days }), OPERATOR))).toBe(
      'bad-request',
    );
  });

  it('survives a restart, used or not', async () => {
    const { directory, restart } = await desk();
    const used = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    const open = await directory.invite(request('coordinator', 'Omar'), OPERATOR);
    await directory.redeem({ invite: used.token });
    const again = await restart();
    expect(await refusedWith(() => again.redeem({ invite: used.token }))).toBe('invite-used');
    expect((await again.redeem({ invite: open.token })).member.name).toBe('Omar');
  });

  it('is in the record before it exists, without any secret', async () => {
    const { directory, record } = await desk();
    const { token, invitation } = await directory.invite(request('coordinator', 'Maya'), OPERATOR);
    expect(record).toMatchObject([
      {
        room: ROOM,
        draft: { kind: 'member.invited', actor: 'operator', role: 'operator', payload: { name: 'Maya' } },
      },
    ]);
    for (const secret of [token, invitation.tokenHash]) expect(JSON.stringify(record)).not.toContain(secret);
  });
});

describe('a shared invitation', () => {
  it('lets several observers in, each under the name they say', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('observer', undefined), OPERATOR);
    expect(await refusedWith(() => directory.redeem({ invite: token }))).toBe('name-required');
    const people = [
      await directory.redeem({ invite: token, name: ' Nils ' }),
      await directory.redeem({ invite: token, name: 'Ada' }),
    ];
    expect(people.map(({ member }) => member.name)).toEqual(['Nils', 'Ada']);
    expect(new Set(people.map(({ member }) => member.user)).size).toBe(2);
  });

  it('of the exercise lets people write, for a day, and ends when fresh links are made', async () => {
    const { directory, clock } = await desk();
    const shared = request('coordinator', undefined, { exercise: true });
    const old = await directory.invite(shared, OPERATOR);
    await directory.withdrawShared(ROOM, OPERATOR);
    const fresh = await directory.invite(shared, OPERATOR);
    expect(await refusedWith(() => directory.redeem({ invite: old.token, name: 'Maya' }))).toBe(
      'invite-revoked',
    );
    expect((await directory.redeem({ invite: fresh.token, name: 'Maya' })).member.role).toBe('coordinator');
    clock.move(24 * HOUR);
    expect(await refusedWith(() => directory.redeem({ invite: fresh.token, name: 'Omar' }))).toBe(
      'invite-expired',
    );
  });

  it.each(['', '   ', '\u200B\u200B', 'x'.repeat(81), 'Maya\u202Eayam', 'a\u0000b'])(
    'is not joined under a name that is none or misleads: %j',
    async (name) => {
      const { directory } = await desk();
      const { token } = await directory.invite(request('observer', undefined), OPERATOR);
      expect(['name-required', 'bad-request']).toContain(
        await refusedWith(() => directory.redeem({ invite: token, name })),
      );
    },
  );

  it('gives no second "Maya" that only looks the same: invisible characters are taken out', async () => {
    const { directory } = await desk();
    const { token } = await directory.invite(request('observer', undefined), OPERATOR);
    const { member } = await directory.redeem({ invite: token, name: 'Ma\u200Bya\u2060' });
    expect(member.name).toBe('Maya');
  });
});
