// What observers see of a careful room: less exactly and later, nothing ahead of its time, lights instead of plans.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarefulHouse, MINUTE, kmOf } from './careful-house.ts';
import { CONVOY } from './people.ts';
import { until } from './ports.ts';
import { presence } from './raw-client.ts';

let at: CarefulHouse;
beforeEach(async () => {
  at = await CarefulHouse.start();
});
afterEach(() => at.stop());

describe('what observers see of a careful room', () => {
  beforeEach(async () => {
    await at.pass(60 * MINUTE);
    await at.careful(30);
    await at.filled();
  });

  it('is coarse, in the document, in the change frames, in ages and history', async () => {
    const client = await at.observer();
    await at.radio(31.4);
    await at.set('segment', 'segmentaa', {
      route: 'routesouth',
      fromKm: 6.4,
      toKm: 30.6,
      party: 'partyunun',
    });
    await at.pass(31 * MINUTE);
    await until('the change is told', () => client.all('changes').length >= 2);
    expect(client.cell('convoy', CONVOY, 'radio')).toEqual([31, 28, expect.any(Number) as number]);
    expect(client.cell('segment', 'segmentaa', 'fromKm')).toBe(6);
    expect(JSON.stringify(client.got.map((frame) => ('body' in frame ? frame.body : '')))).not.toMatch(
      /31\.4|6\.4|30\.6/,
    );
    await at.radio(44.7);
    await at.pass(31 * MINUTE);
    expect(at.room.ages('observer')[`convoy/${CONVOY}/radio`]?.from).toEqual([
      31,
      28,
      expect.any(Number) as number,
    ]);
    const history = await at.room.history('observer', { record: `convoy/${CONVOY}`, field: 'radio' });
    expect(history.map(({ cells }) => cells[0]?.to)).toEqual([
      [31, 28, expect.any(Number) as number],
      [45, 28, expect.any(Number) as number],
    ]);
    expect(kmOf(at.room.board('full').kinds['convoy']?.[CONVOY]?.['radio'])).toBe(44.7);
  });

  it('is late by the delay for convoys, to the second, and at once for the rest', async () => {
    const client = await at.observer();
    await at.radio(31.4);
    await at.set('route', 'routesouth', { state: 'closed' });
    await until('the route is told', () => client.cell('route', 'routesouth', 'state') === 'closed');
    const bytes = client.bytes.length;
    await at.pass(30 * MINUTE - 1);
    expect(at.observed('radio')).toBeUndefined();
    expect(at.room.ages('observer')[`convoy/${CONVOY}/radio`]).toBeUndefined();
    expect(await at.room.history('observer', { record: `convoy/${CONVOY}`, field: 'radio' })).toEqual([]);
    expect(client.all('changes').flatMap(({ body }) => body.cells.map(({ cell }) => cell))).toEqual([
      'route/routesouth/state',
    ]);
    await at.pass(1_000);
    await until('it is told', () => client.cell('convoy', CONVOY, 'radio') !== undefined);
    expect(client.bytes.length).toBeGreaterThan(bytes);
    const told = client.all('changes').at(-1)?.body;
    expect(told).toMatchObject({ actor: 'u-lena', name: 'Lena', at: at.clock.now() - 30 * MINUTE - 999 });
  });

  it('tells several changes of one cell each in its turn', async () => {
    await at.radio(10.2);
    await at.pass(10 * MINUTE);
    await at.radio(20.2);
    await at.pass(20 * MINUTE + 1_000);
    expect(at.observed('radio')).toBe(10);
    await at.pass(10 * MINUTE);
    expect(at.observed('radio')).toBe(20);
  });

  it('says nothing of a plan before its time has passed in this view, and empties a plan that moves ahead', async () => {
    const [std, eta] = [at.clock.now() + 60 * MINUTE, at.clock.now() + 240 * MINUTE];
    await at.set('convoy', CONVOY, { std, eta });
    await at.pass(31 * MINUTE);
    expect(at.observed('std')).toBeUndefined();
    await at.pass(58 * MINUTE);
    expect(at.observed('std')).toBeUndefined(); // it is its hour, and half an hour too early to say so
    await at.pass(2 * MINUTE);
    expect([at.observed('std'), at.observed('eta')]).toEqual([std, undefined]);
    await at.set('convoy', CONVOY, { std: at.clock.now() + 60 * MINUTE });
    await at.pass(29 * MINUTE);
    expect(at.observed('std')).toBe(std);
    await at.pass(2 * MINUTE);
    expect(at.observed('std')).toBeUndefined();
    expect(JSON.stringify(at.room.ages('observer'))).not.toContain(String(eta));
  });

  it('does not show who is in a field of a convoy', async () => {
    const [client, maya] = [await at.observer(), await at.house.raw('maya', '?v=1')];
    await maya.syncs();
    maya.send(presence([maya.doc.clientID, 1, { cell: `convoy/${CONVOY}/radio` }]));
    await maya.syncs(); // it has arrived by now
    await at.pass(200);
    await until('Maya is seen', () => client.presence().has(maya.doc.clientID));
    expect(client.presence().get(maya.doc.clientID)).not.toHaveProperty('cell');
  });

  it('has the lights of every convoy, as they were the delay ago', async () => {
    await until('lights are there', () => at.observed('covered', 'light') !== undefined);
    expect(at.room.board('observer').kinds['light']?.[CONVOY]).toEqual({
      convoy: CONVOY,
      notified: 'unknown',
      cleared: 'unknown',
      covered: 'not_needed',
      responsible: 'unknown',
    });
    await at.set('convoy', CONVOY, { needIntel: true, phase: 'en_route', atd: at.clock.now() });
    await at.pass(29 * MINUTE);
    expect(at.observed('covered', 'light')).toBe('not_needed');
    await at.pass(2 * MINUTE);
    expect(at.observed('covered', 'light')).toBe('not_covered');
    await at.set('drone', 'droneowl1', { party: 'partyunun', callsign: 'OWL-1', canIntel: true });
    const [from, to] = [at.clock.now() - MINUTE, at.clock.now() + 90 * MINUTE];
    await at.set('cover', 'coverowl1', {
      drone: 'droneowl1',
      task: 'intelligence',
      from,
      to,
      convoy: CONVOY,
      state: 'on_station',
    });
    await at.pass(29 * MINUTE);
    expect(at.observed('covered', 'light')).toBe('not_covered');
    await at.pass(2 * MINUTE);
    expect(at.observed('covered', 'light')).toBe('covered');
    expect(at.observed('to', 'cover', 'coverowl1')).toBeUndefined();
    await at.pass(100 * MINUTE);
    expect(at.observed('covered', 'light')).toBe('not_covered');
    await at.set('convoy', CONVOY, { archivedAt: at.clock.now() });
    await at.pass(31 * MINUTE);
    expect(at.observed('archivedAt', 'light')).toEqual(expect.any(Number));
    expect(at.room.board('full').kinds['light']).toEqual({});
  });
});
