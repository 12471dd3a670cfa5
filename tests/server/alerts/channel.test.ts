// The alert channel end to end: real clients on a real port hear every alert once, in order, and nobody else hears any.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertAnswer } from '#domain/protocol.ts';
import { guest, idOf, maya, NOW, omar, roadblock, shelling } from './alert-room.ts';
import { AlertServer } from './alert-server.ts';

let server: AlertServer;
beforeEach(async () => {
  server = await AlertServer.start();
});
afterEach(() => server.stop());

const alert = (n: number, content = roadblock): object => ({ id: idOf(n), ...content });
const codeOf = (answer: AlertAnswer): string => (answer.ok ? 'ok' : answer.code);
const seqsOf = ({ items }: { items: readonly { seq: number }[] }): number[] => items.map(({ seq }) => seq);

describe('an alert', () => {
  it('reaches everybody who is live, once, after its sender was told that it is recorded', async () => {
    const sender = server.connect('maya');
    const others = ['omar', 'noor', 'noor', 'guest', 'guest'].map((user) => server.connect(user));
    await Promise.all([sender, ...others].map((reader) => reader.live()));
    const answer = await sender.ask('alert:raise', alert(1, shelling));
    expect(answer).toMatchObject({ ok: true, seq: 1, at: NOW });
    for (const reader of others) {
      await reader.until(() => reader.items.length === 1);
      expect(reader.items[0]).toMatchObject({
        seq: 1,
        prev: 0,
        event: 'raised',
        alert: { id: idOf(1), state: 'active' },
      });
      expect(reader.items[0]).not.toHaveProperty('late');
      expect(reader.faults).toEqual([]);
    }
  });

  it('is acknowledged, ended and confirmed over the wire, with the original receipt for every replay', async () => {
    const [author, other] = await Promise.all([server.connect('maya').live(), server.connect('noor').live()]);
    const steps: [typeof author, string, object][] = [
      [author, 'alert:raise', alert(1, shelling)],
      [other, 'alert:ack', { id: idOf(1), rev: 1, stance: 'acting' }],
      [author, 'alert:end', { id: idOf(1), rev: 1, reason: 'quiet again' }],
      [other, 'alert:confirm', { id: idOf(1), rev: 2, of: 'end' }],
    ];
    for (const [who, event, payload] of steps) {
      const first = await who.ask(event, payload);
      expect(codeOf(first), event).toBe('ok');
      expect(await who.ask(event, payload)).toEqual(first);
    }
    await other.until(() => other.items.length === 4);
    expect(other.items.map(({ event }) => event)).toEqual(['raised', 'acknowledged', 'ending', 'ended']);
  });

  it('is told to an observer without what the observer’s view withholds', async () => {
    const [author, observer] = await Promise.all([
      server.connect('maya').live(),
      server.connect('guest').live(),
    ]);
    await author.ask('alert:raise', { ...alert(1), source: 'CANARY' });
    await observer.until(() => observer.items.length === 1);
    await author.until(() => author.items.length === 1);
    const late = await server.connect('guest').live();
    expect(JSON.stringify([observer.items, late.items])).not.toContain('CANARY');
    expect(JSON.stringify(author.items)).toContain('CANARY');
    expect(codeOf(await observer.ask('alert:raise', alert(2)))).toBe('role');
  });

  it('seen by one observer alone is told to another without their name', async () => {
    server.sessions.set('other', { ...guest, user: 'other', name: 'CANARY', membership: 'mother' });
    const [author, observer, other] = await Promise.all([
      server.connect('maya').live(),
      server.connect('guest').live(),
      server.connect('other').live(),
    ]);
    await author.ask('alert:raise', alert(1));
    await other.ask('alert:ack', { id: idOf(1), rev: 1, stance: 'seen' });
    await Promise.all([author, observer].map((reader) => reader.until(() => reader.items.length === 2)));
    expect(JSON.stringify(observer.items)).not.toContain('CANARY');
    expect(observer.items[1]).toMatchObject({ by: { role: 'server' }, alert: { observersSeen: 1 } });
    expect(author.items[1]).toMatchObject({ by: { name: 'CANARY' } });
  });

  it('is told to an observer no finer when what they asked for is refused', async () => {
    const [author, observer] = await Promise.all([
      server.connect('maya').live(),
      server.connect('guest').live(),
    ]);
    await author.ask('alert:raise', { ...alert(1), source: 'CANARY' });
    const refused = await Promise.all([
      observer.ask('alert:ack', { id: idOf(1), rev: 2, stance: 'seen' }),
      observer.ask('alert:end', { id: idOf(1), rev: 1, reason: 'over' }),
      observer.ask('alert:confirm', { id: idOf(1), rev: 1, of: 'end' }),
    ]);
    expect(refused.map(codeOf)).toEqual(['stale', 'role', 'role']);
    expect(JSON.stringify(refused)).not.toContain('CANARY');
    expect(refused[0]).toMatchObject({ current: { id: idOf(1), rev: 1 } });
    expect(JSON.stringify(await author.ask('alert:end', { id: idOf(1), rev: 9, reason: 'over' }))).toContain(
      'CANARY',
    );
  });
});

describe('who was away', () => {
  it('gets exactly what was missed, marked late, then what comes, not late', async () => {
    const sender = await server.connect('maya').live();
    const reader = await server.connect('noor').live();
    await sender.ask('alert:raise', alert(1));
    await reader.until(() => reader.items.length === 1);
    const { seq, hash } = reader.items[0]!;
    reader.close();
    await sender.ask('alert:raise', alert(2));
    await sender.ask('alert:ack', { id: idOf(2), rev: 1, stance: 'seen' });
    const back = await server.connect('noor', { lastSeq: seq, lastHash: hash }).live();
    expect(seqsOf(back)).toEqual([3, 5]);
    expect(back.items[0]?.prev).toBe(1);
    expect(back.items.every(({ late }) => late)).toBe(true);
    await sender.ask('alert:raise', alert(3));
    await back.until(() => back.items.length === 3);
    expect(back.items[2]).not.toHaveProperty('late');
    expect(back.faults).toEqual([]);
  });

  it('misses nothing that is committed while the replay is being written', async () => {
    await server.stop();
    server = await AlertServer.start({ replayChunk: 1 });
    const { authority } = server.room;
    for (let n = 0; n < 40; n++) await authority.raise(omar, { id: idOf(n), ...shelling });
    const reader = server.connect('noor');
    await reader.until(() => reader.items.length > 0);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => authority.raise(omar, { id: idOf(100 + n), ...shelling })),
    );
    await reader.until(() => reader.items.length === 60);
    expect(reader.faults).toEqual([]);
    expect(new Set(reader.items.map(({ alert: { id } }) => id)).size).toBe(60);
    expect(reader.items.filter(({ late }) => late)).toHaveLength(40);
  });

  it('may ask again for what is after a seq, and hears where the feed stands', async () => {
    const sender = await server.connect('maya').live();
    await sender.ask('alert:raise', alert(1));
    await sender.ask('alert:raise', alert(2));
    await sender.until(() => sender.items.length === 2);
    expect(await sender.ask('feed:since', { seq: 1 })).toMatchObject({ ok: true, seq: 3 });
    await sender.until(() => sender.items.length === 3);
    expect(sender.items[2]).toMatchObject({ seq: 3, late: true });
  });

  it('with another past than ours is told so', async () => {
    await server.room.authority.raise(maya, { id: idOf(1), ...roadblock });
    for (const auth of [{ lastSeq: 1, lastHash: 'f'.repeat(64) }, { lastSeq: 99 }]) {
      const reader = server.connect('noor', auth);
      await reader.until(() => reader.closed !== undefined);
      expect(reader.closed).toMatchObject({ code: 'forked' });
      await reader.gone();
      expect(reader.items).toEqual([]);
    }
  });

  it('notices nothing when the room had to be loaded anew: the next command goes through and everybody hears', async () => {
    const [sender, reader] = await Promise.all([
      server.connect('maya').live(),
      server.connect('noor').live(),
    ]);
    await sender.ask('alert:raise', alert(1));
    await reader.until(() => reader.items.length === 1);
    await server.room.restart();
    await server.room.authority.raise(omar, { id: idOf(2), ...roadblock }); // before anybody of the channel knows
    expect(await sender.ask('alert:raise', alert(3))).toMatchObject({ ok: true, seq: 5 });
    for (const one of [sender, reader]) {
      await one.until(() => one.items.length === 3);
      expect(one.items.some(({ late }) => late)).toBe(false);
      expect(one.faults).toEqual([]);
    }
  });

  it('who only listens hears of what a room loaded anew has to say, at the latest with the next beat', async () => {
    const reader = await server.connect('noor').live();
    await server.room.restart();
    await server.room.authority.raise(omar, { id: idOf(2), ...roadblock });
    await server.room.clock.move(4_000);
    await reader.until(() => reader.items.length === 1);
    expect(reader.items[0]).not.toHaveProperty('late');
  });

  it('goes on where it was after the server was started anew', async () => {
    const sender = await server.connect('maya').live();
    await sender.ask('alert:raise', alert(1));
    await sender.until(() => sender.items.length === 1);
    const { seq, hash } = sender.items[0]!;
    await server.restart();
    await sender.gone();
    expect(sender.closed).toMatchObject({ code: 'shutting-down' });
    await server.room.authority.raise(omar, { id: idOf(2), ...roadblock });
    const back = await server.connect('maya', { lastSeq: seq, lastHash: hash }).live();
    expect(seqsOf(back)).toEqual([3]);
    expect(await back.ask('alert:raise', alert(1))).toMatchObject({ ok: true, seq: 1, hash });
  });
});

describe('the beat', () => {
  it('comes with the clock, says where the feed stands and how many people are on line', async () => {
    const readers = await Promise.all(['maya', 'maya', 'guest'].map((user) => server.connect(user).live()));
    await readers[0]!.ask('alert:raise', alert(1));
    await server.room.clock.move(4_000);
    await readers[2]!.until(() => readers[2]!.beats.length >= 2);
    expect(readers[2]!.beats.at(-1)).toEqual({
      head: 1,
      hash: readers[2]!.items.at(-1)!.hash,
      serverTime: NOW + 4_000,
      online: 2,
    });
    expect(server.transport.online(guest.room)).toBe(2);
  });

  it('confirms by person how far the feed was stored and drawn, never back and never beyond the head', async () => {
    const reader = await server.connect('maya').live();
    await reader.ask('alert:raise', alert(1));
    await reader.ask('rcpt', { delivered: 1, displayed: 1 });
    await reader.ask('rcpt', { seq: 0, state: 'delivered' });
    await reader.ask('rcpt', { delivered: 99 });
    expect(server.room.authority.marks.of('maya')).toEqual({ delivered: 1, displayed: 1 });
  });
});
