// The way in: the start page and joining, with the server's answers as the API gives them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Start from '../../../src/routes/+page.svelte';
import Join from '../../../src/routes/join/+page.svelte';
import { showTheme, THEMES } from '#ui/shell/theme.ts';
import '../../../src/app.css';
import { accessProblems } from '../axe.ts';

const gone = vi.hoisted(() => ({ to: [] as string[], replaced: [] as string[] }));
vi.mock('$app/navigation', () => ({
  goto: (to: string) => gone.to.push(to),
  replaceState: (to: string) => {
    gone.replaced.push(to);
    history.replaceState(null, '', to);
  },
}));

const device = vi.hoisted(() => ({ unsent: 0, forgot: [] as string[] }));
vi.mock('#live/forget.ts', () => ({
  unsentOf: () => Promise.resolve(device.unsent),
  forgetAll: (membership: string) => Promise.resolve(void device.forgot.push(membership)),
}));

const here = location.href;
const asked: { path: string; body: unknown }[] = [];
let answers: { readonly [path: string]: { readonly status?: number; readonly json: unknown } };

const invitation = {
  ...{ room: 'roomaaaa', role: 'coordinator', party: 'partycell', owner: false, joined: null },
  ...{ roomName: 'Corridor South', partyName: 'Coordination Cell', name: null, exercise: true },
};
const membership = {
  ...{ membership: 'member00', room: 'roomaaaa', roomName: 'Corridor South', role: 'observer' },
  ...{ party: 'partydonr', partyName: 'Donor Mission', name: 'Dana', owner: false, exercise: false },
};

beforeEach(() => {
  gone.to.length = gone.replaced.length = asked.length = device.forgot.length = 0;
  device.unsent = 0;
  answers = {
    '/health': { json: { ok: true } },
    '/api/memberships': { json: [membership] },
    '/api/invitation': { json: invitation },
    '/api/join': { json: { room: 'roomaaaa', role: 'coordinator', user: 'u', membership: 'member01' } },
  };
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const path = String(input);
    asked.push({ path, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined });
    const answer = answers[path.split('?')[0] ?? ''];
    if (!answer) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(Response.json(answer.json, { status: answer.status ?? 200 }));
  });
});

afterEach(() => history.replaceState(null, '', here));

describe('the start page', () => {
  it('says that the server is well and offers the rooms this browser has joined', async () => {
    await render(Start);
    await expect.poll(text).toContain('The server is well.');
    const link = page.getByRole('link', { name: 'Open Corridor South' });
    await expect.element(link).toHaveAttribute('href', '/r/roomaaaa?as=member00');
    expect(text()).toContain('Dana · Observer, read-only · Donor Mission');
  });

  it('tells somebody without a room how to get into one', async () => {
    answers = { ...answers, '/api/memberships': { json: [] } };
    await render(Start);
    await expect.poll(text).toContain('Open the invitation link you were sent');
  });

  it('says in words that the server does not answer', async () => {
    answers = {};
    await render(Start);
    await expect.poll(text).toContain('The server does not answer.');
  });

  it('asks twice before it leaves a room, because coming back needs a new invitation', async () => {
    answers = { ...answers, '/api/leave': { json: { ok: true } } };
    await render(Start);
    await page.getByRole('button', { name: 'Leave Corridor South' }).click();
    await expect.poll(text).toContain('To come back you need a new invitation.');
    expect(asked.map(({ path }) => path)).not.toContain('/api/leave?as=member00');
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect.poll(() => asked.map(({ path }) => path)).toContain('/api/leave?as=member00');
    await expect.poll(text).toContain('You left Corridor South.');
    expect(device.forgot).toEqual(['member00']);
  });

  it('says before it leaves a room what is not sent yet and would be removed', async () => {
    device.unsent = 3;
    await render(Start);
    await page.getByRole('button', { name: 'Leave Corridor South' }).click();
    await expect.poll(text).toContain('3 changes you made there are not sent yet and will be removed.');
    expect(device.forgot).toEqual([]);
  });

  it.each(THEMES)('has no barrier that axe knows of in the %s', async (theme) => {
    showTheme(theme);
    await render(Start);
    await expect.poll(text).toContain('The server is well.');
    expect(await accessProblems()).toEqual([]);
  });
});

describe('joining', () => {
  beforeEach(() => history.replaceState(null, '', '#secret-key'));

  it('says which room, role and party, asks my name, and takes the key out of the address at once', async () => {
    await render(Join);
    await expect.poll(text).toMatch(/into Corridor South as:[^]*Coordinator · Coordination Cell/);
    expect(gone.replaced).toEqual(['/join']);
    expect(location.href).not.toContain('secret-key');
    await page.getByLabelText('Your name').fill('Maya');
    await page.getByRole('button', { name: 'Join and test my sound' }).click();
    await expect.poll(() => gone.to).toEqual(['/r/roomaaaa?as=member01']);
    expect(asked.at(-1)).toEqual({ path: '/api/join', body: { invite: 'secret-key', name: 'Maya' } });
  });

  it('asks no name when the invitation names its person', async () => {
    answers = { ...answers, '/api/invitation': { json: { ...invitation, name: 'Lena' } } };
    await render(Join);
    await expect.poll(text).toContain('Lena');
    expect(document.querySelectorAll('input')).toHaveLength(0);
  });

  it.each([
    ['invite-used', /used/i],
    ['invite-expired', /expired/i],
    ['invite-unknown', /invitation/i],
  ])('says of an invitation that is refused with %s what to do next', async (code, words) => {
    answers = { ...answers, '/api/invitation': { status: 410, json: { code, params: {} } } };
    await render(Join);
    await expect.element(page.getByRole('alert')).toMatchTextContent(words);
    expect(page.getByRole('button').elements()).toHaveLength(0);
  });

  it('keeps the invitation when the server does not answer, and says so', async () => {
    await render(Join);
    await page.getByLabelText('Your name').fill('Maya');
    answers = {};
    await page.getByRole('button', { name: 'Join and test my sound' }).click();
    await expect.element(page.getByRole('alert')).toMatchTextContent(/does not answer/);
    expect(gone.to).toEqual([]);
    await expect.element(page.getByRole('button', { name: 'Join and test my sound' })).toBeEnabled();
  });

  it('asks again with the same key when the server did not answer the first time', async () => {
    const known = answers;
    answers = {};
    await render(Join);
    await expect.element(page.getByRole('alert')).toMatchTextContent(/does not answer/);
    answers = known;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(text).toContain('Corridor South');
    expect(asked.at(-1)?.body).toEqual({ invite: 'secret-key' });
  });

  it.each(THEMES)('has no barrier that axe knows of in the %s', async (theme) => {
    showTheme(theme);
    await render(Join);
    await expect.poll(text).toContain('Corridor South');
    expect(await accessProblems()).toEqual([]);
  });
});

function text(): string {
  return document.body.innerText;
}
