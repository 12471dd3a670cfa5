// An urgent alert in real Chromium: from the watch officer's three fields to every window, acknowledged, missed and ended.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright';
import { openChromium, openHouse, sit, type House, type Seat } from './house.ts';
import { Program } from './program.ts';

let house: House;
let browser: Browser;
let room: string;
let program: Program;
let maya: Seat;
let sami: Seat;
let watch: Seat;
let donor: Seat;

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  room = await house.room('Corridor South');
  program = await Program.join(house, room, 'coordinator', 'Program');
  await program.importRoute();
  const link = async (role: string, name: string, party?: string): Promise<string> =>
    (await house.invite(room, role, name, party)).link;
  maya = await sit(browser, await link('coordinator', 'Maya'));
  sami = await sit(browser, await link('coordinator', 'Sami', 'Guarantor A'));
  watch = await sit(browser, await link('watch_officer', 'Wafa'));
  donor = await sit(browser, await link('observer', 'Dana'));
});

afterAll(async () => {
  program.close();
  await browser.close();
  await house.close();
});

afterEach(() => {
  for (const seat of [maya, sami, watch, donor]) expect(seat.complaints).toEqual([]);
});

async function raise(
  page: Page,
  event: string,
  severity: string,
  fromKm: string,
  toKm: string,
): Promise<void> {
  if (!page.url().includes('/alerts')) await page.keyboard.press('a');
  await page.getByLabel('What happened').selectOption(event);
  await page.getByLabel('How severe').selectOption(severity);
  await page.getByLabel('From km').fill(fromKm);
  await page.getByLabel('to km', { exact: true }).fill(toKm);
  await page.keyboard.press('Control+Enter');
}

/** ms from now until the text stands in the window */
async function shownAfter(page: Page, text: RegExp): Promise<number> {
  const began = performance.now();
  await page.getByText(text).first().waitFor({ timeout: 5000 });
  return performance.now() - began;
}

test('joining unlocked the sound of every window, before any alert', async () => {
  for (const seat of [maya, sami, watch, donor]) {
    await expect.poll(() => seat.page.locator('[data-sound]').getAttribute('data-sound')).toBe('on');
  }
});

test('a watch officer raises an alert by three fields; everybody has it within a second, the sender reads its number', async () => {
  await watch.page.keyboard.press('a');
  await watch.page.getByLabel('What happened').waitFor();
  const waiting = [maya, sami, donor].map((seat) => shownAfter(seat.page, /Roadblock, km 8–10/));
  await raise(watch.page, 'roadblock', 'Severe', '8', '10');
  for (const ms of await Promise.all(waiting)) expect(ms).toBeLessThan(1000);
  await watch.page.getByText(/Recorded #\d+/).waitFor();
});

test('a party is done when one of its people acknowledged, an observer is listed as seen and stops nothing', async () => {
  await donor.page.getByRole('button', { name: 'Acknowledge' }).first().click();
  await watch.page.getByText('Seen by observers: Dana').waitFor();
  await watch.page.getByText('NOBODY HAS ACKNOWLEDGED').first().waitFor();
  await sami.page.getByRole('button', { name: 'Acknowledge' }).first().click();
  await watch.page.getByText('acknowledged by 1 of 2 parties').first().waitFor();
  await maya.page.getByRole('button', { name: 'Acknowledge' }).first().click();
  await watch.page.getByText('acknowledged by every party').first().waitFor();
});

test('who was away gets exactly what was missed, once, with its true age', async () => {
  await maya.context.setOffline(true);
  await maya.page.getByText(/Alerts not live since/).waitFor({ timeout: 12_000 });
  await raise(watch.page, 'medical', 'Moderate', '3', '4');
  await sami.page
    .getByText(/Medical emergency, km 3–4/)
    .first()
    .waitFor();
  await maya.context.setOffline(false);
  await maya.page.getByText('1 alert came while you were away').waitFor({ timeout: 10_000 });
  await maya.page.getByRole('button', { name: 'I have seen them' }).click();
  await expect.poll(() => maya.page.getByText('came while you were away').count()).toBe(0);
});

test('what was ever critical ends only with a second person of another party, and never reads as permission to move', async () => {
  await raise(watch.page, 'shelling_nearby', 'Extreme', '12', '14');
  const card = (page: Page) => page.locator('article', { hasText: 'Shelling nearby' });
  await card(watch.page).getByRole('button', { name: 'End', exact: true }).click();
  await card(watch.page).getByLabel('Reason').fill('Quiet for an hour');
  await card(watch.page).getByRole('button', { name: 'End this alert' }).click();
  await sami.page.keyboard.press('g');
  await sami.page.keyboard.press('a');
  await card(sami.page).getByRole('button', { name: 'Confirm that it is over' }).click();
  await card(watch.page).getByText('This is not permission to move').waitFor({ state: 'attached' });
});
