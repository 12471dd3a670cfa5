// The alert console as people meet it: raising by three fields, the truth about sending, who has answered, how it ends.
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { showTheme } from '#ui/shell/theme.ts';
import Alerts from '../../../src/routes/r/[room]/alerts/+page.svelte';
import { accessProblems } from '../axe.ts';
import { PARTY } from '../exercise.ts';
import { FakeRoom, type Cast } from '../fake-room.svelte.ts';
import InRoom from '../InRoom.svelte';

let room: FakeRoom;

function open(cast: Cast = {}) {
  room = new FakeRoom(cast);
  return render(InRoom, { room, of: Alerts });
}

describe('raising an alert', () => {
  beforeEach(async () => void (await open({ role: 'watch_officer', party: PARTY.a })));

  it('takes what happened, how severe and where, and Ctrl+Enter', async () => {
    await userEvent.selectOptions(field('What happened'), 'Roadblock');
    await userEvent.selectOptions(field('How severe'), 'WARNING');
    await userEvent.type(field('From km'), '30');
    await userEvent.type(field('to km'), '32');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(room.alerts.pressed).toEqual([
      {
        did: 'raise',
        content: {
          event: 'roadblock',
          severity: 'Severe',
          place: { route: 'routeaaaa', fromKm: 30, toKm: 32 },
          observedAt: room.now,
        },
      },
    ]);
    await expect.poll(text).toContain('Sending…');
  });

  it('says NOT SENT: use radio when no answer came, and Recorded with its number when one did', async () => {
    room.alerts.raise({
      event: 'crowd',
      severity: 'Moderate',
      place: { route: 'routeaaaa', fromKm: 12, toKm: 12 },
      observedAt: room.now,
    });
    room.alerts.say({ state: 'not-sent' });
    await expect.poll(text).toContain('NOT SENT: use radio');
    room.alerts.say({ state: 'recorded', seq: 812 });
    await expect.poll(text).toContain('Recorded #812');
    expect(text()).not.toContain('NOT SENT');
  });

  it('says before sending how many people it will ring for', async () => {
    await expect.poll(text).toContain('7 people on line');
  });

  it('keeps what was typed when the place is beyond the end of the route', async () => {
    await userEvent.selectOptions(field('What happened'), 'Crowd');
    await userEvent.selectOptions(field('How severe'), 'CAUTION');
    await userEvent.type(field('From km'), '700');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(room.alerts.pressed).toEqual([]);
    await expect.poll(text).toContain('Give the place as kilometres on the route');
    expect(field('From km').value).toBe('700');
  });
});

it('keeps the alert somebody is answering under the pointer when a worse one arrives', async () => {
  const list = new FakeRoom().alerts.list;
  const screen = await open({ alerts: list.slice(1) });
  const roadblock = screen.getByRole('article', { name: /Roadblock/ });
  await roadblock.hover();
  const before = roadblock.element().getBoundingClientRect().top;
  room.alerts.list = list;
  await expect.element(screen.getByRole('article', { name: /Shelling/ })).toBeVisible();
  expect(roadblock.element().getBoundingClientRect().top).toBe(before);
});

it('shows the queue before the composer on a phone, and the composer when it is asked for', async () => {
  await page.viewport(390, 844);
  const screen = await open();
  await expect.element(screen.getByRole('article').first()).toBeVisible();
  expect(field('What happened').checkVisibility()).toBe(false);
  const button = screen.getByRole('button', { name: 'Raise an alert' });
  expect(button.element().getBoundingClientRect().height).toBeGreaterThanOrEqual(56);
  await button.click();
  expect(document.activeElement).toBe(field('What happened'));
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await page.viewport(1440, 900);
});

describe('answering an alert', () => {
  it('shows each party that owes an answer and the people behind it', async () => {
    const screen = await open();
    const matrix = screen.getByRole('article').nth(1).getByRole('table');
    await expect.element(matrix.getByRole('row', { name: /Coordination Cell.*Acting.*Lena/ })).toBeVisible();
    await expect.element(matrix.getByRole('row', { name: /Guarantor A.*not answered/ })).toBeVisible();
  });

  it('lists observers as having seen it, apart from the parties', async () => {
    const screen = await open();
    await expect.element(screen.getByRole('article').nth(1)).toMatchTextContent(/Seen by observers: Dana/);
  });

  it('takes seen, acting or unable from a coordinator', async () => {
    const screen = await open();
    await screen.getByRole('article').first().getByRole('button', { name: 'Unable' }).click();
    expect(room.alerts.pressed).toMatchObject([{ did: 'acknowledge', stance: 'unable' }]);
  });

  it('gives an observer one button and no way to raise, end or promise anything', async () => {
    const screen = await open({ role: 'observer', party: PARTY.donor });
    await expect.element(screen.getByRole('article').first()).toBeVisible();
    const buttons = [...document.querySelectorAll('button')].map((button) => button.textContent.trim());
    expect(new Set(buttons)).toEqual(new Set(['Acknowledge', 'Copy for radio or messenger']));
    expect(document.querySelectorAll('input, select, textarea')).toHaveLength(0);
  });
});

describe('ending an alert', () => {
  it('asks for a reason, and for a second person when it was ever critical', async () => {
    const screen = await open();
    const worst = screen.getByRole('article').first();
    await worst.getByRole('button', { name: 'End', exact: true }).click();
    await expect.element(worst).toMatchTextContent(/A second person of another party has to confirm/);
    await worst.getByLabelText('Reason').fill('Area checked');
    await worst.getByRole('button', { name: 'End this alert' }).click();
    expect(room.alerts.pressed).toMatchObject([{ did: 'end', reason: 'Area checked' }]);
  });

  it('offers confirming to somebody else than who asked', async () => {
    const screen = await open();
    const [worst, ...rest] = room.alerts.list;
    if (!worst) throw new Error('no alert');
    const ending = { of: 'end', by: 'u-omar', name: 'Omar', party: PARTY.a, reason: 'Quiet' } as const;
    room.alerts.list = [
      { ...worst, state: 'ending', ending: { ...ending, until: room.now + 600_000 } },
      ...rest,
    ];
    await expect.poll(text).toContain('Omar asks to end it: Quiet. It stays active unless a second person');
    await screen.getByRole('button', { name: /Confirm/ }).click();
    expect(room.alerts.pressed).toMatchObject([{ did: 'confirm', of: 'end' }]);
  });

  it('offers no confirming to another person of the same party, where there are two parties', async () => {
    await open({ party: PARTY.a });
    const [worst] = room.alerts.list;
    if (!worst) throw new Error('no alert');
    const ending = { of: 'cancel', by: 'u-omar', name: 'Omar', party: PARTY.a, reason: 'Mistake' } as const;
    room.alerts.list = [{ ...worst, state: 'ending', ending: { ...ending, until: room.now + 600_000 } }];
    await expect.poll(text).toContain('Omar asks to cancel it: Mistake.');
    expect(text()).not.toContain('Confirm');
  });

  it('says of an alert that has ended that this is not permission to move', async () => {
    const screen = await open();
    await screen.getByText('1 alert that is over').click();
    await expect
      .element(screen.getByRole('article').last())
      .toMatchTextContent(/Fog has lifted. This is not permission to move\./);
  });
});

it.each(['dark', 'light'] as const)(
  'the alert console has no barrier that axe knows of in the %s',
  async (theme) => {
    showTheme(theme);
    const screen = await open();
    await screen.getByText('1 alert that is over').click();
    expect(await accessProblems()).toEqual([]);
  },
);

function field(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label);
  if (!(found?.control instanceof HTMLElement)) throw new Error(`no control ${label}`);
  return found.control as HTMLInputElement;
}

function text(): string {
  return document.body.innerText;
}
