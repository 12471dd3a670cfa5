// Sessions over HTTP: each membership by itself, ended when it is told, nobody's secret anywhere it should not be.
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

describe('two roles in one browser', () => {
  it('are kept apart by the membership that each request names', async () => {
    const browser = house.browser();
    const coordinator = (await browser.join((await invite()).token)).body as { membership: string };
    const observer = (await browser.join((await invite('observer', 'Nils')).token)).body as {
      membership: string;
    };
    const set = (as: string): ReturnType<Browser['ask']> =>
      browser.ask(`/api/rooms/${house.room}/set?as=${as}`, {
        method: 'POST',
        json: { kind: 'note', cells: { text: 'Bridge open', at: house.clock.now() } },
      });
    expect((await set(coordinator.membership)).status).toBe(200);
    expect((await set(observer.membership)).body).toEqual({ code: 'read-only', params: {} });
    expect((await browser.ask(`/api/rooms/${house.room}/board`)).body).toEqual({
      code: 'no-session',
      params: {},
    });
  });

  it('are listed with room, party and name, and each leaves by itself', async () => {
    const browser = house.browser();
    const maya = (await browser.join((await invite()).token)).body as { membership: string };
    const nils = (await browser.join((await invite('observer', 'Nils')).token)).body as {
      membership: string;
    };
    const list = await browser.ask('/api/memberships');
    expect(list.body).toMatchObject([
      { membership: maya.membership, name: 'Maya', role: 'coordinator', roomName: 'Corridor South' },
      {
        membership: nils.membership,
        name: 'Nils',
        role: 'observer',
        partyName: 'Coordination Cell',
        exercise: false,
      },
    ]);
    const left = await browser.ask(`/api/leave?as=${maya.membership}`, { method: 'POST' });
    expect(left.headers['clear-site-data']).toBeUndefined();
    expect([...browser.jar.keys()].sort()).toEqual([`corridor_${nils.membership}`, 'corridor_device'].sort());
    expect((await browser.ask('/api/memberships')).body).toMatchObject([{ membership: nils.membership }]);
    const last = await browser.ask(`/api/leave?as=${nils.membership}`, { method: 'POST' });
    expect(last.headers['clear-site-data']).toBe('"storage"');
    expect((await browser.ask('/api/memberships')).body).toEqual([]);
  });
});

describe('a session', () => {
  it('that was revoked is told so, and the browser forgets the room', async () => {
    const browser = house.browser();
    const { membership } = (await browser.join((await invite()).token)).body as { membership: string };
    await house.directory.revoke(house.room, membership, OPERATOR);
    const { status, body, headers } = await browser.ask(`/api/rooms/${house.room}/board?as=${membership}`);
    expect([status, body]).toEqual([401, { code: 'session-ended', params: { why: 'revoked' } }]);
    expect(headers['clear-site-data']).toBe('"storage"');
    expect([...browser.jar.keys()]).toEqual(['corridor_device']);
  });

  it('that ran out is told so, and keeps what was not sent yet', async () => {
    const browser = house.browser();
    const { membership } = (await browser.join((await invite()).token)).body as { membership: string };
    house.clock.move(30 * DAY);
    const { body, headers } = await browser.ask(`/api/rooms/${house.room}/board?as=${membership}`);
    expect(body).toEqual({ code: 'session-ended', params: { why: 'expired' } });
    expect(headers['clear-site-data']).toBeUndefined();
  });

  it('opens no other room, and the answer is the same whether that room exists', async () => {
    const { room: other } = await house.commands.room({ name: 'Corridor North' });
    const maya = await house.program('coordinator', 'Maya');
    const bearer = { authorization: `Bearer ${maya.joined.session}` };
    const there = await house.ask(`/api/rooms/${other}/board`, { headers: bearer });
    const nowhere = await house.ask(`/api/rooms/${'z'.repeat(26)}/board`, { headers: bearer });
    expect([there.status, there.text]).toEqual([404, nowhere.text]);
    expect(there.body).toEqual({ code: 'no-room', params: {} });
  });

  it('is judged by the bearer alone when one is sent: a wrong one does not fall back on a cookie', async () => {
    const browser = house.browser();
    const { membership } = (await browser.join((await invite()).token)).body as { membership: string };
    const path = `/api/rooms/${house.room}/board?as=${membership}`;
    expect((await browser.ask(path)).status).toBe(200);
    for (const authorization of [`Bearer ${'x'.repeat(43)}`, 'Bearer', 'Basic bWF5YQ==', '']) {
      expect((await browser.ask(path, { headers: { authorization } })).status).toBe(401);
    }
  });

  it('of one person is not opened by the cookie of another', async () => {
    const maya = house.browser();
    const omar = house.browser();
    const { membership } = (await maya.join((await invite()).token)).body as { membership: string };
    const own = (await omar.join((await invite('watch_officer', 'Omar')).token)).body as {
      membership: string;
    };
    omar.jar.set(`corridor_${membership}`, omar.jar.get(`corridor_${own.membership}`) ?? '');
    expect((await omar.ask(`/api/rooms/${house.room}/board?as=${membership}`)).body).toEqual({
      code: 'no-session',
      params: {},
    });
  });
});

describe('failed tries', () => {
  it('are limited per address; whoever is in stays undisturbed', async () => {
    const strict = await openHouse({ failuresPerMinute: 3 });
    try {
      const maya = await strict.program('coordinator', 'Maya');
      const wrong = (): Promise<{ status: number }> =>
        strict.ask('/api/join', { method: 'POST', json: { invite: 'x'.repeat(43) } });
      expect([(await wrong()).status, (await wrong()).status, (await wrong()).status]).toEqual([
        404, 404, 404,
      ]);
      const next = await strict.ask('/api/join', { method: 'POST', json: { invite: 'x'.repeat(43) } });
      expect([next.status, next.headers['retry-after'], next.body]).toEqual([
        429,
        '60',
        { code: 'too-fast', params: {} },
      ]);
      expect((await strict.ask(`/api/rooms/${strict.room}/board`)).status).toBe(429);
      expect((await maya.ask('/board')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });

  it('behind a trusted proxy count for the address it names, and an untrusted header counts for nobody', async () => {
    const proxied = await openHouse({ failuresPerMinute: 1, trustProxy: 1 });
    const plain = await openHouse({ failuresPerMinute: 1 });
    const from = (where: HttpHouse, hops: string): Promise<{ status: number }> =>
      where.ask('/api/join', { method: 'POST', json: { invite: 'x' }, headers: { 'x-forwarded-for': hops } });
    try {
      await from(proxied, '198.51.100.1, 203.0.113.9');
      expect((await from(proxied, '192.0.2.77, 203.0.113.9')).status).toBe(429);
      expect((await from(proxied, '203.0.113.9, 203.0.113.10')).status).toBe(404);
      await from(plain, '203.0.113.9');
      expect((await from(plain, '203.0.113.10')).status).toBe(429);
    } finally {
      await Promise.all([proxied.close(), plain.close()]);
    }
  });
});

describe('secrets', () => {
  it('stand in no answer, no header but the cookies, no log line, no journal entry and no file but as hashes', async () => {
    const owner = await house.program('coordinator', 'Maya', true);
    const browser = house.browser();
    const { token, link } = await invite('watch_officer', 'Omar');
    expect(new URL(link).hash).toBe(`#${token}`);
    const seen: string[] = [];
    const keep = async (answer: ReturnType<HttpHouse['ask']>): Promise<void> => {
      const { text, headers } = await answer;
      seen.push(text, JSON.stringify({ ...headers, 'set-cookie': undefined }));
    };
    await keep(browser.ask('/api/invitation', { method: 'POST', json: { invite: token } }));
    await keep(browser.join(token));
    await keep(browser.join(token));
    await keep(browser.join(`${token.slice(1)}x`));
    const as =
      [...browser.jar.keys()].find((name) => name !== 'corridor_device')?.replace('corridor_', '') ?? '';
    for (const path of ['board', 'ages', 'journal', 'history?record=room/thisroom'])
      await keep(owner.ask(`/${path}`));
    await keep(owner.ask('/members'));
    await keep(owner.ask('/invitations'));
    await keep(browser.ask(`/api/rooms/${house.room}/journal?as=${as}`));
    await keep(browser.ask('/api/memberships'));
    await keep(browser.ask('/api/rooms/%00', { method: 'POST', raw: token }));
    await keep(browser.ask(`/api/leave?as=${as}`, { method: 'POST' }));
    const kept = JSON.stringify(await house.store.load());
    const all = [...seen, ...house.log.lines, kept].join('\n');
    const given = browser.given.map((line) => /=([\w-]{43});/.exec(line)?.[1] ?? token);
    const secrets = new Set([token, owner.joined.session, ...given]);
    expect(secrets.size).toBe(4);
    for (const secret of secrets) expect(all).not.toContain(secret);
  });
});
