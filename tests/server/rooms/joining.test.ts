// People join a room with this page's client and with stock clients of every version, follow it and edit together.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider1 } from 'y-websocket-1';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import * as Y from 'yjs';
import { schemaHash } from '#server/journal/schema.ts';
import { startHouse, type House } from './house.ts';
import { CANARY, CONVOY, ROOM, people, type PersonName } from './people.ts';
import { START, until } from './ports.ts';
import { sync } from './raw-client.ts';

let house: House;
let providers: { destroy(): void }[] = [];

beforeEach(async () => {
  house = await startHouse();
});
afterEach(async () => {
  for (const provider of providers) provider.destroy();
  providers = [];
  await house.stop();
});

const versions = { '1.5': Provider1, '2.1': Provider2, '3.1': Provider3 } as const;

/** A stock client with a bearer session, as a program in Node uses it. */
function stock(version: keyof typeof versions, name: PersonName): Y.Doc {
  class WithBearer extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${name}` } });
    }
  }
  const doc = new Y.Doc();
  const Provider = versions[version] as typeof Provider3;
  const options = {
    WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  };
  providers.push(new Provider(`${house.url}/sync`, ROOM, doc, options));
  return doc;
}

function convoy(doc: Y.Doc, field: string): unknown {
  return doc.getMap('convoy').get(`${CONVOY}.${field}`);
}

describe('a client that asks for extras', () => {
  it('is told first who it is and where it is', async () => {
    const maya = await house.raw('maya', '?v=1');
    const { body } = await maya.gets('hello');
    expect(maya.got[0]?.is).toBe('hello');
    expect(maya.got[1]?.is).toBe('step1');
    expect(body).toEqual({
      room: ROOM,
      epoch: 1,
      schema: schemaHash(),
      role: 'coordinator',
      user: people.maya.user,
      name: 'Maya',
      party: people.maya.party,
      owner: true,
      view: 'full',
      seq: house.room.seq,
      serverTime: START,
    });
  });

  it('gets the whole board in answer to an empty state vector', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    expect(maya.cell('convoy', CONVOY, 'callsign')).toBe('KILO-1');
    expect(maya.cell('convoy', CONVOY, 'leader')).toBe(CANARY);
  });

  it('learns who changed what from what', async () => {
    const [maya, omar] = [await house.raw('maya', '?v=1'), await house.raw('omar', '?v=1')];
    await maya.syncs();
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.vehicles`, 9));
    const { body } = await omar.gets('changes');
    expect(body).toMatchObject({
      actor: 'u-maya',
      name: 'Maya',
      role: 'coordinator',
      party: people.maya.party,
      via: 'sync',
      at: START,
      cells: [{ cell: `convoy/${CONVOY}/vehicles`, from: 8, to: 9 }],
    });
    expect(body.seq).toBe(house.room.seq);
  });
});

describe.each(Object.keys(versions) as (keyof typeof versions)[])(
  'a stock y-websocket %s client',
  (version) => {
    it('joins, edits, and sees what others edit', async () => {
      const [maya, omar] = [stock(version, 'maya'), stock('3.1', 'omar')];
      await until('both have the board', () =>
        [maya, omar].every((doc) => convoy(doc, 'callsign') === 'KILO-1'),
      );
      maya.getMap('convoy').set(`${CONVOY}.vehicles`, 12);
      await until('Omar sees it', () => convoy(omar, 'vehicles') === 12);
      omar.getMap('convoy').set(`${CONVOY}.phase`, 'staged');
      await until('Maya sees it', () => convoy(maya, 'phase') === 'staged');
      expect(Y.encodeStateVector(maya)).toEqual(Y.encodeStateVector(omar));
    });

    it('follows as an observer and never gets a restricted value', async () => {
      const [ines, maya] = [stock(version, 'ines'), stock(version, 'maya')];
      const frames = await house.raw('ines', '?v=1');
      await frames.syncs();
      await until('both have the board', () =>
        [ines, maya].every((doc) => convoy(doc, 'callsign') === 'KILO-1'),
      );
      maya.transact(() => {
        maya.getMap('convoy').set(`${CONVOY}.note`, `${CANARY} again`);
        maya.getMap('convoy').set(`${CONVOY}.vehicles`, 13);
      });
      await until(
        'Ines sees it',
        () => convoy(ines, 'vehicles') === 13 && frames.cell('convoy', CONVOY, 'vehicles') === 13,
      );
      expect(convoy(maya, 'leader')).toBe(CANARY);
      expect(JSON.stringify(ines.toJSON())).not.toContain(CANARY);
      expect((await frames.gets('changes')).body.cells.map(({ to }) => to)).toEqual([13]);
      expect(Buffer.concat(frames.bytes).includes(CANARY)).toBe(false);
    });
  },
);

describe('two coordinators', () => {
  it('end with the same board when they edit the same cell at the same time, and both hear of what was overtaken', async () => {
    const [maya, omar] = [await house.raw('maya', '?v=1'), await house.raw('omar', '?v=1')];
    await Promise.all([maya.syncs(), omar.syncs()]);
    maya.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'staged'));
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'halted'));
    await until('both changes are told', () =>
      [maya, omar].every((client) => client.all('changes').length === 2),
    );
    expect(maya.cell('convoy', CONVOY, 'phase')).toBe(omar.cell('convoy', CONVOY, 'phase'));
    const lost = maya.all('changes')[1]?.body.cells[0]?.lost;
    const stands = maya.cell('convoy', CONVOY, 'phase');
    expect(lost).toEqual(
      stands === 'staged' ? { value: 'halted', by: 'u-omar' } : { value: 'staged', by: 'u-maya' },
    );
  });

  it('end with the same board after working off line', async () => {
    const [maya, omar] = [await house.raw('maya'), await house.raw('omar')];
    await Promise.all([maya.syncs(), omar.syncs()]);
    maya.ws.close();
    await maya.closes();
    for (let n = 0; n < 50; n++) maya.doc.getMap('convoy').set(`${CONVOY}.vehicles`, n);
    omar.edit((doc) => doc.getMap('convoy').set(`${CONVOY}.phase`, 'staged'));
    const back = await house.raw('maya');
    Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(maya.doc));
    const { bytes } = await back.gets('step1');
    back.send(sync(1, Y.encodeStateAsUpdate(back.doc, bytes)));
    await back.syncs();
    await until('Omar has it', () => omar.cell('convoy', CONVOY, 'vehicles') === 49);
    expect(back.cell('convoy', CONVOY, 'phase')).toBe('staged');
    expect(house.room.board('full').kinds['convoy']?.[CONVOY]).toMatchObject({
      vehicles: 49,
      phase: 'staged',
    });
  });
});
