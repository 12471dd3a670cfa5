// A link to a room that does not say as whom: never opened as somebody the person did not choose.
import { beforeEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import FindRoom from '#ui/shell/FindRoom.svelte';
import '../../../src/app.css';
import { accessProblems } from '../axe.ts';

const membership = {
  ...{ membership: 'member00', room: 'roomaaaa', roomName: 'Corridor South', role: 'observer' },
  ...{ partyName: 'Donor Mission', name: 'Dana', exercise: true },
};
const coordinator = { ...membership, membership: 'member01', role: 'coordinator', name: 'Maya' };
const elsewhere = { ...membership, membership: 'member02', room: 'roombbbb' };

let answer: readonly object[] | null;
let found: string[];

beforeEach(() => {
  found = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    answer ? Promise.resolve(Response.json(answer)) : Promise.reject(new TypeError('no network')),
  );
});

function open() {
  return render(FindRoom, { room: 'roomaaaa', onfound: (one: string) => found.push(one) });
}

it('opens the room as the one person this browser is in it', async () => {
  answer = [membership, elsewhere];
  await open();
  await expect.poll(() => found).toEqual(['member00']);
});

it('lets the person choose where this browser is two people in one room', async () => {
  answer = [membership, coordinator, elsewhere];
  await open();
  await expect.poll(text).toContain('Choose as whom you open it');
  const links = page.getByRole('link', { name: 'Open Corridor South' }).elements();
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/r/roomaaaa?as=member00',
    '/r/roomaaaa?as=member01',
  ]);
  expect(text()).toContain('Maya · Coordinator · Donor Mission');
  expect(found).toEqual([]);
  expect(await accessProblems()).toEqual([]);
});

it('says to a stranger how to get in, and not that somebody else is there', async () => {
  answer = [elsewhere];
  await open();
  await expect.poll(text).toContain('This browser is not a member of this room.');
});

it('does not call a member a stranger because the server is silent', async () => {
  answer = null;
  await open();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/does not answer/);
  answer = [membership];
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => found).toEqual(['member00']);
});

function text(): string {
  return document.body.innerText;
}
