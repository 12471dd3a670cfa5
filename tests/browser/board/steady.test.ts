// A row under the pointer or focus never moves; the table is worked by keyboard alone.
import { userEvent } from 'vitest/browser';
import { expect, it, vi } from 'vitest';
import { CONVOY, NOW } from '../exercise.ts';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

const OMAR = { user: 'u-omar', name: 'Omar', party: 'partyaaaa' };

it('keeps the focused row in its place while the order changes, and sorts again afterwards', async () => {
  const { screen, room, rows } = await openBoard();
  // Wherever the test before this one left the pointer: here it is not over the table.
  await userEvent.hover(screen.getByRole('heading', { name: /Corridor strip/i }));
  const before = rows();
  expect(before.slice(0, 2)).toEqual(['KILO-2', 'KILO-1']);
  const button = screen.getByRole('table', { name: /Convoys/ }).getByRole('button', { name: 'KILO-2' });
  button.element().focus();
  const top = button.element().getBoundingClientRect().top;
  // KILO-2 calls in: it is overdue no more and belongs further down.
  room.board.hear(OMAR, { kind: 'convoy', id: CONVOY.two, field: 'radio' }, [20, 30, NOW]);
  room.board.hear(OMAR, { kind: 'convoy', id: CONVOY.two, field: 'phase' }, 'arrived');
  await expect.element(screen.getByRole('row', { name: /KILO-2/ }).first()).toMatchTextContent('arrived');
  expect(rows()).toEqual(before);
  expect(button.element().getBoundingClientRect().top).toBe(top);
  button.element().blur();
  await expect.poll(() => rows().at(-1)).toBe('KILO-2');
});

it('keeps the place of a convoy that is closed while somebody is in the table, and says so', async () => {
  const { screen, room, rows } = await openBoard();
  const before = rows();
  screen
    .getByRole('table', { name: /Convoys/ })
    .getByRole('button', { name: 'KILO-1' })
    .element()
    .focus();
  room.board.hear(OMAR, { kind: 'convoy', id: CONVOY.two, field: 'archivedAt' }, NOW);
  await expect.element(screen.getByRole('row', { name: /KILO-2/ }).first()).toMatchTextContent('closed');
  expect(rows()).toEqual(before);
});

it('is one tab stop: arrows move, Enter selects', async () => {
  const { screen, rows, record } = await openBoard();
  const [first, second] = rows();
  const table = screen.getByRole('table', { name: /Convoys/ });
  const stops = [...table.element().querySelectorAll('button')].filter((one) => one.tabIndex === 0);
  expect(stops.length).toBe(1);
  stops[0]?.focus();
  expect(document.activeElement?.textContent.trim()).toBe(first);
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent.trim()).toBe(second);
  await userEvent.keyboard('{Enter}');
  await expect.element(record.getByRole('heading', { name: second ?? '' })).toBeVisible();
});
