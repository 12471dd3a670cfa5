// Hostile and broken clients of the alert channel: each is answered or closed, nothing throws, and the others go on.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, maya, roadblock, ROOM } from './alert-room.ts';
import { AlertServer, heard, othersGoOn, upgradeStatus } from './alert-server.ts';

let server: AlertServer;
beforeEach(async () => {
  server = await AlertServer.start();
});
afterEach(() => server.stop());

const alert = (n: number): object => ({ id: idOf(n), ...roadblock });

describe('getting in', () => {
  it('a foreign origin is refused before the upgrade, whatever session it carries', async () => {
    expect(await upgradeStatus(server, { origin: 'https://evil.test', authorization: 'Bearer maya' })).toBe(
      403,
    );
    expect(await upgradeStatus(server, {})).toBe(403);
    expect(await upgradeStatus(server, { origin: 'http://corridor.test' })).toBe(101);
    await othersGoOn(server);
  });

  it('polling is not spoken', async () => {
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { authorization: 'Bearer maya' },
    });
    expect(response.status).toBe(400);
    expect((await fetch(`${server.url}/socket.io/socket.io.js`)).status).toBe(400);
  });

  it('without a session nothing of the room is loaded, and the reason is said', async () => {
    const reader = server.connect('stranger');
    expect(await reader.refused()).toBe('session-ended');
    expect(server.opened).toBe(0);
    expect(reader.items).toEqual([]);
  });

  it.each([{ lastSeq: 'all' }, { lastSeq: -1 }, { lastSeq: 1.5 }, { lastHash: 'x'.repeat(999) }, { as: {} }])(
    'a handshake that cannot be read is refused: %o',
    async (auth) => {
      expect(await server.connect('maya', auth).refused()).toBe('bad-request');
    },
  );

  it('a room that is not there is refused with the same words as one that is not mine', async () => {
    server.sessions.set('lost', { ...maya, room: 'elsewhere' });
    expect(await server.connect('lost').refused()).toBe('no-room');
  });

  it('the room is the membership’s, not the one the client names', async () => {
    await server.room.authority.raise(maya, { id: idOf(1), ...roadblock });
    const reader = await server.connect('noor', { room: 'elsewhere' }).live();
    expect(reader.items).toHaveLength(1);
    expect(server.transport.online(ROOM)).toBe(1);
  });

  it('a socket that never says who it is gets nothing, and other namespaces do not exist', async () => {
    const socket = await server.raw('maya', false);
    const answer = heard(socket, (text) => text.startsWith('44'));
    socket.send('40/admin,{}');
    expect(await answer).toContain('Invalid namespace');
    await server.room.authority.raise(maya, { id: idOf(1), ...roadblock });
    socket.send('42["alert:raise",{}]');
    await new Promise((resolve) => socket.once('close', resolve));
  });

  it('the twenty-first failure of a minute is not told why, and a good session still gets in', async () => {
    for (let n = 0; n < 20; n++) expect(await server.connect('wrong').refused()).toBe('session-ended');
    expect(await server.connect('wrong').refused()).toBe('too-fast');
    await othersGoOn(server);
    await server.room.clock.move(60_000);
    expect(await server.connect('wrong').refused()).toBe('session-ended');
  });

  it('one person has at most six sockets', async () => {
    const six = await Promise.all(Array.from({ length: 6 }, () => server.connect('maya').live()));
    const seventh = server.connect('maya');
    await seventh.until(() => seventh.closed !== undefined);
    expect(seventh.closed).toMatchObject({ code: 'too-many-sockets' });
    six[0]!.close();
    await six[0]!.gone();
    await othersGoOn(server);
    await server.connect('maya').live();
  });

  it('a second CONNECT on one connection does not count twice and hears nothing twice', async () => {
    const socket = await server.raw('maya', false);
    const texts: string[] = [];
    socket.on('message', (data) => texts.push(String(data)));
    socket.send('40{}');
    socket.send('40{}');
    await new Promise((resolve) => socket.once('close', resolve));
    await othersGoOn(server);
    expect(texts.filter((text) => text.includes('raised'))).toEqual([]);
  });
});

describe('losing access', () => {
  it('a revoked member is told why, closed in the same tick, and cannot come back', async () => {
    const [reader, other] = await Promise.all([server.connect('noor').live(), server.connect('noor').live()]);
    server.sessions.delete('noor');
    server.transport.endMember('m-noor', 'session-ended');
    expect(server.transport.online(ROOM)).toBe(0);
    await server.room.authority.raise(maya, { id: idOf(1), ...roadblock });
    for (const one of [reader, other]) {
      await one.gone();
      expect(one.closed).toEqual({ code: 'session-ended', params: {} });
      expect(one.items).toEqual([]);
    }
    expect(await server.connect('noor', { lastSeq: 0 }).refused()).toBe('session-ended');
  });

  it('who is revoked while the room is still being opened never hears anything', async () => {
    let open = (): void => undefined;
    server.opening = new Promise((resolve) => (open = resolve));
    await server.room.authority.raise(maya, { id: idOf(1), ...roadblock });
    const reader = server.connect('noor');
    await server.asked;
    server.sessions.delete('noor');
    open();
    await reader.until(() => reader.closed !== undefined);
    expect(reader.closed?.code).toBe('session-ended');
    expect(reader.items).toEqual([]);
  });

  it('a session that ended without a word is noticed at the next command and at the next beat', async () => {
    const [writer, idle] = await Promise.all([server.connect('maya').live(), server.connect('noor').live()]);
    server.sessions.clear();
    writer.socket.emit('alert:raise', alert(1));
    await writer.gone();
    await server.room.clock.move(4_000);
    await idle.gone();
    expect([writer.closed?.code, idle.closed?.code]).toEqual(['session-ended', 'session-ended']);
    expect(server.room.authority.alerts()).toEqual([]);
  });

  it('a lowered role acts at once: the old socket is closed and raises nothing', async () => {
    const reader = await server.connect('maya').live();
    server.sessions.set('maya', { ...maya, role: 'observer' });
    reader.socket.emit('alert:raise', alert(1));
    await reader.gone();
    expect(reader.closed?.code).toBe('role-changed');
    expect(server.room.authority.alerts()).toEqual([]);
  });
});

describe('what comes up', () => {
  const EVENTS = [
    'alert:raise',
    'alert:ack',
    'alert:end',
    'alert:cancel',
    'alert:confirm',
    'feed:since',
    'rcpt',
  ];
  const ODD: readonly unknown[] = [
    undefined,
    null,
    0,
    '',
    'x'.repeat(60_000),
    [],
    [[[[]]]],
    true,
    {},
    { id: {} },
    { id: idOf(1), rev: '1' },
    { id: idOf(1), rev: 1e99, stance: 'seen', reason: 1, of: 'x' },
    { seq: -1 },
    { seq: '1' },
    { constructor: { prototype: {} }, toString: 1 },
    JSON.parse('{"__proto__": {"id": "x"}, "id": "x"}'),
    { ...alert(1), place: { route: { toString: 'x' } } },
    JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)),
  ];

  it('malformed payloads of every command are refused, one by one, and nothing throws', async () => {
    await server.stop();
    server = await AlertServer.start({ commandsBurst: 1_000, questionsBurst: 1_000 });
    const reader = await server.connect('maya').live();
    for (const event of EVENTS) {
      for (const payload of ODD) {
        expect(await reader.ask(event, payload), `${event} ${typeof payload}`).toMatchObject({ ok: false });
      }
      expect(await reader.ask(event)).toMatchObject({ ok: false });
      reader.socket.emit(event); // nobody waits for an answer
    }
    expect(server.log).toEqual([]);
    await othersGoOn(server);
  });

  it.each(['alert:shelve', 'constructor', '__proto__', 'error', 'feed', 'beat', 'closed', 'drain'])(
    'an unknown event is refused: %s',
    async (event) => {
      const reader = await server.connect('maya').live();
      expect(await reader.ask(event, {})).toMatchObject({ code: 'bad-request', params: { what: 'event' } });
    },
  );

  it.each([Buffer.from([0xd9, 0x01]), '451-["alert:raise",{"_placeholder":true,"num":0}]', '461-1[]'])(
    'binary is refused in words and closed for good: %o',
    async (frame) => {
      const socket = await server.raw('maya');
      const told = heard(socket, (text) => text.includes('closed'));
      socket.send(frame);
      expect(await told).toContain('"code":"malformed"');
      await new Promise((resolve) => socket.once('close', resolve));
      expect(server.transport.online(ROOM)).toBe(0);
    },
  );

  it.each([
    ['a binary frame', Buffer.from([0xd9, 0x01, 0xff])],
    ['a binary event with attachments', '451-["alert:raise",{"_placeholder":true,"num":0}]'],
    ['a million announced attachments', '451000000-["x"]'],
    ['a binary acknowledgement', '461-1[{"_placeholder":true,"num":0}]'],
    ['half a packet', '42["alert:raise"'],
    ['no packet at all', '4'],
    ['an unknown packet type', '49'],
    ['an event whose name is a number', '42[1,2]'],
    ['a reserved event', '42["disconnect"]'],
    ['more than may be said at once', `42["x","${'y'.repeat(70_000)}"]`],
    ['an Engine.IO upgrade', '5'],
  ])('%s closes its sender at most', async (_what, frame) => {
    const socket = await server.raw('maya');
    socket.send(frame);
    socket.send('41');
    await new Promise((resolve) => socket.once('close', resolve));
    await othersGoOn(server);
  });
});
