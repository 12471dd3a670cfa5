// Who reads the board: observers get nothing to change, gaps are told without colour, and nobody is shut out.
import { expect, it, vi } from 'vitest';
import { accessProblems } from '../axe.ts';
import { CONVOY } from '../exercise.ts';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

it('gives an observer no control that edits, and every value as text', async () => {
  const { screen, choose, record } = await openBoard({ role: 'observer' });
  await choose('KILO-1');
  await expect.element(record.getByText('Vehicles', { exact: true })).toBeVisible();
  const controls = 'input, textarea, [contenteditable], aside select, form';
  expect([...screen.container.querySelectorAll(controls)].map((one) => one.outerHTML)).toEqual([]);
  const words = [...screen.container.querySelectorAll('button')].map((one) => one.textContent.trim());
  expect(words.filter((word) => /new|import|undo|close record|assign|record a call/i.test(word))).toEqual([]);
  await expect.element(record.getByRole('status', { name: 'Vehicles' })).toHaveTextContent('8');
});

it('lets a watch officer set the phase but not the plan', async () => {
  const { choose, record } = await openBoard({ role: 'watch_officer' });
  await choose('KILO-1');
  await expect.element(record.getByLabelText('Phase')).toHaveValue('en_route');
  expect(record.getByRole('textbox', { name: 'Vehicles' }).elements()).toEqual([]);
});

it('tells a gap by words, shape and hatching, not by colour alone', async () => {
  const { screen, room } = await openBoard();
  room.board.hear(
    { user: 'u-omar', name: 'Omar', party: 'partyaaaa' },
    { kind: 'cover', id: 'coverwin1', field: 'state' },
    'lost_link',
  );
  const row = screen.getByRole('table', { name: /Convoys/ }).getByRole('row', { name: /KILO-1/ });
  await expect.element(row).toMatchTextContent(/GAP \d+ min\s*link to the drone lost/);
  const titles = () =>
    [...screen.container.querySelectorAll('.strip path.gap title')].map((one) => one.textContent);
  await expect
    .poll(titles)
    .toContainEqual(
      expect.stringMatching(/^KILO-1: gap of \d+ min \(drone watching\): link to the drone lost$/),
    );
  const hatched = screen.container.querySelector('.strip path.gap[stroke]');
  expect(hatched?.getAttribute('stroke')).toMatch(/^url\(#.*-gap\)$/);
  const table = screen.getByRole('table', { name: 'Cover windows and gaps' });
  await expect
    .element(table.getByRole('row', { name: /GAP NOW/ }).first())
    .toMatchTextContent('link to the drone lost');
});

it('says the strip again as a table', async () => {
  const { screen } = await openBoard();
  await screen.getByText('The strip as a table').click();
  const row = screen.container.querySelector('.strip tbody tr');
  expect(row?.textContent).toMatch(/KILO-1.*km 5\d\.\d/s);
});

it('lists what needs attention worst first, with its age and one action', async () => {
  const { screen } = await openBoard();
  const items = [...screen.container.querySelectorAll('.now li')].map((one) => one.textContent);
  expect(items[0]).toMatch(/CRITICAL.*Shelling nearby.*have not acknowledged.*for 2 min/s);
  expect(items.find((text) => text.includes('KILO-2'))).toMatch(/call \d+ min overdue.*Record a call/s);
});

it('opens the record that an action is about', async () => {
  const { screen, record } = await openBoard();
  await screen.getByRole('button', { name: 'Record a call' }).first().click();
  await expect.element(record.getByRole('heading', { name: 'KILO-2' })).toBeVisible();
});

it('says what to do where nothing is there yet', async () => {
  const { screen } = await openBoard({ values: {}, alerts: [] });
  await expect.element(screen.getByText(/No convoy is on the board yet/)).toBeVisible();
  await expect.element(screen.getByText(/There is no route yet/)).toBeVisible();
  await expect.element(screen.getByText(/No cover is asked for/)).toBeVisible();
});

it.each(['coordinator', 'observer'] as const)(
  'shuts nobody out: nothing for axe to say to a %s',
  async (role) => {
    const { choose, record } = await openBoard({ role });
    await choose('KILO-1');
    await expect.element(record.getByRole('heading', { name: 'KILO-1' })).toBeVisible();
    expect(await accessProblems()).toEqual([]);
  },
);

it('marks the convoy somebody else is in, by name', async () => {
  const { screen, room } = await openBoard();
  room.board.people = room.board.people.map((person) =>
    person.name === 'Omar' ? { ...person, cell: `convoy/${CONVOY.two}/eta` } : person,
  );
  const row = screen.getByRole('table', { name: /Convoys/ }).getByRole('row', { name: /KILO-2/ });
  await expect.element(row).toMatchTextContent('Omar');
});
