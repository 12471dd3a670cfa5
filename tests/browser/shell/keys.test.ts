// Keys of a room: where they lead, the sheet that lists them, and when they are only letters.
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { keepsNothing } from '#live/keep-nothing.ts';
import OpenRoom from '#ui/shell/OpenRoom.svelte';
import '../../../src/app.css';
import { accessProblems } from '../axe.ts';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';

const opened = vi.hoisted(() => ({ room: undefined as unknown }));
const gone = vi.hoisted(() => ({ to: [] as string[] }));
vi.mock('$app/navigation', () => ({
  goto: (to: string) => gone.to.push(to),
  beforeNavigate: () => undefined,
}));
vi.mock('#live/room.svelte.ts', () => ({ openRoom: () => opened.room }));

const children = createRawSnippet(() => ({ render: () => '<main><h1>The board</h1></main>' }));

beforeEach(() => page.viewport(1440, 900));

function open(cast: Cast = {}) {
  opened.room = new FakeRoom(cast);
  return render(OpenRoom, { address: { room: 'roomaaaa', as: 'member00' }, children });
}

describe('the sheet of keys', () => {
  afterEach(() => localStorage.clear());

  it.each([
    ['the key ?', () => userEvent.keyboard('?')],
    ['its button', () => page.getByRole('button', { name: 'Keys and colours' }).click()],
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

describe('what this device keeps', () => {
  afterEach(() => localStorage.clear());

  const choice = page.getByLabelText('Keep nothing I typed on this device');

  it('is chosen in the sheet and remembered', async () => {
    await open();
    await userEvent.keyboard('?');
    await choice.click();
    expect(keepsNothing()).toBe(true);
    await choice.click();
    expect(keepsNothing()).toBe(false);
  });

  it('is not asked of an observer, for whom nothing is ever kept', async () => {
    await open({ role: 'observer' });
    await userEvent.keyboard('?');
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(choice.elements()).toEqual([]);
  });
});

describe('keys', () => {
  beforeEach(async () => {
    gone.to.length = 0;
    localStorage.removeItem('corridor.single-keys');
    await open();
  });

  it.each([
    ['a', 'a', '/r/roomaaaa/alerts?as=member00&raise=1'],
    ['g b', 'gb', '/r/roomaaaa?as=member00'],
    ['g a', 'ga', '/r/roomaaaa/alerts?as=member00'],
    ['u', 'u', '/r/roomaaaa/alerts?as=member00&alert=019a2b3c-4d5e-7f80-9a1b-000000000001'],
  ])('%s goes where the sheet says', async (_key, typed, to) => {
    await userEvent.keyboard(typed);
    expect(gone.to).toEqual([to]);
  });

  it('means the alert and not the queue also in the first moment of a page', async () => {
    const early = new KeyboardEvent('keydown', { key: 'a', bubbles: true });
    Object.defineProperty(early, 'timeStamp', { value: 300 }); // ms since the page was loaded
    document.body.dispatchEvent(early);
    expect(gone.to).toEqual(['/r/roomaaaa/alerts?as=member00&raise=1']);
  });

  it('are letters while somebody types or a dialog stands open', async () => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.focus();
    await userEvent.keyboard('aug?');
    expect(field.value).toBe('aug?');
    field.remove();
    await page.getByRole('button', { name: 'Keys and colours' }).click();
    await userEvent.keyboard('a');
    expect(gone.to).toEqual([]);
    await userEvent.keyboard('{Escape}');
  });

  it('can be switched off, and the sheet is still reached by its button', async () => {
    await userEvent.keyboard('?');
    await page.getByLabelText('Use single-letter keys').click();
    await page.getByRole('button', { name: 'Close' }).click();
    await userEvent.keyboard('a');
    expect(gone.to).toEqual([]);
    await page.getByRole('button', { name: 'Keys and colours' }).click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
  });
});
