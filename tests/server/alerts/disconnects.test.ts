// Readers that come and go at random while alerts are raised: each hears everything once, in order, whoever was away when.
import { afterEach, describe, expect, it } from 'vitest';
import type { FeedItem } from '#domain/protocol.ts';
import { idOf, maya, noor, omar, roadblock, shelling } from './alert-room.ts';
import { AlertServer, type Reader } from './alert-server.ts';

let server: AlertServer;
afterEach(() => server.stop());

/** mulberry32: the same seed, the same story. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A browser that keeps what it heard over its connections, and asks for what is after. */
class Browser {
  readonly heard: FeedItem[] = [];
  readonly faults: string[] = [];
  readonly user: string;
  reader: Reader | undefined;

  constructor(user: string) {
    this.user = user;
  }

  get last(): FeedItem | undefined {
    return this.heard.at(-1) ?? this.reader?.items.at(-1);
  }

  connect(): void {
    const { seq = 0, hash = '' } = this.last ?? {};
    this.reader = server.connect(this.user, { lastSeq: seq, lastHash: hash });
  }

  /** Cut without a word, as a train into a tunnel. */
  cut(): void {
    if (!this.reader) return;
    this.reader.socket.io.engine?.close();
    this.reader.close();
    this.heard.push(...this.reader.items);
    this.faults.push(...this.reader.faults);
    this.reader = undefined;
  }
}

describe('random disconnects', () => {
  for (const seed of [1, 20261124, 815]) {
    it(`nothing lost, twice or out of order (seed ${seed})`, async () => {
      server = await AlertServer.start({ replayChunk: 2, socketsPerPerson: 1_000, failuresPerMinute: 1_000 });
      const chance = chanceOf(seed);
      const browsers = Array.from(
        { length: 8 },
        (_, n) => new Browser(['omar', 'noor', 'guest'][n % 3] ?? 'omar'),
      );
      const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
      const { authority, clock } = server.room;
      const going: Promise<unknown>[] = [];
      for (let step = 0; step < 300; step++) {
        const what = chance();
        const id = idOf(Math.floor(chance() * 40));
        if (what < 0.35)
          going.push(authority.raise(pick([maya, omar]), { id, ...pick([roadblock, shelling]) }));
        else if (what < 0.55)
          going.push(
            authority.acknowledge(pick([omar, noor]), { id, rev: 1, stance: pick(['seen', 'acting']) }),
          );
        else if (what < 0.65) going.push(authority.end(omar, 'end', { id, rev: 1, reason: 'over' }));
        else if (what < 0.85) {
          const browser = pick(browsers);
          if (browser.reader) browser.cut();
          else browser.connect();
        } else await new Promise((resolve) => setImmediate(resolve));
        if (what > 0.95) await clock.move(20_000);
      }
      await Promise.all(going);
      for (const browser of browsers) if (!browser.reader) browser.connect();
      const whole = authority.since(0).map(({ seq }) => seq);
      expect(whole.length).toBeGreaterThan(40);
      for (const browser of browsers) {
        const { reader } = browser;
        await reader?.until(
          () => (browser.reader?.items.at(-1) ?? browser.heard.at(-1))?.seq === whole.at(-1),
        );
        browser.cut();
        expect(browser.faults).toEqual([]);
        expect(browser.heard.map(({ seq }) => seq)).toEqual(whole);
      }
    });
  }
});

describe('many readers', () => {
  it('a hundred people hear an alert, each of them once', async () => {
    server = await AlertServer.start({ socketsPerPerson: 1_000 });
    const readers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => server.connect(n % 2 ? 'guest' : 'noor').live()),
    );
    await server.room.authority.raise(maya, { id: idOf(1), ...shelling });
    await Promise.all(readers.map((reader) => reader.until(() => reader.items.length === 1)));
    const [told, ...more] = server.room.authority.since(0).map(({ seq }) => seq);
    expect(more).toEqual([]);
    for (const { items, faults } of readers) {
      expect(items.map(({ seq }) => seq)).toEqual([told]);
      expect(faults).toEqual([]);
    }
  });

  it('who does not read is dropped, and costs nobody else their alerts', async () => {
    server = await AlertServer.start({ slowSocketBytes: 10_000 });
    const { authority, clock } = server.room;
    const stuck = await server.raw('guest');
    stuck.pause();
    // Enough to fill what the kernel buffers for a reader that reads nothing.
    const id = idOf(1);
    const text = 'x'.repeat(280);
    await authority.raise(maya, { id, ...shelling, text, headline: 'y'.repeat(120) });
    for (let n = 0; n < 3_000; n++)
      await authority.acknowledge(noor, { id, rev: 1, stance: n % 2 ? 'seen' : 'acting' });
    const reader = await server.connect('noor').live();
    for (let beats = 0; beats < 10; beats++) await clock.move(4_000);
    expect(server.log).toContain('alert socket does not read');
    expect(server.transport.online(noor.room)).toBe(1);
    expect(await reader.ask('alert:ack', { id, rev: 1, stance: 'unable' })).toMatchObject({ ok: true });
  });
});
