// The control socket: nobody else's, found also below a very long path, never a reason to lose or to repeat anything.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_LIMITS } from '#domain/limits.ts';
import type { CommandAnswer } from '#server/access/commander.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { askServer } from '#server/transports/control-client.ts';
import { findControlPlace, makeControlPlace } from '#server/transports/control-place.ts';
import { controlSocket } from '#server/transports/control.ts';
import { SILENT, Terminal } from './terminal.ts';

const open: Terminal[] = [];
function terminal(below?: string): Terminal {
  const one = new Terminal(below);
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Sends bytes as they are, answers what came back until the socket closed or a line was complete. */
function send(path: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(bytes));
    let text = '';
    socket.on('data', (part: Buffer) => {
      text += part.toString('utf8');
      if (text.includes('\n')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

describe('the control socket', () => {
  it('is this account’s alone, and goes when the server goes', async () => {
    const one = terminal();
    await one.serve();
    const path = findControlPlace(one.dataDir);
    expect([mode(path), mode(dirname(path))]).toEqual(['600', '700']);
    await one.stop();
    expect(existsSync(path)).toBe(false);
  });

  it('lies elsewhere, as private, when the path of the data folder is too long for a socket', async () => {
    const one = terminal(join('x'.repeat(80), 'y'.repeat(80)));
    await one.serve();
    const path = findControlPlace(one.dataDir);
    expect(path.length).toBeLessThan(104);
    expect(readFileSync(join(one.dataDir, 'control/place'), 'utf8')).toBe(path);
    expect([mode(path), mode(dirname(path))]).toEqual(['600', '700']);
    expect(await one.json('room', '--name', 'South')).toMatchObject({ room: expect.any(String) as string });
    await one.stop();
    expect([existsSync(dirname(path)), existsSync(join(one.dataDir, 'control'))]).toEqual([false, false]);
  });

  it('that a killed server left behind stops neither a command nor the next server', async () => {
    const one = terminal();
    const path = makeControlPlace(one.dataDir);
    const listen = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('here'))`;
    const killed = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(existsSync(path)).toBe(true);
    expect(await askServer(one.dataDir, { command: 'room', params: { name: 'x' } })).toBe('nobody');
    const { room } = await one.json<{ room: string }>('room', '--name', 'South');
    await one.serve();
    expect(await one.json('people', '--room', room)).toEqual([]);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', 'hello\n'],
    ['JSON of another shape', '[1]\n'],
    ['bytes of no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
    ['a command nobody knows', '{"command":"__proto__","params":{}}\n'],
    ['params of another shape', '{"command":"room","params":{"name":7}}\n'],
  ])('answers %s with a sentence, and goes on', async (_what, bytes) => {
    const one = terminal();
    await one.serve();
    const answer = JSON.parse(await send(findControlPlace(one.dataDir), bytes)) as CommandAnswer;
    expect(answer).toEqual({ ok: false, sentence: expect.stringMatching(/\w+\.$/) as string });
    expect((await one.run('room', '--name', 'South')).code).toBe(0);
  });

  it('takes no line without end, and says before sending that a file is too big', async () => {
    const one = terminal();
    await one.serve();
    const flood = Buffer.alloc(HTTP_LIMITS.controlBytes + 1, 'x');
    expect(await send(findControlPlace(one.dataDir), flood)).toBe('');
    const params = { base64: 'x'.repeat(HTTP_LIMITS.controlBytes) };
    await expect(askServer(one.dataDir, { command: 'import', params })).rejects.toThrow(/larger than/);
    expect((await one.run('room', '--name', 'South')).code).toBe(0);
  });

  it('answers what runs before it closes', async () => {
    const one = terminal();
    let arrived = (): void => undefined;
    const running = new Promise<void>((resolve) => (arrived = resolve));
    let finish = (_answer: CommandAnswer): void => undefined;
    const commander = (): Promise<CommandAnswer> =>
      new Promise((answer) => {
        finish = answer;
        arrived();
      });
    const control = await controlSocket({ dataDir: one.dataDir, commander, log: SILENT });
    const asked = askServer(one.dataDir, { command: 'room', params: {} });
    await running;
    const closing = control.close();
    finish({ ok: true, result: 'done' });
    expect(await asked).toEqual({ ok: true, result: 'done' });
    await closing;
  });
});

describe('a data folder that somebody has without taking commands', () => {
  it('is left alone with a sentence', async () => {
    const one = terminal();
    const store = await openSqlite({ dir: one.dataDir, log: SILENT });
    try {
      expect(await one.refused('room', '--name', 'South')).toMatch(/does not take commands yet.*try again/);
    } finally {
      await store.close();
    }
  });
});
