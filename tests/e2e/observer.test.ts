// An observer changes nothing by any frame, and two roles in one browser do not leak into each other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import type { Browser } from 'playwright';
import { WebSocket } from 'ws';
import { Doc, encodeStateAsUpdate } from 'yjs';
import { FRAME } from '#domain/protocol.ts';
import { writeCells } from '#board/cells.ts';
import { askServer } from '#server/transports/control-client.ts';
import { openChromium, openHouse, sit, until, type House } from './house.ts';
import { Program } from './program.ts';

let house: House;
let browser: Browser;
let room: string;
let writer: Program;
let convoy: string;
let before: string;

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  room = await house.room('Corridor South');
  writer = await Program.join(house, room, 'coordinator', 'Program');
  const route = await writer.importRoute();
  const party = writer.party;
  convoy = writer.create('convoy', {
    party,
    callsign: 'ALFA-1',
    route,
    fromKm: 0,
    toKm: 20,
    phase: 'planned',
    leader: 'canary-leader',
    note: 'canary-note',
  });
  await writer.saved();
  before = await boardText();
});

afterAll(async () => {
  writer.close();
  await browser.close();
  await house.close();
});

const boardText = async (): Promise<string> => JSON.stringify(await house.board(room, writer.session));

test.each(['update', 'SyncStep2', 'awareness of somebody else', 'a made-up type'])(
  'an observer’s hand-made frame (%s) changes nothing for anyone',
  async (what) => {
    const observer = await Program.join(house, room, 'observer', `Frames by ${what}`);
    const forged = new Doc();
    writeCells(forged, [{ ref: { kind: 'convoy', id: convoy, field: 'phase' }, value: 'arrived' }], 'attack');
    const ws = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${room}`, { headers: observer.headers });
    const closed = new Promise<number>((resolve) => ws.once('close', resolve));
    await new Promise((resolve) => ws.once('open', resolve));
    ws.send(frame(what, encodeStateAsUpdate(forged)));
    if (what !== 'awareness of somebody else') expect(await closed).toBe(4403);
    ws.close();
    const board = await boardText();
    expect(board).toBe(before);
    expect(
      [...writer.provider.awareness.getStates().values()].some((state) => state['user'] === 'mallory'),
    ).toBe(false);
    observer.close();
  },
);

function frame(what: string, update: Uint8Array): Uint8Array {
  const encoder = createEncoder();
  switch (what) {
    case 'update':
    case 'SyncStep2':
      writeVarUint(encoder, FRAME.sync);
      writeVarUint(encoder, what === 'update' ? 2 : 1);
      writeVarUint8Array(encoder, update);
      break;
    case 'awareness of somebody else': {
      const entry = createEncoder();
      writeVarUint(entry, 1);
      writeVarUint(entry, writer.doc.clientID);
      writeVarUint(entry, 1_000_000);
      const state = new TextEncoder().encode(JSON.stringify({ user: 'mallory', name: 'Mallory' }));
      writeVarUint8Array(entry, state);
      writeVarUint(encoder, FRAME.awareness);
      writeVarUint8Array(encoder, toUint8Array(entry));
      break;
    }
    default:
      writeVarUint(encoder, 99);
      writeVarUint8Array(encoder, update);
  }
  return toUint8Array(encoder);
}

test('the observer’s page offers no edit control and holds nothing restricted', async () => {
  const { link } = await house.invite(room, 'observer', 'Dana');
  const { page, complaints } = await sit(browser, link);
  await page.getByText('ALFA-1').first().click();
  await page.getByText('Board: read-only, live').waitFor();
  await expect.poll(() => page.getByRole('complementary').innerText()).toContain('ALFA-1');
  expect(await page.locator('aside input, aside select, aside textarea').count()).toBe(0);
  expect(await page.content()).not.toContain('canary');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('an observer’s tab and a coordinator’s tab in one browser do not leak', async () => {
  const coordinator = await sit(browser, (await house.invite(room, 'coordinator', 'Maya')).link);
  const observer = await sit(
    browser,
    (await house.invite(room, 'observer', 'Dana')).link,
    undefined,
    coordinator.context,
  );
  await observer.page.getByText('Board: read-only, live').waitFor();
  await coordinator.page.getByText('Board: in sync').waitFor();
  await observer.page.getByText('ALFA-1').first().click();
  writer.set('convoy', convoy, { note: 'canary-second', vehicles: 7 });
  await until(async () => /\b7\b/.test(await observer.page.getByRole('complementary').innerText()), 5000);
  expect(await observer.page.content()).not.toContain('canary');
  await observer.page.reload();
  await observer.page.getByText('Board: read-only, live').waitFor();
  await coordinator.page.reload();
  await coordinator.page.getByText('Board: in sync').waitFor();
  expect(await observer.page.content()).not.toContain('canary');
  await coordinator.context.close();
});

test('a room that turns careful takes the finer values out of an observer’s open page', async () => {
  const { page, complaints } = await sit(browser, (await house.invite(room, 'observer', 'Dana')).link);
  await page.getByText('ALFA-1').first().click();
  writer.set('convoy', convoy, { phase: 'en_route', radio: [12.4, 20, Date.now()] });
  const panel = page.getByRole('complementary');
  await expect.poll(() => panel.innerText()).toContain('12.4 km');
  const assignments = ['observerView=careful', 'delayMin=0'];
  await askServer(house.dataDir, { command: 'set', params: { room, kind: 'room', assignments } });
  await page.getByText('Careful view: places to 1 km.').waitFor();
  await expect.poll(() => panel.innerText()).toContain('12.0 km');
  expect(await page.content()).not.toContain('12.4');
  await page.getByText('needs no cover now').first().waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
