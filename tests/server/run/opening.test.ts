// While the house opens and when it cannot: whoever knocks early is answered, and a failed start leaves nothing open.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeAll } from '#server/closing.ts';
import { openApp, type App, type AppOptions } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { systemClock, systemIds, systemLog } from '#server/system.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'corridor-opening-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function open(pages: AppOptions['pages'], exercise = 'off'): Promise<App> {
  const parsed = readConfig([], { PORT: '0', DATA_DIR: dataDir, CORRIDOR_EXERCISE: exercise });
  if (parsed.is !== 'config') throw new Error('the options of this test are wrong');
  const doors = { clock: systemClock, ids: systemIds, log: systemLog('silent') };
  return openApp({ config: parsed.config, ...doors, version: '0', pages });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Everything the server said to somebody who asks for a socket, once it has closed. */
function upgradeAnswer(port: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /sync/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    socket.on('error', () => undefined); // ends by close
    socket.on('close', () => resolve(answer));
  });
}

it('tells whoever knocks before the house is open to come back in a second, and lets nobody hang', async () => {
  let early: { status: number; retry: string | null; said: unknown; upgrade: string } | undefined;
  const app = await open(async (server) => {
    const response = await fetch(`http://127.0.0.1:${portOf(server)}/health`);
    early = {
      status: response.status,
      retry: response.headers.get('retry-after'),
      said: await response.json(),
      upgrade: await upgradeAnswer(portOf(server)),
    };
    return { from: 'nowhere' };
  });
  expect(early).toMatchObject({ status: 503, retry: '1', said: { code: 'shutting-down' }, upgrade: '' });
  expect((await fetch(`${app.url}/health`)).status).toBe(200);
  await app.close();
});

it('leaves nothing open when its last part cannot be opened', async () => {
  const inTheWay = join(dataDir, 'control', 'place');
  mkdirSync(inTheWay, { recursive: true });
  let port = 0;
  const opening = open((server) => {
    port = portOf(server);
    return { from: 'nowhere' };
  }, 'on');
  await expect(opening).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
  rmSync(inTheWay, { recursive: true });
  const again = await open(() => ({ from: 'nowhere' }), 'on');
  expect(again.exercise?.links).toHaveLength(3);
  await again.close();
});

it('ends everything in turn, also behind a part that fails, and then says what failed first', async () => {
  const ended: string[] = [];
  const closing = closeAll([
    () => void ended.push('control'),
    () => Promise.reject(new Error('alerts')),
    () => {
      throw new Error('engine');
    },
    () => void ended.push('store'),
  ]);
  await expect(closing).rejects.toThrow('alerts');
  expect(ended).toEqual(['control', 'store']);
});
