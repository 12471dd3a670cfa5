// Too much of everything on the alert channel: the one who floods is told and slowed, the others go on.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idOf } from './alert-room.ts';
import { AlertServer, othersGoOn, upgradeStatus, type Reader } from './alert-server.ts';

let server: AlertServer;
beforeEach(async () => {
  server = await AlertServer.start();
});
afterEach(() => server.stop());

it('a person who floods is answered too fast, on all of their sockets together, and others are not', async () => {
  const [one, two] = await Promise.all([server.connect('maya').live(), server.connect('maya').live()]);
  const asked = Array.from({ length: 30 }, () => [one, two]).flat();
  const body = { id: idOf(1), rev: 1, stance: 'seen' };
  const answers = await Promise.all(asked.map((reader: Reader) => reader.ask('alert:ack', body)));
  expect(answers.filter((answer) => !answer.ok && answer.code === 'too-fast')).toHaveLength(20);
  await othersGoOn(server);
  await server.room.clock.move(1_000);
  expect(await one.ask('alert:ack', body)).toMatchObject({ code: 'no-alert' });
});

it('a connection that sends without end is told and closed', async () => {
  await server.stop();
  server = await AlertServer.start({ messagesBurst: 100 });
  const reader = await server.connect('maya').live();
  for (let n = 0; n < 200; n++) reader.socket.emit('rcpt', { delivered: 1 });
  await reader.gone();
  expect(reader.closed).toMatchObject({ code: 'too-fast' });
  await othersGoOn(server);
});

it('a reader that asks for the past again and again is answered too fast', async () => {
  const reader = await server.connect('maya').live();
  const answers = await Promise.all(Array.from({ length: 15 }, () => reader.ask('feed:since', { seq: 0 })));
  expect(answers.filter(({ ok }) => !ok)).toHaveLength(5);
});

it('a server that is full, or has too many strangers of one address, takes no more', async () => {
  await server.stop();
  server = await AlertServer.start({ sockets: 3, strangersPerAddress: 2 });
  await server.connect('maya').live();
  const strangers = [await server.raw('maya', false), await server.raw('maya', false)];
  expect(await upgradeStatus(server, { authorization: 'Bearer maya' })).toBe(429);
  for (const stranger of strangers) {
    stranger.close();
    await new Promise((resolve) => stranger.once('close', resolve));
  }
  await server.connect('noor').live();
});
