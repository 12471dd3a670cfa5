// What every answer has, page or API: its headers, errors as codes, files that are what they say, and limits that hold.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { REFUSALS, type RefusalCode } from '#domain/refusals.ts';
import { guardServer, SERVER_OPTIONS } from '#server/transports/http/server-guard.ts';
import { openHouse, type HttpHouse, type Program } from './house.ts';

const INLINE = 'boot({ base: "" });';
const HTML = `<!doctype html><html><head><script src="/_app/immutable/a.js"></script></head><body><script>${INLINE}</script></body></html>`;

/** Sends bytes as they are and reads until the server hangs up. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

let house: HttpHouse;
let owner: Program;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'corridor-pages-'));
  mkdirSync(join(folder, '_app/immutable'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), HTML);
  writeFileSync(join(folder, '_app/immutable/a.js'), 'export {};');
  writeFileSync(join(folder, '_app/version.json'), '{"version":"1"}');
  writeFileSync(join(folder, '.secret'), 'hidden');
  house = await openHouse({ pages: { from: 'folder', folder } });
  owner = await house.program('coordinator', 'Maya', true);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

/** One of every kind of answer. */
const ROUTES: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/'],
  ['GET', '/join'],
  ['GET', '/_app/immutable/a.js'],
  ['GET', '/_app/version.json'],
  ['GET', '/missing.png'],
  ['GET', '/health'],
  ['GET', '/api/memberships'],
  ['GET', '/api/nothing'],
  ['GET', '/api/rooms/x/board'],
  ['POST', '/api/join'],
  ['POST', '/api/invitation'],
  ['POST', '/api/leave'],
  ['DELETE', '/'],
  ['GET', '/%E0%A4%A'],
];

describe('every answer', () => {
  it.each(ROUTES)('is guarded by the same headers: %s %s', async (method, path) => {
    const { headers } = await house.ask(path, { method });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-');
    if (path.startsWith('/api') || path === '/health') expect(headers['cache-control']).toBe('no-store');
  });

  it('allows the page its own inline script by hash, and no other', async () => {
    const { headers } = await house.ask('/');
    const hash = createHash('sha256').update(INLINE).digest('base64');
    const scripts = /script-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1];
    expect(scripts).toBe(`'self' 'sha256-${hash}'`);
  });

  it('under https asks to be reached by https only', async () => {
    const tls = await openHouse({ publicUrl: 'https://corridor.example' });
    try {
      const { headers } = await tls.ask('/health');
      expect(headers['strict-transport-security']).toBe('max-age=63072000');
    } finally {
      await tls.close();
    }
  });
});

describe('an error', () => {
  const expectRefusal = (answer: { status: number; body: unknown }, code: RefusalCode): void => {
    expect(answer.body).toEqual({ code, params: expect.any(Object) });
    expect(answer.status).toBe(REFUSALS[code].http);
  };

  it.each<[string, string, string, string, RefusalCode]>([
    ['malformed JSON', 'POST', '/api/join', '{"invite": ', 'bad-request'],
    ['JSON that is no object', 'POST', '/api/join', '7', 'bad-request'],
    ['no body', 'POST', '/api/join', '', 'bad-request'],
    ['a body of another shape', 'POST', '/api/join', '{"invite": 7}', 'bad-request'],
    ['a body that is too large', 'POST', '/api/join', `{"invite": "${'x'.repeat(70_000)}"}`, 'too-big'],
    ['an unknown path of the API', 'GET', '/api/rooms', '', 'not-found'],
    ['an unknown path of the API in capitals', 'GET', '/API/nothing', '', 'not-found'],
    ['an unknown method', 'PUT', '/api/join', '', 'not-found'],
    ['a null byte', 'GET', '/a%00b', '', 'bad-request'],
    ['a way up the tree', 'GET', '/..%2f..%2fetc%2fpasswd', '', 'bad-request'],
    ['a backslash', 'GET', '/..%5c..%5cetc', '', 'bad-request'],
    ['a broken percent sign', 'GET', '/api/rooms/%zz/board', '', 'bad-request'],
    ['a missing script', 'GET', '/_app/immutable/old.js', '', 'not-found'],
    ['a missing file', 'GET', '/map.pmtiles', '', 'not-found'],
    ['a hidden file', 'GET', '/.secret', '', 'not-found'],
    ['a plain request to a socket', 'GET', '/sync/room', '', 'not-found'],
    ['a page that is sent something', 'POST', '/join', '{}', 'not-found'],
  ])('is a code and its params: %s', async (_what, method, path, raw, code) => {
    const headers = { 'content-type': 'application/json' };
    expectRefusal(await house.ask(path, { method, headers, ...(raw === '' ? {} : { raw }) }), code);
  });

  it('names a field of ours, never what a stranger wrote', async () => {
    const json = { invite: 'x', '<script>canary</script>': 1 };
    const { text } = await house.ask('/api/join', { method: 'POST', json });
    expect(text).toBe('{"code":"bad-request","params":{"what":"body"}}');
  });

  it('that nobody foresaw is logged with its stack and told without', async () => {
    const open = vi.spyOn(house.rooms, 'open').mockRejectedValueOnce(new Error('canary: /home/secret path'));
    const answer = await owner.ask('/board');
    open.mockRestore();
    expectRefusal(answer, 'internal');
    expect(answer.text).not.toContain('canary');
    expect(house.log.lines.join('\n')).toContain('canary');
  });

  it.each<[string, string, number]>([
    ['headers of 60 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(60_000)}\r\n\r\n`, 413],
    ['what is no HTTP', '\u0016\u0003\u0001\u0002hello\r\n\r\n', 400],
  ])('is answered in the same words before any route: %s', async (_what, bytes, status) => {
    const text = await exchange(house.port, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: expect.any(String) as string });
  });
});

describe('pages', () => {
  it.each(['/', '/join', '/r/abcdefghijklmnop', '/r/abc/convoy/def'])(
    'are one page for every address without a dot, asked for anew each time: %s',
    async (path) => {
      const { status, text, headers } = await house.ask(path);
      expect([status, text, headers['cache-control']]).toEqual([200, HTML, 'no-cache']);
    },
  );

  it('keep what never changes for a year, and ask again for the rest', async () => {
    const { headers } = await house.ask('/_app/immutable/a.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await house.ask('/_app/version.json')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
  ] as const)(
    'are sent compressed to a browser that takes %s, twice the same',
    async (accepts, encoding, open) => {
      for (let i = 0; i < 2; i++) {
        const answer = await house.ask('/_app/immutable/a.js', { headers: { 'accept-encoding': accepts } });
        expect(answer.headers).toMatchObject({
          'content-encoding': encoding,
          'content-type': 'text/javascript; charset=utf-8',
          vary: 'Accept-Encoding',
          'cache-control': 'public, max-age=31536000, immutable',
        });
        expect(open(answer.bytes).toString()).toBe('export {};');
      }
      const { headers, text } = await house.ask('/_app/immutable/a.js');
      expect([headers['content-encoding'], text]).toEqual([undefined, 'export {};']);
    },
  );

  it('in development come from whoever makes them, without a policy that would forbid it', async () => {
    const dev = await openHouse({
      pages: { from: 'handler', handler: (_request, response) => void response.send('made just now') },
    });
    try {
      const { text, headers } = await dev.ask('/');
      expect(text).toBe('made just now');
      expect(headers['content-security-policy']).toBeUndefined();
      expect((await dev.ask('/api/nothing')).body).toEqual({ code: 'not-found', params: {} });
    } finally {
      await dev.close();
    }
  });
});

describe('health', () => {
  it('says that all is well, to anybody', async () => {
    house.clock.move(65_000);
    expect(await house.ask('/health')).toMatchObject({
      status: 200,
      body: { ok: true, rooms: 1, version: '0.0.0-test', uptimeS: 65 },
    });
  });

  it('is 503 when the record cannot be reached', async () => {
    const rooms = vi.spyOn(house.store, 'rooms').mockRejectedValueOnce(new Error('gone'));
    expect(await house.ask('/health')).toMatchObject({ status: 503, body: { ok: false, code: 'storage' } });
    rooms.mockRestore();
  });
});

describe('the server itself', () => {
  it('waits 5 s for headers and 15 s for a request, and looks every second', () => {
    expect(SERVER_OPTIONS).toMatchObject({
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 1_000,
    });
    expect(SERVER_OPTIONS.maxHeaderSize).toBe(HTTP_LIMITS.headerBytes);
  });

  it('tells who sends too slowly that it was the time, and lets go', async () => {
    const quick = {
      ...SERVER_OPTIONS,
      headersTimeout: 100,
      requestTimeout: 100,
      connectionsCheckingInterval: 20,
    };
    const server = createServer(quick);
    guardServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\n')).toMatch(/^HTTP\/1\.1 400 .*"what":"time"/s);
    await new Promise((resolve) => server.close(resolve));
  });
});
