// Connections that ask for a socket: whatever they ask for and however they go, the server answers, lets go and lives.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, type App } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { systemClock, systemIds, systemLog } from '#server/system.ts';

let app: App;
let port = 0;
let dataDir = '';

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'corridor-upgrades-'));
  const parsed = readConfig([], { PORT: '0', DATA_DIR: dataDir, CORRIDOR_EXERCISE: 'off' });
  if (parsed.is !== 'config') throw new Error('the options of this test are wrong');
  app = await openApp({
    ...{ config: parsed.config, clock: systemClock, ids: systemIds, log: systemLog('silent'), version: '0' },
    pages: () => ({ from: 'nowhere' }),
  });
  port = Number(new URL(app.url).port);
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true });
});

function asking(path: string, more = ''): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  return `${head.join('\r\n')}\r\n${more}\r\n`;
}

/** Sends the request and keeps its own end open; resolves with the first line once the server has closed both ends. */
function answerTo(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write(request),
    );
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    socket.on('error', reject);
    // The server must not wait for a stranger to hang up: what comes after its answer is met by a reset.
    socket.on('end', () => {
      const knock = setInterval(() => socket.write('x'), 20);
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        clearInterval(knock);
        resolve(answer.split('\r\n')[0] ?? '');
      });
    });
  });
}

const VITE = 'Sec-WebSocket-Protocol: vite-hmr\r\n';

it.each([
  ['the page maker of development, which is not here', asking('/', VITE), 404],
  ['a path that has no sockets', asking('/nowhere'), 404],
  ['alerts, from a foreign page', asking('/socket.io/?EIO=4', 'Origin: https://evil.example\r\n'), 403],
])('answers who asks for a socket of %s, and lets go of the connection', async (_what, request, status) => {
  expect(await answerTo(request)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

it('lives on when somebody asks for a socket and cuts the line', async () => {
  for (const request of [asking('/', VITE), asking('/sync/x'), asking('/socket.io/?EIO=4')]) {
    await new Promise<void>((resolve, reject) => {
      const socket: Socket = connect(port, '127.0.0.1', () => {
        socket.write(request, () => {
          setTimeout(() => {
            socket.resetAndDestroy();
            resolve();
          }, 20);
        });
      });
      socket.on('error', reject);
    });
  }
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});
