// Changes of mine that do not stand: each says why and what stands, one click sets it again or drops it, and all at once.
import { beforeEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { refusal } from '#domain/refusals.ts';
import { accessProblems } from '../axe.ts';
import { CONVOY } from '../exercise.ts';
import { change, refusedChange } from '../unsent-changes.ts';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

const OMAR = { user: 'u-omar', name: 'Omar', party: 'partyaaaa' };
const vehicles = `convoy/${CONVOY.one}/vehicles`;
const people = `convoy/${CONVOY.one}/people`;
const list = page.getByRole('region', { name: /of yours/ });

/** as they read, white space aside */
function rows(): readonly string[] {
  return list
    .getByRole('listitem')
    .elements()
    .map((row) => (row.textContent ?? '').replace(/\s+/g, ' ').trim());
}

beforeEach(() => page.viewport(1440, 900));

it('says who overtook me, what was mine and what stands, and one click sets mine again', async () => {
  const { room } = await openBoard();
  room.board.hear(OMAR, { kind: 'convoy', id: CONVOY.one, field: 'vehicles' }, 7);
  room.board.unsent = [change(vehicles, 12, 7, { is: 'overtaken', by: 'Omar' })];
  await expect.element(list.getByText(/Overtaken by Omar/)).toBeVisible();
  expect(rows()).toEqual([
    expect.stringMatching(/^KILO-1, Vehicles yours: 12 on the board: 7 \(Omar, just now\)/),
  ]);
  await list.getByRole('button', { name: 'Set mine again' }).click();
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(12);
  await expect.element(list).not.toBeInTheDocument();
});

it('groups what came back by its reason, and says each reason once', async () => {
  const { room } = await openBoard();
  room.board.unsent = [
    refusedChange(vehicles, 12, 8),
    refusedChange(people, 20, 18),
    change(`convoy/${CONVOY.two}/vehicles`, 9, 8, { is: 'meanwhile' }),
  ];
  await expect.element(list.getByRole('heading', { name: '3 changes of yours do not stand' })).toBeVisible();
  expect(list.getByRole('alert').elements()).toHaveLength(2);
  expect(await accessProblems()).toEqual([]);
});

it('shows a new record as one change with all its fields', async () => {
  const { room } = await openBoard();
  const cell = (field: string, mine: string | number) => ({
    cell: `convoy/convoynew/${field}`,
    mine,
    stands: null,
  });
  const why = { is: 'refused', problem: { refusal: refusal('other-epoch') } } as const;
  const cells = [cell('callsign', 'KILO-9'), cell('toKm', 70)];
  room.board.unsent = [{ id: 'convoy/convoynew', creates: 'convoy/convoynew', at: 0, why, cells }];
  await expect.element(list.getByRole('button', { name: 'Create it again' })).toBeVisible();
  expect(rows()).toEqual([expect.stringMatching(/^New convoy Callsign KILO-9 To km 70/)]);
});

it('sets all of mine again at one press', async () => {
  const { room } = await openBoard();
  room.board.unsent = [refusedChange(vehicles, 12, 8), refusedChange(people, 20, 18)];
  await list.getByRole('button', { name: 'Set all of mine again' }).click();
  expect(room.board.record('convoy', CONVOY.one)).toMatchObject({ vehicles: 12, people: 20 });
  await expect.element(list).not.toBeInTheDocument();
});

it('says beside a change why it still cannot be set, and keeps it', async () => {
  const { room } = await openBoard({ role: 'watch_officer' });
  room.board.unsent = [refusedChange(vehicles, 12, 8)];
  await list.getByRole('button', { name: 'Set mine again' }).click();
  await expect.element(list.getByText(/Your role cannot change this/)).toBeVisible();
  expect(room.board.unsent).toHaveLength(1);
});

it('drops all of mine only after asking', async () => {
  const { room } = await openBoard();
  room.board.unsent = [refusedChange(vehicles, 12, 8), refusedChange(people, 20, 18)];
  await list.getByRole('button', { name: 'Drop all of mine' }).click();
  expect(room.board.unsent).toHaveLength(2);
  await list.getByRole('button', { name: 'Drop all', exact: true }).click();
  expect(room.board.unsent).toEqual([]);
});

it.each([320, 390])('fits a screen %i pixels wide', async (width) => {
  await page.viewport(width, 844);
  const { room } = await openBoard();
  room.board.unsent = [refusedChange(vehicles, 12, 8), change(people, 20, 18, { is: 'meanwhile' })];
  await expect.element(list).toBeVisible();
  expect(list.element().scrollWidth).toBeLessThanOrEqual(list.element().clientWidth);
});
