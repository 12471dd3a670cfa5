// The frame of a room: two channels that fail separately, who is here, whether alerts can ring, EXERCISE, the ways around.
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { refusal } from '#domain/refusals.ts';
import OpenRoom from '#ui/shell/OpenRoom.svelte';
import '../../../src/app.css';
import { accessProblems } from '../axe.ts';
import { NOW, PARTY } from '../exercise.ts';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';

const opened = vi.hoisted(() => ({ room: undefined as unknown }));
vi.mock('#live/room.svelte.ts', () => ({ openRoom: () => opened.room }));

const children = createRawSnippet(() => ({ render: () => '<main><h1>The board</h1></main>' }));
let room: FakeRoom;

beforeEach(() => page.viewport(1440, 900));

function open(cast: Cast = {}) {
  room = new FakeRoom(cast);
  opened.room = room;
  return render(OpenRoom, { address: { room: 'roomaaaa', as: 'member00' }, children });
}

describe('the room bar', () => {
  beforeEach(async () => void (await open()));

  it('says who I am, for which party, and how many people are on line', async () => {
    await expect.poll(text).toMatch(/Maya · Coordinator · Coordination Cell/);
    expect(text()).toContain('3 people on line');
  });

  it('says in words that the board is off line with three changes kept while alerts are live', async () => {
    room.board.status = { state: 'offline', kept: 3, since: NOW - 6 * 60_000 };
    await expect.poll(text).toMatch(/offline[^]*3 changes kept here/i);
    expect(text()).toMatch(/Alerts: live/);
  });

  it('says since when alerts are not live while the board is in sync', async () => {
    room.alerts.status = { state: 'not-live', since: NOW };
    await expect.poll(text).toContain('Alerts not live since 09:14');
    expect(text()).toMatch(/in sync/);
  });

  it('counts what is still being sent', async () => {
    room.board.status = { state: 'sending', count: 3 };
    await expect.poll(text).toMatch(/sending 3/i);
  });

  it('says before the first alert that this window makes no sound, and turns it on by a click', async () => {
    room.alerts.sound = 'blocked';
    await page.getByRole('button', { name: /Sound is off/ }).click();
    await expect.element(page.getByRole('button', { name: 'Sound on' })).toBeVisible();
  });

  it('shows local and Zulu time on the server’s clock and warns when this computer is seven minutes off', async () => {
    room.skewMs = 7 * 60_000;
    await expect.poll(text).toMatch(/clock is 7 min off/);
    expect(text()).toMatch(/09:14 · 0914Z/);
  });

  it('marks an exercise on every page', async () => {
    await expect.poll(text).toMatch(/EXERCISE/);
  });
});

describe('the alert strip', () => {
  it('shows the worst alert my party has not acknowledged, and one press acknowledges it', async () => {
    await open();
    const strip = page.getByRole('alert');
    await expect.element(strip).toMatchTextContent(/CRITICAL.*Shelling nearby/);
    await strip.getByRole('button', { name: 'Acknowledge' }).click();
    expect(room.alerts.pressed).toMatchObject([{ did: 'acknowledge', stance: 'seen' }]);
  });

  it('has an acknowledge button of at least 56 pixels under the thumb of a phone', async () => {
    await page.viewport(390, 844);
    await open();
    const button = page.getByRole('alert').getByRole('button', { name: 'Acknowledge' }).element();
    expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(56);
  });

  it.each([320, 390])('keeps the frame within a screen %i pixels wide', async (width) => {
    await page.viewport(width, 844);
    await open();
    room.board.status = { state: 'offline', kept: 7, since: NOW - 6 * 60_000 };
    room.skewMs = 7 * 60_000;
    room.alerts.sound = 'blocked';
    await expect.poll(text).toMatch(/7 changes kept/);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('shows what came while I was away once, with its true age', async () => {
    await open({ alerts: [] });
    room.alerts.missed = new FakeRoom().alerts.list.slice(0, 1);
    await expect.poll(text).toMatch(/1 alert came while you were away[^]*2 min ago/);
    await page.getByRole('button', { name: 'I have seen them' }).click();
    await expect.poll(text).not.toMatch(/came while you were away/);
  });
});

describe('the sheet of keys', () => {
  afterEach(() => localStorage.clear());

  it.each([
    ['the key ?', () => userEvent.keyboard('?')],
    ['its button', () => page.getByRole('button', { name: 'Show keys' }).click()],
  ])('opens by %s, has no barrier that axe knows of, and closes by Escape', async (_how, press) => {
    await open();
    await press();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(await accessProblems()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => page.getByRole('dialog').elements()).toHaveLength(0);
  });

  it('changes the colours of the page and remembers the choice', async () => {
    await open();
    await userEvent.keyboard('?');
    await page.getByLabelText('light').click();
    expect(document.documentElement.dataset['theme']).toBe('light');
    expect(getComputedStyle(document.documentElement).colorScheme).toBe('light');
    await page.getByLabelText('dark').click();
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(localStorage.getItem('corridor.theme')).toBe('dark');
  });
});

it('says why access ended and what I had typed and not sent', async () => {
  await open();
  room.board.unsent = [{ cell: 'convoy/convoyone/vehicles', stands: 8, mine: 9 }];
  room.board.status = { state: 'ended', code: refusal('session-ended').code, params: {} };
  await expect.poll(text).toMatch(/Your access has ended/);
  expect(text()).toMatch(/not sent/);
  expect(text()).toMatch(/9/);
});

it.each([
  ['coordinator', PARTY.cell],
  ['observer', PARTY.donor],
] as const)('the frame has no barrier that axe knows of for a %s', async (role, party) => {
  await open({ role, party });
  await expect.poll(text).toMatch(/people on line/);
  expect(await accessProblems()).toEqual([]);
});

function text(): string {
  return document.body.innerText;
}
