// What is missing before an update is asked for again; coming back with unsent work is nobody's fault, not answering is.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeStateAsUpdate, type Doc } from 'yjs';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY } from './people.ts';
import { HandClock } from './ports.ts';
import { sync, updateOf } from './raw-client.ts';

let clock: HandClock;
let house: House;

beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
});
afterEach(() => house.stop());

const set = (field: string, value: unknown) => (doc: Doc) =>
  void doc.getMap('convoy').set(`${CONVOY}.${field}`, value);

describe('somebody before whose edit something is missing', () => {
  it('is heard by sending everything (P8), and starts anew when that does not help', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    maya.send(sync(1, encodeStateAsUpdate(maya.doc)));
    updateOf(maya.doc, set('vehicles', 1)); // lost on its way
    maya.edit(set('vehicles', 2));
    const asked = await maya.gets('step1', 1);
    maya.send(sync(1, encodeStateAsUpdate(maya.doc, asked.bytes)));
    await maya.gets('saved');
    expect(house.room.board('full').kinds['convoy']?.[CONVOY]?.['vehicles']).toBe(2);
    updateOf(maya.doc, set('vehicles', 3));
    const late = updateOf(maya.doc, set('vehicles', 10));
    maya.send(sync(2, late));
    for (let round = 0; round < 2; round++) maya.send(sync(1, late)); // an answer that answers nothing
    expect((await maya.closes()).reason).toBe('missing');
    expect(maya.all('step1')).toHaveLength(4);
    expect(maya.all('refused')[0]?.body).toMatchObject({ code: 'missing', action: 'reset' });
  });

  it('may come back with unsent work and type on before the server has heard of it', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    updateOf(maya.doc, set('vehicles', 1));
    for (let n = 0; n < 20; n++) maya.edit(set('vehicles', 10 + n));
    maya.send(sync(1, encodeStateAsUpdate(maya.doc)));
    await maya.gets('saved');
    expect(maya.closed).toBeUndefined();
    expect(house.room.board('full').kinds['convoy']?.[CONVOY]?.['vehicles']).toBe(29);
    expect(maya.all('step1')).toHaveLength(2);
  });

  it('who never answers what the server asks is told to start anew', async () => {
    const maya = await house.raw('maya', '?v=1');
    await maya.syncs();
    updateOf(maya.doc, set('vehicles', 1)); // lost on its way
    const late = updateOf(maya.doc, set('vehicles', 2));
    for (let n = 0; n <= ROOM_LIMITS.unansweredUpdates; n++) {
      if (n % 100 === 99) clock.pass(10_000); // no faster than the rate
      maya.send(sync(2, late));
      if (n % 100 === 98) await maya.syncs();
    }
    expect(await maya.closes()).toEqual({ code: 4403, reason: 'missing' });
    expect(maya.all('step1')).toHaveLength(2);
  });
});
