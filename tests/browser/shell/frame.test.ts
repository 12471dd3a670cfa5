// The frame of a room: two channels that fail separately, who is here, whether alerts can ring, EXERCISE, the ways around.
import { createRawSnippet } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { AlertState } from '#domain/alerts/life.ts';
import { refusal } from '#domain/refusals.ts';
import { say } from '#domain/words/say.ts';
import type { Unsaved } from '#live/contract.ts';
import OpenRoom from '#ui/shell/OpenRoom.svelte';
import { showTheme } from '#ui/shell/theme.ts';
import '../../../src/app.css';
import { accessProblems } from '../axe.ts';
import { NOW, PARTY } from '../exercise.ts';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';
import { refusedChange } from '../unsent-changes.ts';

const opened = vi.hoisted(() => ({ room: undefined as unknown }));
vi.mock('$app/navigation', () => ({ goto: () => undefined, beforeNavigate: () => undefined }));
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
    room.board.status = { state: 'offline', unsaved: kept(3), since: NOW - 6 * 60_000 };
    await expect.poll(text).toMatch(/offline[^]*3 changes kept here/i);
    expect(text()).toMatch(/Alerts: live/);
  });

  it.each([
    ['off', 'You chose to keep nothing on this device'],
    ['failed', 'its storage is full or closed to this page'],
  ] as const)(
    'says that changes are only in this window, and why, when keeping is %s',
    async (keeping, why) => {
      room.board.status = { state: 'offline', unsaved: { count: 2, kept: 0, keeping }, since: NOW };
      await expect.poll(text).toMatch(/offline, 2 changes only in this window/);
      expect(text()).toContain(why);
    },
  );

  it('says once what happened to my work and my rights by itself', async () => {
    room.board.news = [
      { is: 'sent', n: 2 },
      { is: 'expired', n: 1 },
      { is: 'role', role: 'watch_officer' },
    ];
    await expect.poll(text).toContain('2 changes that waited on this device were sent.');
    expect(text()).toContain('1 change had waited on this device for more than 12 hours and was removed.');
    expect(text()).toContain('Your role in this room was changed: Watch officer.');
    await page.getByRole('button', { name: 'OK' }).click();
    await expect.poll(text).not.toContain('Your role in this room was changed');
  });

  it('says that the server takes no changes for now, why, and what to do', async () => {
    room.board.status = { state: 'put-off', unsaved: kept(2), since: NOW - 6 * 60_000, code: 'storage' };
    await expect.poll(text).toMatch(/2 changes not saved, kept here, since/);
    expect(document.body.textContent).toContain(say('refusal.storage'));
    room.board.status = { state: 'in-sync' };
    await expect.poll(() => document.body.textContent).not.toContain(say('refusal.storage'));
  });

  it('says since when alerts are not live while the board is in sync', async () => {
    room.alerts.status = { state: 'not-live', since: NOW };
    await expect.poll(text).toContain('Alerts not live since 09:14:00');
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
    const strip = page.getByRole('alertdialog');
    await expect.element(strip).toMatchTextContent(/CRITICAL.*Shelling nearby/);
    await strip.getByRole('button', { name: 'Acknowledge' }).click();
    expect(room.alerts.pressed).toMatchObject([{ did: 'acknowledge', stance: 'seen' }]);
  });

  it('never lets a second press, meant for the alert before, answer the next one', async () => {
    await open();
    const [worst, ...rest] = room.alerts.list;
    if (!worst) throw new Error('no alert');
    const button = page.getByRole('button', { name: 'Acknowledge' });
    await expect.element(button).toBeVisible();
    room.alerts.list = [{ ...worst, partiesDone: [PARTY.cell] }, another(worst), ...rest];
    await expect.poll(text).toContain('Crowd, km 44–47');
    (button.element() as HTMLButtonElement).click();
    expect(room.alerts.pressed).toEqual([]);
    await button.click();
    expect(room.alerts.pressed).toMatchObject([{ id: another(worst).id }]);
  });

  it('asks an observer once: what they have seen does not come back', async () => {
    await open({ role: 'observer', party: PARTY.donor });
    await expect.poll(text).toContain('1 more waits');
    room.board.me = room.board.me && { ...room.board.me, user: 'u-dana' };
    await expect.poll(text).not.toMatch(/more wait/);
  });

  it('says to the whole room that an alert is unanswered, also to who has seen it, and what to do', async () => {
    await open({ role: 'observer', party: PARTY.donor });
    const strip = page.getByRole('alertdialog');
    room.board.me = room.board.me && { ...room.board.me, user: 'u-dana' };
    await expect.poll(text).not.toContain('UNANSWERED');
    const [worst, ...rest] = room.alerts.list;
    if (!worst) throw new Error('no alert');
    const seen = {
      user: 'u-dana',
      name: 'Dana',
      party: PARTY.donor,
      role: 'observer',
      stance: 'seen',
      at: 1,
    } as const;
    room.alerts.list = [{ ...worst, partiesDone: [], acks: [seen], escalation: 3 }, ...rest];
    await expect.element(strip).toMatchTextContent(/UNANSWERED: nobody has acknowledged. Call by radio/);
    expect(page.getByRole('alert').element().textContent).toMatch(/^Nobody has acknowledged. CRITICAL/);
    room.alerts.list = [{ ...worst, partiesDone: [PARTY.cell], acks: [seen], escalation: 3 }, ...rest];
    await expect.poll(text).toContain('No alert waits for your answer.');
  });

  it('takes no more room when an alert arrives than while none waits', async () => {
    await open({ alerts: [] });
    const top = (): number => page.getByText('The board').element().getBoundingClientRect().top;
    const before = top();
    room.alerts.list = new FakeRoom().alerts.list;
    await expect.poll(text).toContain('Shelling nearby');
    expect(top()).toBe(before);
  });

  it('lies over the end of the page on a phone, and moves nothing there', async () => {
    await page.viewport(390, 844);
    await open({ alerts: [] });
    const top = (): number => page.getByText('The board').element().getBoundingClientRect().top;
    const before = top();
    room.alerts.list = new FakeRoom().alerts.list;
    await expect.poll(text).toContain('Shelling nearby');
    expect(top()).toBe(before);
    const strip = page.getByRole('alertdialog').element().getBoundingClientRect();
    expect(strip.bottom).toBeLessThanOrEqual(844 - 56);
    expect(strip.bottom).toBeGreaterThan(844 - 70);
  });

  it('leaves the cursor where somebody is typing', async () => {
    await open({ alerts: [] });
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    room.alerts.list = new FakeRoom().alerts.list;
    await expect.element(page.getByRole('alertdialog')).toBeVisible();
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  it('is said aloud once for each new alert, and not again when its age ticks', async () => {
    await open({ alerts: [] });
    const spoken: string[] = [];
    const voice = page.getByRole('alert').element();
    new MutationObserver(() => spoken.push(voice.textContent)).observe(voice, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    const [worst] = new FakeRoom().alerts.list;
    if (!worst) throw new Error('no alert');
    room.alerts.list = [worst];
    await expect.poll(() => spoken).toEqual(['CRITICAL: Shelling nearby, km 44–47']);
    room.now += 60_000;
    await expect.poll(text).toContain('3 min ago');
    room.alerts.list = [worst, another(worst)];
    await expect.poll(() => spoken).toHaveLength(2);
    expect(spoken[1]).toBe('CAUTION: Crowd, km 44–47');
  });

  it('counts what waits for me in the tab of alerts', async () => {
    await open();
    await expect.element(page.getByRole('link', { name: 'Alerts waiting for an answer: 1' })).toBeVisible();
  });

  it('has an acknowledge button of at least 56 pixels under the thumb of a phone', async () => {
    await page.viewport(390, 844);
    await open();
    const button = page.getByRole('button', { name: 'Acknowledge' }).element();
    expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(56);
  });

  it.each([320, 390])('keeps the frame within a screen %i pixels wide', async (width) => {
    await page.viewport(width, 844);
    await open();
    room.board.status = { state: 'offline', unsaved: kept(7), since: NOW - 6 * 60_000 };
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

it('says why access ended and what I had typed and not sent', async () => {
  await open();
  room.board.unsent = [refusedChange('convoy/convoyone/vehicles', 9, 8)];
  room.board.status = { state: 'ended', code: refusal('session-ended').code, params: {} };
  await expect.poll(text).toMatch(/Your access has ended/);
  expect(text()).toMatch(/not sent/);
  expect(text()).toMatch(/KILO-1, Vehicles: 9/);
});

it.each([
  ['revoked', /was taken away[^]*was removed/],
  ['expired', /has run out[^]*Note down/],
  ['signed-out', /You have left this room/],
])('says plainly what ended access: %s', async (why, words) => {
  await open();
  room.board.status = { state: 'ended', code: 'session-ended', params: { why } };
  await expect.poll(text).toMatch(words);
});

it('says on every page, not just beside the composer, that an alert was NOT SENT', async () => {
  await open();
  room.alerts.raise({ event: 'crowd', severity: 'Moderate', place: { lon: 36, lat: 32 }, observedAt: NOW });
  expect(text()).not.toContain('Sending');
  room.alerts.say({ state: 'not-sent' });
  await expect.poll(text).toContain('NOT SENT: use radio');
});

it.each([
  ['coordinator', PARTY.cell, 'dark'],
  ['coordinator', PARTY.cell, 'light'],
  ['observer', PARTY.donor, 'dark'],
] as const)(
  'the frame has no barrier that axe knows of for a %s of %s in the %s',
  async (role, party, theme) => {
    showTheme(theme);
    await open({ role, party });
    room.alerts.missed = room.alerts.list;
    room.alerts.status = { state: 'not-live', since: NOW };
    await expect.poll(text).toMatch(/came while you were away/);
    expect(await accessProblems()).toEqual([]);
  },
);

const kept = (n: number): Unsaved => ({ count: n, kept: n, keeping: 'on' });

function text(): string {
  return document.body.innerText;
}

/** A caution at the same place, newer than this alert. */
function another(alert: AlertState): AlertState {
  const content = { ...alert.content, event: 'crowd', severity: 'Moderate' } as const;
  return { ...alert, id: `${alert.id.slice(0, -1)}9`, content, raisedAt: alert.raisedAt + 1000 };
}
