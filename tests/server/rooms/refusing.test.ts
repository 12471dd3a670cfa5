// What may not be: an observer's frames, bytes nobody can read, too much of anything. Others never notice.
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Doc, applyUpdate, encodeStateAsUpdate } from 'yjs';
import { GATE_LIMITS, RATE_LIMITS } from '#domain/limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, ROOM } from './people.ts';
import { HandClock, until } from './ports.ts';
import { presence, sync, updateOf, type RawClient } from './raw-client.ts';

let clock: HandClock;
let house: House;
let innocent: RawClient;

beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
  innocent = await house.raw('omar');
  await innocent.syncs();
});
afterEach(() => house.stop());

/** The board as it lies in both published documents, and how far the journal is. */
function everything(): string {
  return JSON.stringify([
    house.room.board('full').kinds,
    house.room.board('observer').kinds,
    house.room.ledger.seq,
  ]);
}

async function othersCanStillWork(): Promise<void> {
  expect(innocent.closed).toBeUndefined();
  const seen = innocent.all('update').length;
  innocent.edit(set('phase', 'holding'));
  await innocent.gets('update', seen);
  expect(house.room.board('full').kinds['convoy']?.[CONVOY]?.['phase']).toBe('holding');
}

const set = (field: string, value: unknown) => (doc: Doc) =>
  void doc.getMap('convoy').set(`${CONVOY}.${field}`, value);

describe('an observer', () => {
  const forged: readonly (readonly [string, (ines: RawClient) => Uint8Array])[] = [
    ['an edit', ({ doc }) => sync(2, updateOf(doc, set('vehicles', 99)))],
    ['an edit as an answer to our question', ({ doc }) => sync(1, updateOf(doc, set('vehicles', 99)))],
    [
      'a deletion',
      ({ doc }) =>
        sync(
          2,
          updateOf(doc, () => doc.getMap('convoy').delete(`${CONVOY}.callsign`)),
        ),
    ],
    [
      'a new record',
      ({ doc }) =>
        sync(
          2,
          updateOf(doc, () => doc.getMap('note').set('noteaaaaaaaa.text', 'x')),
        ),
    ],
    [
      'a root of its own',
      ({ doc }) =>
        sync(
          2,
          updateOf(doc, () => doc.getMap('secrets').set('a', 1)),
        ),
    ],
    ['an edit that something is missing before', () => sync(2, gapped())],
    ['an edit under a coordinator’s client id', () => sync(2, asSomebody(innocent.doc.clientID))],
  ];

  it.each(forged)('changes nothing with %s and is closed', async (_what, frame) => {
    const ines = await house.raw('ines', '?v=1');
    await ines.syncs();
    const before = everything();
    ines.send(frame(ines));
    expect(await ines.closes()).toEqual({ code: 4403, reason: 'read-only' });
    expect(ines.all('refused')[0]?.body).toEqual({ code: 'read-only', params: {}, action: 'reset' });
    expect(everything()).toBe(before);
    expect(innocent.all('update')).toEqual([]);
    await othersCanStillWork();
  });

  it('may send back what it knows after a reconnect, because that changes nothing', async () => {
    const ines = await house.raw('ines', '?v=1');
    await ines.syncs();
    innocent.edit(set('phase', 'staged'));
    await ines.gets('update');
    const before = everything();
    ines.send(sync(1, encodeStateAsUpdate(ines.doc)));
    await ines.syncs();
    expect(ines.closed).toBeUndefined();
    expect(everything()).toBe(before);
  });

  it('does not learn from the refusal of its own frame which restricted cell it hit', async () => {
    const ines = await house.raw('ines', '?v=1');
    await ines.syncs();
    ines.edit(set('leader', 'me'));
    await ines.closes();
    expect(ines.all('refused')[0]?.body.cell).toBeUndefined();
  });
});

describe('a frame that cannot be read', () => {
  const bad: readonly (readonly [string, readonly number[], string])[] = [
    ['nothing at all', [], 'malformed'],
    ['an unknown type', [42], 'malformed'],
    ['a server frame sent to the server', [101, 2, 123, 125], 'malformed'],
    ['an auth frame', [2, 0], 'malformed'],
    ['an unknown step', [0, 3, 0], 'malformed'],
    ['a length beyond the frame', [0, 2, 255, 255, 127], 'malformed'],
    ['a type that never ends', [255, 255, 255, 255, 255, 255, 255, 255, 255, 255], 'malformed'],
    ['trailing bytes', [0, 2, 2, 0, 0, 7], 'malformed'],
    ['a state vector that announces 2^28 entries', [0, 0, 5, 255, 255, 255, 127, 0], 'malformed'],
    ['a struct-count bomb', [0, 2, 7, 1, 255, 255, 255, 255, 7, 1], 'malformed'],
    ['presence with a false count', [1, 4, 255, 255, 3, 1], 'malformed'],
  ];

  it.each(bad)('ends its own socket only: %s', async (_what, bytes, reason) => {
    const before = everything();
    const attacker = await house.raw('maya');
    attacker.send(Uint8Array.from(bytes));
    expect(await attacker.closes()).toEqual({ code: 4403, reason });
    expect(everything()).toBe(before);
    await othersCanStillWork();
  });

  it('ends its own socket only: text', async () => {
    const attacker = await house.raw('maya');
    attacker.ws.send('hello');
    expect(await attacker.closes()).toEqual({ code: 4403, reason: 'malformed' });
    await othersCanStillWork();
  });

  it.each([
    ['bad RSV bits', [0xf2, 0x80, 1, 2, 3, 4]],
    ['a header that announces 101 MB', [0x82, 0xff, 0, 0, 0, 0, 6, 0x05, 0, 0, 1, 2, 3, 4]],
  ])('ends its own socket only: %s', async (_what, bytes) => {
    const { port } = new URL(house.url.replace('ws:', 'http:'));
    const raw = connect(Number(port), '127.0.0.1');
    let ended = false;
    raw.on('close', () => (ended = true));
    raw.on('error', () => (ended = true));
    const head = [
      `GET /sync/${ROOM} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Authorization: Bearer maya',
    ];
    raw.write(`${head.join('\r\n')}\r\n\r\n`);
    await new Promise((resolve) => raw.once('data', resolve));
    raw.write(Uint8Array.from(bytes));
    await until('the server has noticed', () =>
      house.log.lines.some((line) => line.includes('broke its own protocol')),
    );
    raw.resume();
    clock.pass(2_000);
    await until('the socket is closed', () => ended);
    await othersCanStillWork();
  });
});

describe('too much', () => {
  it.each([
    ['a live update', 2, GATE_LIMITS.updateBytes],
    ['an answer to our question', 1, GATE_LIMITS.syncStep2Bytes],
  ])('of %s is refused by its size', async (_what, step, max) => {
    const maya = await house.raw('maya', '?v=1');
    maya.send(sync(step, new Uint8Array(max + 1)));
    expect(await maya.closes()).toEqual({ code: 4413, reason: 'too-big' });
    expect(maya.all('refused')[0]?.body).toEqual({ code: 'too-big', params: { max }, action: 'reset' });
    await othersCanStillWork();
  });

  it('in one frame ends the socket', async () => {
    const maya = await house.raw('maya');
    maya.send(new Uint8Array(GATE_LIMITS.frameBytes + 1));
    expect((await maya.closes()).code).toBe(1009);
    await othersCanStillWork();
  });

  it('too fast is told so, and may come back', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    for (let n = 0; n <= RATE_LIMITS.updatesBurst; n++) maya.edit(set('vehicles', n % 100));
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'too-fast' });
    expect(maya.all('refused')[0]?.body.action).toBe('wait');
    const back = await house.raw('maya');
    await back.syncs();
    expect(back.closed).toBeUndefined();
  });

  it('of questions for the whole board ends the socket', async () => {
    const maya = await house.raw('maya');
    for (let n = 0; n < 6; n++) maya.send(sync(0, Uint8Array.of(0)));
    expect(await maya.closes()).toEqual({ code: 1013, reason: 'too-fast' });
  });

  it('has its tokens back after a while', async () => {
    const maya = await house.raw('maya');
    for (let round = 0; round < 4; round++) {
      await maya.syncs();
      await maya.syncs();
      clock.pass(1_000);
    }
    expect(maya.closed).toBeUndefined();
  });
});

describe('somebody who was refused', () => {
  it('is not heard again on that socket', async () => {
    const omar2 = await house.raw('omar', '?v=1');
    await omar2.syncs();
    const before = everything();
    const good = updateOf(omar2.doc, set('phase', 'staged'));
    omar2.send(Uint8Array.of(42));
    omar2.send(sync(2, good));
    await omar2.closes();
    expect(everything()).toBe(before);
  });

  it('has to cool down after three refusals in a minute, and is let in after half a minute', async () => {
    for (let n = 0; n < RATE_LIMITS.refusalsPerMinute; n++) {
      const maya = await house.raw('maya');
      maya.send(Uint8Array.of(42));
      expect((await maya.closes()).reason).toBe('malformed');
    }
    const early = await house.raw('maya');
    expect(await early.closes()).toEqual({ code: 1013, reason: 'cool-down' });
    expect(early.got).toEqual([]);
    clock.pass(RATE_LIMITS.refusalCoolDownMs);
    const later = await house.raw('maya');
    await later.syncs();
    expect(later.closed).toBeUndefined();
  });
});

describe('a coordinator', () => {
  it('cannot write what only another party may, and is told which cell', async () => {
    const omar = await house.raw('omar', '?v=1');
    await omar.syncs();
    const before = everything();
    omar.edit(set('eta', 1_790_000_000_000));
    expect(await omar.closes()).toEqual({ code: 4403, reason: 'party' });
    expect(omar.all('refused')[0]?.body).toMatchObject({ code: 'party', cell: `convoy/${CONVOY}/eta` });
    expect(everything()).toBe(before);
  });

  it('cannot write under a client id that another person showed first', async () => {
    const maya = await house.raw('maya');
    maya.send(presence([4711, 1, {}]));
    await maya.syncs();
    const omar = await house.raw('omar');
    await omar.syncs();
    omar.send(sync(2, asSomebody(4711)));
    expect(await omar.closes()).toEqual({ code: 4403, reason: 'foreign-client' });
  });
});

/** An honest document's edit under a client id of the attacker's choice. */
function asSomebody(clientId: number): Uint8Array {
  const doc = new Doc();
  applyUpdate(doc, encodeStateAsUpdate(innocent.doc));
  doc.clientID = clientId;
  return updateOf(doc, set('phase', 'staged'));
}

/** The second of two edits without the first. */
function gapped(): Uint8Array {
  const doc = new Doc();
  applyUpdate(doc, encodeStateAsUpdate(innocent.doc));
  updateOf(doc, set('phase', 'staged'));
  return updateOf(doc, set('phase', 'halted'));
}
