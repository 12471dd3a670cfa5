// What a browser has to load before the board stands, and what the server costs beside it: figures that must not creep up.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Request } from 'playwright';
import { openChromium, openHouse, sit, until, type House } from './house.ts';

/** kB (1,000 bytes) compressed; what it should be, and why it is not that yet: docs/performance.md */
const BOARD_JS_KB = 145;
/** MB of the server process with the exercise playing */
const SERVER_MB = 150;
const LINK = /http\S+join#\S+/;

let house: House;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse({ CORRIDOR_EXERCISE: 'on' }), openChromium()]);
  await until(() => LINK.test(house.output), 10_000);
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

test('the board loads in a fresh browser within its budget of JavaScript, under a policy that it never breaks', async () => {
  const { context, page, complaints } = await sit(browser, LINK.exec(house.output)?.[0] ?? '', 'Maya');
  const fresh = await browser.newContext({ storageState: await context.storageState() });
  const again = await fresh.newPage();
  const scripts: Request[] = [];
  again.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') scripts.push(request);
  });
  await again.goto(page.url());
  await again
    .getByRole('row', { name: /KILO-1/ })
    .first()
    .waitFor();
  await again.waitForLoadState('networkidle');
  const sizes = await Promise.all(scripts.map((request) => request.sizes()));
  const kb = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) / 1000;
  process.stdout.write(
    `first load of the board: ${kb.toFixed(1)} kB of JavaScript in ${scripts.length} files\n`,
  );
  expect(kb).toBeGreaterThan(0);
  expect(kb).toBeLessThanOrEqual(BOARD_JS_KB);
  expect(complaints).toEqual([]);
});

test('the server stays within its memory with the exercise playing', async () => {
  const resident = (): number =>
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(house.pid)], { encoding: 'utf8' })) / 1024;
  await until(
    () => resident() <= SERVER_MB,
    20_000,
    () => `the server holds ${resident()} MB`,
  );
  process.stdout.write(`server with the exercise: ${resident().toFixed(0)} MB resident\n`);
  expect(resident()).toBeGreaterThan(0);
});
