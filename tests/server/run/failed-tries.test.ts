// Failed tries to get in are counted over every door together: who is wrong at one has no fresh tries at the next.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { expect, it } from 'vitest';
import { openApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { systemClock, systemIds, systemLog } from '#server/system.ts';

const wrong = { authorization: `Bearer ${'x'.repeat(43)}` };

async function overHttp(url: string): Promise<number> {
  return (await fetch(`${url}/api/rooms/nowhere/board`, { headers: wrong })).status;
}

/** The code of the close, or the status that answered instead. */
function overSync(url: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/nowhere`, { headers: wrong });
    socket.on('error', () => undefined); // told below
    socket.once('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.once('close', (code) => resolve(code));
  });
}

function overAlerts(url: string): Promise<string> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, extraHeaders: wrong });
  return new Promise((resolve) => {
    socket.once('connect_error', (error: Error & { data?: { code: string } }) => {
      socket.disconnect();
      resolve(error.data?.code ?? error.message);
    });
  });
}

it('an address that used up its tries at one door is told so at the others', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'corridor-tries-'));
  const options = { PORT: '0', DATA_DIR: dataDir, CORRIDOR_EXERCISE: 'off', LIMIT_FAILURES_PER_MINUTE: '3' };
  const parsed = readConfig([], options);
  if (parsed.is !== 'config') throw new Error('the options of this test are wrong');
  const doors = { clock: systemClock, ids: systemIds, log: systemLog('silent') };
  const app = await openApp({
    ...{ config: parsed.config, ...doors, version: '0' },
    pages: () => ({ from: 'nowhere' }),
  });
  try {
    expect(await overHttp(app.url)).toBe(401);
    expect(await overSync(app.url)).toBe(4401);
    expect(await overAlerts(app.url)).not.toBe('too-fast');
    expect([await overHttp(app.url), await overSync(app.url), await overAlerts(app.url)]).toEqual([
      ...[429, 429, 'too-fast'],
    ]);
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true });
  }
});
