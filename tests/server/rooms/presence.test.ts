// Presence shows who is in which field: under their own name, through the reader's view, and nothing else of what clients say.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINK_TIMES, RATE_LIMITS } from '#domain/limits.ts';
import { startHouse, type House } from './house.ts';
import { CONVOY, PARTIES } from './people.ts';
import { HandClock, until } from './ports.ts';
import { presence, type RawClient } from './raw-client.ts';

const MAYA_ID = 1001;
const OMAR_ID = 1002;
const ETA = `convoy/${CONVOY}/eta`;
const LEADER = `convoy/${CONVOY}/leader`;
const MAYA = { user: 'u-maya', name: 'Maya', role: 'coordinator', party: PARTIES.un };

let clock: HandClock;
let house: House;
let maya: RawClient;
let omar: RawClient;
let ines: RawClient;

beforeEach(async () => {
  clock = new HandClock();
  house = await startHouse({ clock });
  [maya, omar, ines] = [await house.raw('maya', '?v=1'), await house.raw('omar'), await house.raw('ines')];
});
afterEach(() => house.stop());

/** Lets everything sent so far arrive (an answer to a later question says so) and the gathering time pass. */
async function gathered(...from: RawClient[]): Promise<void> {
  for (const client of from) {
    const seen = client.all('presence').length;
    client.send(Uint8Array.of(3));
    await client.gets('presence', seen);
  }
  clock.pass(LINK_TIMES.presenceCoalesceMs);
  for (const client of [maya, omar, ines]) {
    if (client.closed) continue;
    const seen = client.all('presence').length;
    client.send(Uint8Array.of(3));
    await client.gets('presence', seen);
  }
}

describe('presence', () => {
  it('is stamped by the server, whatever the client claims', async () => {
    maya.send(
      presence([
        MAYA_ID,
        1,
        { user: 'u-omar', name: 'Omar', role: 'observer', party: 'x', extra: 1, cell: ETA },
      ]),
    );
    await gathered(maya);
    expect(omar.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: ETA });
    expect(ines.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: ETA });
  });

  it('shows an observer no restricted cell', async () => {
    maya.send(presence([MAYA_ID, 1, { cell: LEADER }]));
    await gathered(maya);
    expect(omar.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: LEADER });
    expect(ines.presence().get(MAYA_ID)).toEqual(MAYA);
  });

  it.each([
    ['a cell of no kind', 'nothing/aaaaaaaa/eta'],
    ['a cell of no field', `convoy/${CONVOY}/nothing`],
    ['prototype tricks', '__proto__/aaaaaaaa/eta'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['a number', 1e308],
    ['a nest', { cell: ETA }],
    ['a long text', `convoy/${'a'.repeat(1500)}/eta`],
  ])('names no cell for %s', async (_what, cell) => {
    maya.send(presence([MAYA_ID, 1, { cell }]));
    await gathered(maya);
    expect(omar.presence().get(MAYA_ID)).toEqual(MAYA);
  });

  it('of somebody else is dropped without a word: honest clients echo it', async () => {
    maya.send(presence([MAYA_ID, 1, { cell: ETA }]));
    omar.send(presence([OMAR_ID, 1, {}]));
    await gathered(maya, omar);
    const before = maya.presence();
    omar.send(presence([MAYA_ID, 2 ** 50, { cell: LEADER }], [MAYA_ID, 2 ** 51, null]));
    await gathered(omar);
    expect(omar.closed).toBeUndefined();
    expect(ines.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: ETA });
    expect(maya.presence()).toEqual(before);
  });

  it('under a client id that somebody else holds is dropped also as the first word of a connection', async () => {
    maya.send(presence([MAYA_ID, 1, {}]));
    await gathered(maya);
    omar.send(presence([MAYA_ID, 9, { cell: ETA }]));
    await gathered(omar);
    expect(ines.presence().get(MAYA_ID)).toEqual(MAYA);
    maya.ws.terminate();
    await until('Maya has left', () => house.room.people().length === 2);
    await gathered();
    omar.send(presence([MAYA_ID, 10, { cell: ETA }]));
    await gathered(omar);
    expect(ines.presence().get(MAYA_ID)).toBeNull();
  });

  it('leaves with its connection, and a window that returns under its old clock is seen at once', async () => {
    maya.send(presence([MAYA_ID, 7, { cell: ETA }]));
    await gathered(maya);
    maya.ws.terminate();
    await until('Maya has left', () => house.room.people().length === 2);
    await gathered();
    expect(omar.presence().get(MAYA_ID)).toBeNull();
    maya = await house.raw('maya', '?v=1');
    maya.send(presence([MAYA_ID, 7, { cell: ETA }]));
    await gathered(maya);
    const clocks = omar
      .all('presence')
      .flatMap(({ entries }) => entries.filter(({ clientId }) => clientId === MAYA_ID));
    const last = clocks.at(-1);
    expect(last?.state).toEqual({ ...MAYA, cell: ETA });
    // Stock clients take only what has a higher clock than what they know.
    const gone = clocks.find(({ state }) => state === null);
    expect(last?.clock).toBeGreaterThan(gone?.clock ?? Infinity);
  });

  it('leaves when its person says so', async () => {
    maya.send(presence([MAYA_ID, 1, {}]));
    await gathered(maya);
    maya.send(presence([MAYA_ID, 2, null]));
    await gathered(maya);
    expect(omar.presence().get(MAYA_ID)).toBeNull();
  });

  it('is there for those who come later', async () => {
    maya.send(presence([MAYA_ID, 1, { cell: ETA }]));
    await gathered(maya);
    const lena = await house.raw('lena');
    await lena.gets('presence');
    expect(lena.presence()).toEqual(new Map([[MAYA_ID, { ...MAYA, cell: ETA }]]));
  });

  it('is gathered: many moves within a tenth of a second are one frame', async () => {
    const before = omar.all('presence').length;
    for (let n = 0; n < 15; n++) maya.send(presence([MAYA_ID, n, n % 2 ? {} : { cell: ETA }]));
    const answered = maya.all('presence').length;
    maya.send(Uint8Array.of(3));
    await maya.gets('presence', answered);
    clock.pass(LINK_TIMES.presenceCoalesceMs);
    await omar.gets('presence', before);
    await gathered();
    expect(
      omar.all('presence').filter(({ entries }) => entries.length > 0 && entries[0]?.clientId === MAYA_ID)
        .length,
    ).toBeLessThanOrEqual(3);
    expect(omar.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: ETA });
  });

  it('grown beyond its size is not shown', async () => {
    maya.send(presence([MAYA_ID, 1, { cell: ETA, more: 'x'.repeat(RATE_LIMITS.presenceBytes) }]));
    await gathered(maya);
    expect(omar.presence().has(MAYA_ID)).toBe(false);
    expect(maya.closed).toBeUndefined();
  });

  it('never goes back to the window it came from, which knows better', async () => {
    maya.send(presence([MAYA_ID, 1, { cell: ETA }]));
    await gathered(maya);
    expect(maya.presence().has(MAYA_ID)).toBe(false);
  });

  it('shows two windows of one person as two entries, and an echo of the other one is no move', async () => {
    const second = await house.raw('maya');
    maya.send(presence([MAYA_ID, 1, { cell: ETA }]));
    second.send(presence([2001, 1, {}]));
    await gathered(maya, second);
    second.send(presence([MAYA_ID, 5, { ...MAYA, cell: LEADER }]));
    await gathered(second);
    expect(omar.presence().get(MAYA_ID)).toEqual({ ...MAYA, cell: ETA });
    expect(omar.presence().get(2001)).toEqual(MAYA);
  });
});

describe('people on line', () => {
  it('are each named once, however many windows they have', async () => {
    await house.raw('maya');
    expect(house.room.people().map(({ name }) => name)).toEqual(['Ines', 'Maya', 'Omar']);
  });
});
