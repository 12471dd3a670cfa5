// Four people in one room, in real Chromium: two coordinators, a watch officer and an observer on one live board.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright';
import { openChromium, openHouse, sit, until, type House, type Seat } from './house.ts';
import { Program } from './program.ts';

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
