// The second path of alerts: an alert over plain HTTP is the same alert, recorded once whichever way it came.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Refused } from '#domain/refusals.ts';
import { alertHttp } from '#server/transports/alerts-http.ts';
import { answerErrors } from '#server/transports/http/refuse.ts';
import { AlertRoom, ROOM, idOf, maya, roadblock } from './alert-room.ts';

let room: AlertRoom;
let http: Server;
beforeEach(async () => {
  room = await AlertRoom.open();
  const app = express();
  const inRoom = (request: express.Request): typeof maya => {
    const member = room.members.find(({ user }) => user === request.headers.authorization);
    if (!member) throw new Refused('no-session');
    return member;
  };
  app.use(
    '/api',
    alertHttp({ inRoom, authorityOf: () => Promise.resolve(room.authority), clock: room.clock }),
  );
  app.use(answerErrors(room.ports().log));
  http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  room.authority.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

async function ask(user: string, query = '', body?: unknown): Promise<{ status: number; said: unknown }> {
  const { port } = http.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/rooms/${ROOM}/alerts${query}`, {
    headers: { authorization: user, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, said: await response.json() };
}

it('raises the same alert once, whichever way it comes', async () => {
  const first = await room.authority.raise(maya, { id: idOf(1), ...roadblock });
  expect(await ask('maya', '', { id: idOf(1), ...roadblock })).toEqual({ status: 200, said: first });
  expect(await ask('maya', '', { id: idOf(1), ...roadblock, text: 'other' })).toMatchObject({ status: 409 });
  expect(room.feed).toHaveLength(1);
});

it('gives everything after a seq through the reader’s view, and where the feed stands', async () => {
  await ask('maya', '', { id: idOf(1), ...roadblock, source: 'CANARY' });
  await ask('maya', '', { id: idOf(2), ...roadblock });
  expect(await ask('noor', '?after=1')).toMatchObject({
    status: 200,
    said: { head: 3, entries: [{ seq: 3, prev: 1 }] },
  });
  const observed = await ask('guest');
  expect(observed.said).toMatchObject({ entries: [{ seq: 1 }, { seq: 3 }] });
  expect(JSON.stringify(observed.said)).not.toContain('CANARY');
});

it('refuses strangers, observers, odd bodies and floods with their own status', async () => {
  expect(await ask('stranger')).toMatchObject({ status: 401, said: { code: 'no-session' } });
  expect(await ask('guest', '', { id: idOf(1), ...roadblock })).toMatchObject({
    status: 403,
    said: { code: 'role' },
  });
  expect(await ask('maya', '', [])).toMatchObject({ status: 400, said: { code: 'alert-content' } });
  expect(await ask('maya', '?after=x')).toMatchObject({ status: 400 });
  const flood = await Promise.all(
    Array.from({ length: 60 }, () => ask('noor', '', { id: idOf(1), ...roadblock })),
  );
  expect(flood.filter(({ status }) => status === 429)).toHaveLength(20);
});
