// Who is asking: the same answer for a page, the board's upgrade and the alert channel, by cookie and `as`, or by bearer.
import { describe, expect, it } from 'vitest';
import { callerAddress } from '#server/access/caller-address.ts';
import { RequestMembers, type Asking } from '#server/access/request-member.ts';
import { OTHER_ROOM, ROOM, desk, joined } from './doubles.ts';

const HOME = 'http://127.0.0.1:3000';

async function door(publicUrl = HOME) {
  const house = await desk();
  const maya = await joined(house, 'coordinator', 'Maya');
  const nils = await joined(house, 'observer', 'Nils');
  const members = new RequestMembers({ directory: house.directory, publicUrl });
  const prefix = publicUrl.startsWith('https') ? '__Host-corridor_' : 'corridor_';
  const cookie = [maya, nils]
    .map(({ member, session }) => `${prefix}${member.membership}=${session}`)
    .join('; ');
  return { ...house, maya, nils, members, cookie };
}

/** As a WebSocket upgrade arrives. */
function upgrade(as: string | undefined, headers: Asking['headers']): Asking {
  const url = `/sync/${ROOM}${as === undefined ? '' : `?v=1&as=${as}`}`;
  return { method: 'GET', url, headers: { upgrade: 'websocket', host: '127.0.0.1:3000', ...headers } };
}

const code = (answer: object): unknown => ('code' in answer ? answer.code : answer);

describe('an upgrade', () => {
  it('with the cookie of the membership it names, from our own pages, is that member', async () => {
    const { members, maya, nils, cookie } = await door();
    for (const one of [maya, nils]) {
      expect(members.memberOf(upgrade(one.member.membership, { origin: HOME, cookie }), ROOM)).toEqual(
        one.member,
      );
    }
  });

  it('from another site, or from nowhere with a cookie, is refused whatever it brings', async () => {
    const { members, maya, cookie } = await door();
    const as = maya.member.membership;
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:3001',
      'https://127.0.0.1:3000',
      undefined,
    ]) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      expect(code(members.memberOf(upgrade(as, headers), ROOM))).toBe('foreign-origin');
    }
    const bearer = { authorization: `Bearer ${maya.session}`, origin: 'https://evil.example' };
    expect(code(members.memberOf(upgrade(undefined, bearer), ROOM))).toBe('foreign-origin');
  });

  it('that shows nothing at all is told that a session is missing, not that it came from elsewhere', async () => {
    const { members } = await door();
    expect(code(members.memberOf(upgrade(undefined, {}), ROOM))).toBe('no-session');
  });

  it('of a program comes without Origin and with a bearer', async () => {
    const { members, maya } = await door();
    const headers = { authorization: `Bearer ${maya.session}` };
    expect(members.memberOf(upgrade(undefined, headers), ROOM)).toEqual(maya.member);
    expect(members.originRefusal(upgrade(undefined, headers))).toBeUndefined();
    expect(members.originRefusal(upgrade(undefined, {}))?.code).toBe('foreign-origin');
  });

  it.each<[string, (as: string, other: string) => string | undefined]>([
    ['names no membership', () => undefined],
    ['names one that it has no cookie for', () => 'aaaaaaaaaaaaaaaa'],
    ['names nonsense', (as) => `${as}%00`],
  ])('that %s is nobody', async (_what, name) => {
    const { members, maya, nils, cookie } = await door();
    const as = name(maya.member.membership, nils.member.membership);
    expect(code(members.memberOf(upgrade(as, { origin: HOME, cookie }), ROOM))).toBe('no-session');
  });

  it('to another room gets the same answer as to no room', async () => {
    const { members, maya, cookie } = await door();
    const request = upgrade(maya.member.membership, { origin: HOME, cookie });
    expect(members.memberOf(request, OTHER_ROOM)).toEqual(members.memberOf(request, 'nowhereatall'));
    expect(code(members.memberOf(request, OTHER_ROOM))).toBe('no-room');
  });

  it('finds the true cookie beside one of the same name that was planted', async () => {
    const { members, maya, nils, cookie } = await door();
    const as = maya.member.membership;
    const planted = `corridor_${as}=${nils.session}; ${cookie}`;
    expect(members.memberOf(upgrade(as, { origin: HOME, cookie: planted }), ROOM)).toEqual(maya.member);
  });
});

describe('a handshake of the alert channel', () => {
  it('names its membership beside the URL, and is judged anew each time', async () => {
    const { members, maya, cookie, directory } = await door();
    const ask: Asking = {
      headers: { cookie, origin: HOME, upgrade: 'websocket' },
      url: '/socket.io/',
      as: maya.member.membership,
    };
    expect(members.memberOf(ask, ROOM)).toEqual(maya.member);
    await directory.setRole(ROOM, maya.member.membership, 'observer', {
      actor: 'operator',
      party: '',
      role: 'operator',
      via: 'command',
    });
    expect(members.memberOf(ask, ROOM)).toMatchObject({ role: 'observer' });
    await directory.revoke(ROOM, maya.member.membership, {
      actor: 'operator',
      party: '',
      role: 'operator',
      via: 'command',
    });
    expect(members.memberOf(ask, ROOM)).toEqual({ code: 'session-ended', params: { why: 'revoked' } });
  });
});

describe('our own pages', () => {
  it.each<[string, string, string | undefined, boolean]>([
    ['http://127.0.0.1:3000', 'http://localhost:3000', 'localhost:3000', true],
    ['http://127.0.0.1:3000', 'http://[::1]:3000', '[::1]:3000', true],
    ['http://127.0.0.1:3000', 'http://localhost:3001', 'localhost:3000', false],
    ['http://127.0.0.1:3000', 'http://rebound.example:3000', 'rebound.example:3000', false],
    ['http://127.0.0.1:3000', 'http://127.0.0.1.evil.example:3000', '127.0.0.1.evil.example:3000', false],
    ['https://corridor.example', 'https://corridor.example', 'inner:3000', true],
    ['https://corridor.example', 'http://corridor.example', 'corridor.example', false],
    ['https://corridor.example', 'http://localhost:3000', 'localhost:3000', false],
    ['https://corridor.example', 'https://corridor.example.evil.example', undefined, false],
  ])('at %s are those from %s (asked as %s): %s', async (publicUrl, origin, host, own) => {
    const { members } = await door(publicUrl);
    expect(members.mayAct({ method: 'POST', headers: { origin, host } })).toBe(own);
  });

  it('read without Origin as browsers do, and only with what says that it is they', async () => {
    const { members } = await door();
    const site = (value: string): boolean =>
      members.mayAct({ method: 'GET', headers: { 'sec-fetch-site': value } });
    expect(['same-origin', 'none', 'same-site', 'cross-site'].map(site)).toEqual([true, true, false, false]);
    expect(members.mayAct({ method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })).toBe(false);
  });

  it('under https read no cookie without the prefix that binds it to this host', async () => {
    const { members, maya, cookie } = await door('https://corridor.example');
    const as = maya.member.membership;
    const origin = 'https://corridor.example';
    expect(members.memberOf(upgrade(as, { origin, cookie }), ROOM)).toEqual(maya.member);
    const bare = cookie.replaceAll('__Host-', '');
    expect(code(members.memberOf(upgrade(as, { origin, cookie: bare }), ROOM))).toBe('no-session');
  });
});

describe('an address', () => {
  it.each<[string, number, string, string | undefined, string]>([
    ['is the socket’s without a trusted proxy', 0, '203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['is what one trusted proxy saw', 1, '10.0.0.1', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    [
      'is what the outer of two trusted proxies saw',
      2,
      '10.0.0.1',
      '6.6.6.6, 203.0.113.9, 10.0.0.2',
      '203.0.113.9',
    ],
    ['is the socket’s when the proxy says nothing', 1, '10.0.0.1', undefined, '10.0.0.1'],
    ['of IPv4 written as IPv6 is the same one', 0, '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['of IPv6 counts as its household', 0, '2001:db8:1:2:aaaa::1', undefined, '2001:db8:1:2::/64'],
    ['of IPv6 written short is the same household', 0, '2001:DB8:1:2::9', undefined, '2001:db8:1:2::/64'],
    ['of this machine is one', 0, '::1', undefined, '0:0:0:0::/64'],
  ])('%s', (_what, proxies, remoteAddress, forwarded, expected) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    expect(callerAddress(proxies)({ headers, socket: { remoteAddress } })).toBe(expected);
  });
});
