// Four people in one room, in real Chromium: two coordinators, a watch officer and an observer on one live board.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright';
import { openChromium, openHouse, sit, until, type House, type Seat } from './house.ts';
import { Program } from './program.ts';

/** the panel that gives refused changes back */
const UNSENT = /of yours does not stand/;

let house: House;
let browser: Browser;
let room: string;
let maya: Seat;
let omar: Seat;
let watch: Seat;
let donor: Seat;
let program: Program;
let convoy: string;

/** The form control of a field of the selected record. */
const field = (page: Page, label: string) =>
  page.getByRole('complementary').getByLabel(label, { exact: true });
const select = async (page: Page, callsign: string): Promise<void> => {
  await page
    .getByRole('row', { name: new RegExp(callsign) })
    .first()
    .click();
};

const type = async (page: Page, label: string, text: string): Promise<void> => {
  await field(page, label).fill(text);
  await field(page, label).press('Enter');
};

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  room = await house.room('Corridor South');
  program = await Program.join(house, room, 'coordinator', 'Program');
  const route = await program.importRoute();
  convoy = program.create('convoy', {
    party: program.party,
    callsign: 'ALFA-1',
    route,
    fromKm: 0,
    toKm: 20,
    vehicles: 8,
    phase: 'planned',
  });
  await program.saved();
  const link = async (role: string, name: string): Promise<string> =>
    (await house.invite(room, role, name)).link;
  maya = await sit(browser, await link('coordinator', 'Maya'));
  omar = await sit(browser, await link('coordinator', 'Omar'));
  watch = await sit(browser, await link('watch_officer', 'Wafa'));
  donor = await sit(browser, await link('observer', 'Dana'));
});

afterAll(async () => {
  program.close();
  await browser.close();
  await house.close();
});

afterEach(() => {
  for (const seat of [maya, omar, watch, donor]) expect(seat.complaints).toEqual([]);
});

describe('two coordinators at once', () => {
  test('edit different fields of one convoy, both stand everywhere and each sees who set what', async () => {
    await select(maya.page, 'ALFA-1');
    await select(omar.page, 'ALFA-1');
    await Promise.all([
      field(maya.page, 'Vehicles')
        .fill('9')
        .then(() => field(maya.page, 'Vehicles').press('Enter')),
      field(omar.page, 'People')
        .fill('21')
        .then(() => field(omar.page, 'People').press('Enter')),
    ]);
    await until(async () => (await field(omar.page, 'Vehicles').inputValue()) === '9', 3000);
    await until(async () => (await field(maya.page, 'People').inputValue()) === '21', 3000);
    await expect
      .poll(() => maya.page.getByRole('complementary').innerText(), { timeout: 3000 })
      .toContain('Omar');
    await expect
      .poll(() => omar.page.getByRole('complementary').innerText(), { timeout: 3000 })
      .toContain('Maya');
    const cells = (await house.board(room, program.session))['convoy']?.[convoy];
    expect([cells?.['vehicles'], cells?.['people']]).toEqual([9, 21]);
  });

  test('who set one field at the same moment end on the same value', async () => {
    await Promise.all([
      field(maya.page, 'Vehicles')
        .fill('10')
        .then(() => field(maya.page, 'Vehicles').press('Enter')),
      field(omar.page, 'Vehicles')
        .fill('11')
        .then(() => field(omar.page, 'Vehicles').press('Enter')),
    ]);
    await until(async () => {
      const values = await Promise.all([maya, omar, watch].map((seat) => valueOf(seat.page)));
      return new Set(values).size === 1 && ['10', '11'].includes(values[0] ?? '');
    }, 3000);
  });

  async function valueOf(page: Page): Promise<string> {
    if (!(await field(page, 'Vehicles').count())) await select(page, 'ALFA-1');
    const control = field(page, 'Vehicles');
    return (
      (await control.evaluate((element) =>
        element instanceof HTMLInputElement ? element.value : element.textContent,
      )) ?? ''
    );
  }
});

describe('a coordinator without a network', () => {
  test('keeps editing, is told so, and everything arrives when the network is back', async () => {
    await maya.context.setOffline(true);
    await maya.page.getByText(/Board: offline/).waitFor({ timeout: 12_000 });
    await type(maya.page, 'Vehicles', '12');
    await type(maya.page, 'People', '30');
    await maya.page.getByText(/offline, 2 changes kept here/).waitFor();
    await type(omar.page, 'Callsign', 'ALFA-ONE');
    await maya.context.setOffline(false);
    await maya.page.getByText('Board: in sync').waitFor({ timeout: 10_000 });
    await until(async () => {
      const cells = (await house.board(room, program.session))['convoy']?.[convoy];
      return cells?.['vehicles'] === 12 && cells['people'] === 30 && cells['callsign'] === 'ALFA-ONE';
    }, 5000);
    await expect.poll(() => field(maya.page, 'Callsign').inputValue()).toBe('ALFA-ONE');
    await expect.poll(() => field(omar.page, 'People').inputValue()).toBe('30');
  });

  test('whose role was taken away meanwhile is told why and still has what was typed', async () => {
    const nadia = await sit(browser, (await house.invite(room, 'coordinator', 'Nadia')).link);
    await select(nadia.page, 'ALFA-ONE');
    await nadia.context.setOffline(true);
    await nadia.page.getByText(/Board: offline/).waitFor({ timeout: 12_000 });
    await type(nadia.page, 'Vehicles', '77');
    const people = await house.cli<{ membership: string; name: string }[]>('people', '--room', room);
    const membership = people.find(({ name }) => name === 'Nadia')?.membership ?? '';
    await house.cli('people', '--room', room, '--role', `${membership}=observer`);
    await nadia.context.setOffline(false);
    await nadia.page.getByText('Board: read-only, live').waitFor({ timeout: 10_000 });
    await nadia.page.getByRole('region', { name: UNSENT }).getByText('77').waitFor();
    await nadia.context.close();
    expect((await house.board(room, program.session))['convoy']?.[convoy]?.['vehicles']).toBe(12);
  });
});

test('a change that the server refuses is given back, old and new, on a fresh document', async () => {
  const lea = await sit(browser, (await house.invite(room, 'coordinator', 'Lea')).link);
  await select(lea.page, 'ALFA-ONE');
  // A broken client: the name of the field is spoilt on its way out, once.
  await lea.page.evaluate(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      if (data instanceof Uint8Array || data instanceof ArrayBuffer) {
        const bytes = new Uint8Array(data instanceof ArrayBuffer ? data.slice(0) : data);
        const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
        const at = text.indexOf('.deputy');
        if (at >= 0) {
          bytes[at + 1] = 'x'.charCodeAt(0);
          WebSocket.prototype.send = send;
          send.call(this, bytes);
          return;
        }
      }
      send.call(this, data);
    };
  });
  await type(lea.page, 'Deputy', 'Lea’s deputy');
  const panel = lea.page.getByRole('region', { name: UNSENT });
  await panel.getByText('Lea’s deputy').waitFor({ timeout: 10_000 });
  expect((await house.board(room, program.session))['convoy']?.[convoy]?.['deputy']).toBeUndefined();
  await panel.getByRole('button', { name: 'Set mine again' }).click();
  await until(
    async () => (await house.board(room, program.session))['convoy']?.[convoy]?.['deputy'] === 'Lea’s deputy',
    5000,
  );
  await lea.page.getByText('Board: in sync').waitFor();
  await lea.context.close();
});
