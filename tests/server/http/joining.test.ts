// Joining over HTTP: browsers get cookies, programs a bearer, each only what is theirs; no secret stands in a URL.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPERATOR } from '#server/access/actor.ts';
import { DAY } from '../access/doubles.ts';
import { openHouse, type Browser, type HttpHouse } from './house.ts';

let house: HttpHouse;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** @param name null: a link to share */
function invite(
  role = 'coordinator',
  name: string | null = 'Maya',
): Promise<{ token: string; link: string }> {
  const party = 'Coordination Cell';
  return house.commands.invite({ room: house.room, role, party, name: name ?? undefined });
}

describe('a browser that joins', () => {
  it('gets who it is, and its session in a cookie that no script can read', async () => {
    const { token } = await invite();
    const browser = house.browser();
    const { status, body, text } = await browser.join(token);
    expect(status).toBe(200);
    expect(body).toEqual({
      room: house.room,
      role: 'coordinator',
      user: expect.stringMatching(/^[a-z2-7]{16}$/),
      membership: expect.stringMatching(/^[a-z2-7]{16}$/),
    });
    const [session, device] = browser.given;
    const { membership } = body as { membership: string };
    expect(session).toMatch(
      new RegExp(`^corridor_${membership}=[\\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict$`),
    );
    expect(device).toMatch(
      /^corridor_device=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/,
    );
    for (const secret of browser.jar.values()) expect(text).not.toContain(secret);
  });

  it('under https gets cookies bound to this very host and to TLS', async () => {
    const tls = await openHouse({ publicUrl: 'https://corridor.example' });
    try {
      const { token } = await tls.commands.invite({
        room: tls.room,
        role: 'observer',
        party: 'Guarantor A',
        name: 'Nils',
      });
      const { headers } = await tls.ask('/api/join', {
        method: 'POST',
        json: { invite: token },
        headers: { origin: 'https://corridor.example' },
      });
      expect(headers['set-cookie']).toHaveLength(2);
      for (const line of headers['set-cookie'] ?? []) {
        expect(line).toMatch(
          /^__Host-corridor_[a-z0-9]+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
        );
      }
    } finally {
      await tls.close();
    }
  });

  it('first sees what the invitation allows, without using it up', async () => {
    const { token } = await invite();
    const browser = house.browser();
    const look = (): ReturnType<Browser['ask']> =>
      browser.ask('/api/invitation', { method: 'POST', json: { invite: token } });
    expect((await look()).body).toEqual({
      room: house.room,
      roomName: 'Corridor South',
      role: 'coordinator',
      party: house.parties.cell,
      partyName: 'Coordination Cell',
      owner: false,
      name: 'Maya',
      exercise: false,
      joined: null,
    });
    const { membership } = (await browser.join(token)).body as { membership: string };
    expect((await look()).body).toMatchObject({ joined: membership });
  });

  it('and opens the same link again is the same member, with the same session', async () => {
    const { token } = await invite();
    const browser = house.browser();
    const first = await browser.join(token);
    const before = [...browser.jar];
    expect((await browser.join(token)).body).toEqual(first.body);
    expect([...browser.jar]).toEqual(before);
    expect((await house.browser().join(token)).body).toMatchObject({ code: 'invite-used' });
  });

  it('that lost all but its device cookie gets a new session for the same membership', async () => {
    const { token } = await invite();
    const browser = house.browser();
    const first = (await browser.join(token)).body as { membership: string };
    browser.jar.delete(`corridor_${first.membership}`);
    expect((await browser.join(token)).body).toEqual(first);
    expect((await browser.ask(`/api/rooms/${house.room}/board?as=${first.membership}`)).status).toBe(200);
  });
});

describe('a program that joins', () => {
  it('gets its session in the answer and no cookie', async () => {
    const { token } = await invite();
    const { body, headers } = await house.ask('/api/join', { method: 'POST', json: { invite: token } });
    expect(body).toMatchObject({ session: expect.stringMatching(/^[\w-]{43}$/) });
    expect(headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['Origin', { origin: '' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
  ])('is none when it sends %s: pages never see a bearer', async (_name, headers) => {
    const { token } = await invite();
    const own = 'origin' in headers ? { origin: house.url } : headers;
    const { text } = await house.ask('/api/join', { method: 'POST', json: { invite: token }, headers: own });
    expect(text).not.toContain('session');
  });
});

describe('an invitation over HTTP', () => {
  const ways = ['/api/join', '/api/invitation'];
  const post = (path: string, json: unknown): ReturnType<HttpHouse['ask']> =>
    house.ask(path, { method: 'POST', json });

  it.each(ways)(
    'that is unknown, used, expired or withdrawn is refused with its own code: %s',
    async (path) => {
      const unknown = await post(path, { invite: 'x'.repeat(43) });
      expect([unknown.status, unknown.body]).toEqual([404, { code: 'invite-unknown', params: {} }]);

      const used = (await invite()).token;
      await post('/api/join', { invite: used });
      const again = await post(path, { invite: used });
      expect([again.status, again.body]).toEqual([410, { code: 'invite-used', params: {} }]);

      const withdrawn = (await invite('coordinator', 'Omar')).token;
      await house.directory.withdraw(
        house.room,
        house.directory.openInvitations(house.room)[0]?.id ?? '',
        OPERATOR,
      );
      expect((await post(path, { invite: withdrawn })).body).toEqual({ code: 'invite-revoked', params: {} });

      const late = (await invite('coordinator', 'Lina')).token;
      house.clock.move(7 * DAY);
      expect((await post(path, { invite: late })).body).toEqual({ code: 'invite-expired', params: {} });
    },
  );

  it('without a name asks for one', async () => {
    const { token } = await invite('observer', null);
    expect((await post('/api/join', { invite: token })).body).toEqual({ code: 'name-required', params: {} });
    expect((await post('/api/join', { invite: token, name: 'Nils' })).status).toBe(200);
  });

  it.each(ways)('is not looked at for another site: %s', async (path) => {
    const { token } = await invite();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: `http://evil.example:${house.port}`, host: `evil.example:${house.port}` },
    ]) {
      const { status, body } = await house.ask(path, { method: 'POST', json: { invite: token }, headers });
      expect([status, body]).toEqual([403, { code: 'foreign-origin', params: {} }]);
    }
    expect((await post('/api/join', { invite: token })).status).toBe(200);
  });

  it('that the disk did not take is not answered as joined, and can be used afterwards', async () => {
    const { token } = await invite();
    house.store.failAppends('full');
    expect((await post('/api/join', { invite: token })).body).toEqual({ code: 'storage', params: {} });
    expect((await post('/api/join', { invite: token })).status).toBe(200);
  });
});
