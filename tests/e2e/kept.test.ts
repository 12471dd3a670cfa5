// Work that was not sent: in a closed window, over a restart and a fresh document, overtaken, with another role, without access.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright';
import { openChromium, openHouse, sit, until, type House, type Seat } from './house.ts';
import { ROAD } from '../served/road.ts';
import { ServedRoom, type Joined } from '../served/room.ts';

let house: House;
let browser: Browser;
let room: ServedRoom;
/** somebody else, who works by a program */
let omar: Joined;
let convoy: string;

const field = (page: Page, label: string) =>
  page.getByRole('complementary').getByLabel(label, { exact: true });
const list = (page: Page) => page.getByRole('region', { name: /of yours/ });

async function select(page: Page): Promise<void> {
  await page
    .getByRole('row', { name: /ALFA-1/ })
    .first()
    .click();
  await field(page, 'Vehicles').waitFor();
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill(text);
  await field(page, label).press('Enter');
}

async function come(name: string): Promise<Seat> {
  const seat = await sit(browser, `${house.url}/join#${await room.invite({ role: 'coordinator', name })}`);
  seat.context.setDefaultTimeout(8000);
  await select(seat.page);
  return seat;
}

/** The same person opens the room in a new window of the same browser. */
async function again(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** The membership behind a window. */
function memberOf(page: Page): string {
  return new URL(page.url()).searchParams.get('as') ?? '';
}

/** Omar's program asks or tells the server; answers what it said. */
async function byOmar<T>(path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${omar.session}`, 'content-type': 'application/json' };
  const how = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  const answer = await fetch(`${house.url}/api/rooms/${room.room}${path}`, how);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

type Kinds = Record<string, Record<string, Record<string, unknown>>>;

async function kinds(): Promise<Kinds> {
  return (await byOmar<{ kinds: Kinds }>('/board')).kinds;
}

async function cells(): Promise<Record<string, unknown>> {
  return (await kinds())['convoy']?.[convoy] ?? {};
}

/** How many edits lie on this browser's disk. */
function onDevice(page: Page): Promise<number> {
  return page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'corridor')) return 0;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('corridor');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const count = db.transaction('unsent').objectStore('unsent').count();
    await new Promise((resolve) => (count.onsuccess = resolve));
    db.close();
    return count.result;
  });
}

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  room = await ServedRoom.open(house, 'Corridor South');
  omar = await room.join({ role: 'coordinator', name: 'Omar', owner: true });
  await byOmar('/imports?kind=route&name=road.geojson', ROAD);
  const [route] = Object.keys((await kinds())['route'] ?? {});
  const cells = { party: room.parties.first, callsign: 'ALFA-1', route, fromKm: 0, toKm: 20, vehicles: 8 };
  convoy = (await byOmar<{ record: string }>('/set', { kind: 'convoy', cells })).record;
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

describe('a window that was closed while the server was away', () => {
  let maya: Seat;
  let page: Page;

  test('says what is kept on this device, and the next window gives it back over a restart and a fresh document', async () => {
    maya = await come('Maya');
    const address = maya.page.url();
    const dialog = maya.page.getByRole('dialog');
    await maya.page.getByRole('button', { name: 'New note' }).click();
    await dialog.getByLabel('Text').fill('Road clear to km 12');
    await house.kill();
    await maya.page.getByText(/Board: offline/).waitFor();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await select(maya.page);
    await type(maya.page, 'Vehicles', '20');
    await type(maya.page, 'People', '30');
    await maya.page.getByText('offline, 3 changes kept here').waitFor();
    expect(await onDevice(maya.page)).toBe(3);
    await maya.page.close({ runBeforeUnload: true });
    await until(
      () => maya.page.isClosed(),
      3000,
      () => 'the window asked before closing, though all was kept',
    );

    await house.start();
    await byOmar('/set', { kind: 'convoy', record: convoy, cells: { vehicles: 15 } });
    await room.startEpoch();
    page = await again(maya.context, address);
    await page.getByText('2 changes that waited on this device were sent.').waitFor();
    await until(async () => (await cells())['people'] === 30, 5000);
    const notes = Object.values((await kinds())['note'] ?? {});
    expect(notes.map(({ text }) => text)).toEqual(['Road clear to km 12']);
    expect((await cells())['vehicles']).toBe(15);
  });

  test('asks about what somebody else changed meanwhile, and sets it again at one press', async () => {
    await list(page).getByText('Changed by somebody else before yours was sent:').waitFor();
    expect(await list(page).getByRole('listitem').innerText()).toMatch(
      /ALFA-1, Vehicles[^]*20[^]*15[^]*Omar/,
    );
    expect(await onDevice(page)).toBe(1);
    await list(page).getByRole('button', { name: 'Set mine again' }).click();
    await until(async () => (await cells())['vehicles'] === 20, 5000);
    await page.getByText('Board: in sync').waitFor();
    await expect.poll(() => onDevice(page)).toBe(0);
  });

  test('who chooses to keep nothing on this device is asked before the window closes on what is not saved', async () => {
    await page.getByRole('button', { name: 'Keys and colours' }).click();
    await page.getByLabel('Keep nothing I typed on this device').check();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await select(page);
    await house.kill();
    await page.getByText(/Board: offline/).waitFor();
    await type(page, 'Vehicles', '40');
    await page.getByText('offline, 1 change only in this window').waitFor();
    expect(await onDevice(page)).toBe(0);
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await house.start();
    await page.getByText('Board: in sync').waitFor();
    expect((await cells())['vehicles']).toBe(40);
    await maya.context.close();
  });
});

test('two people who set one field while the server was away: one value stands, the other is told by whom', async () => {
  const [lea, noor] = [await come('Lea'), await come('Noor')];
  await house.kill();
  for (const { page } of [lea, noor]) await page.getByText(/Board: offline/).waitFor();
  await type(lea.page, 'Vehicles', '31');
  await type(noor.page, 'Vehicles', '32');
  await house.start();
  for (const { page } of [lea, noor]) await page.getByText('Board: in sync').waitFor();
  const told = [lea.page.getByText('Overtaken by Noor'), noor.page.getByText('Overtaken by Lea')];
  await expect.poll(async () => ((await told[0]?.count()) ?? 0) + ((await told[1]?.count()) ?? 0)).toBe(1);
  const [loser, mine] = (await told[0]?.count()) === 1 ? [lea.page, 31] : [noor.page, 32];
  await list(loser).getByRole('button', { name: 'Set mine again' }).click();
  await until(async () => (await cells())['vehicles'] === mine, 5000);
  await Promise.all([lea.context.close(), noor.context.close()]);
});

describe('while connected', () => {
  test('another role begins within two seconds on both channels, without a reload and with what the new role shows', async () => {
    const { page, context } = await come('Rana');
    await page.getByText('Alerts: live').waitFor();
    const limit = { timeout: 2000 };
    await room.setRole(memberOf(page), 'observer');
    await page.getByText('Your role in this room was changed: Observer, read-only.').waitFor(limit);
    await Promise.all([
      page.getByText('Board: read-only, live').waitFor(limit),
      page.getByText('Alerts: live').waitFor(limit),
    ]);
    expect(await page.getByRole('button', { name: 'New convoy' }).count()).toBe(0);
    expect(await onDevice(page)).toBe(0); // an observer’s browser keeps nothing
    await room.setRole(memberOf(page), 'coordinator');
    await page.getByText('Board: in sync').waitFor(limit);
    await type(page, 'Vehicles', '41');
    await until(async () => (await cells())['vehicles'] === 41, 5000);
    await context.close();
  });

  test('access that is taken away ends within two seconds on both channels, and what was kept is removed', async () => {
    const first = await come('Sami');
    const address = first.page.url();
    await house.kill();
    await first.page.getByText(/Board: offline/).waitFor();
    await type(first.page, 'Vehicles', '50');
    await first.page.getByText('offline, 1 change kept here').waitFor();
    await first.page.close();
    await house.start();
    await byOmar('/set', { kind: 'convoy', record: convoy, cells: { vehicles: 16 } });
    const page = await again(first.context, address);
    await list(page).waitFor();
    await page.getByText('Alerts: live').waitFor();
    expect(await onDevice(page)).toBe(1);
    await room.revoke(memberOf(page));
    const limit = { timeout: 2000 };
    await page.getByText('Your access to this room was taken away.').waitFor(limit);
    await Promise.all([
      page.getByText('Board: access ended').waitFor(limit),
      page.getByText('Alerts: access ended').waitFor(limit),
    ]);
    await page.getByText('ALFA-1, Vehicles: 50').waitFor();
    expect(await onDevice(page)).toBe(0);
    await first.context.close();
  });
});
