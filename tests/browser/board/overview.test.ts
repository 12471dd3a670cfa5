// What stands beside the board while nothing is selected: how fresh it is, what changed and by whom, everything else on it.
import { expect, it, vi } from 'vitest';
import { CONVOY, NOW, PARTY } from '../exercise.ts';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

const omar = { user: 'u-omar', name: 'Omar', party: PARTY.a };

it('says first how old the newest and the oldest report from the road are', async () => {
  const { record } = await openBoard();
  await expect.element(record).toMatchTextContent(/Newest report\s*1 min ago, KILO-1/);
  await expect.element(record).toMatchTextContent(/Oldest report\s*49 min ago, KILO-2/);
});

it('shows who changed what from what in the last five minutes, and opens it', async () => {
  const { room, record } = await openBoard();
  room.board.hear(omar, { kind: 'convoy', id: CONVOY.one, field: 'vehicles' }, 7);
  room.board.hear(omar, { kind: 'convoy', id: CONVOY.one, field: 'radio' }, [53.5, 28, NOW]);
  // Entered together, so they stand together.
  await expect
    .element(record)
    .toMatchTextContent(
      /KILO-1 Radio report 52.5 km · 30 km\/h → 53.5 km · 28 km\/h\s*Vehicles 8 → 7\s*Omar, just now/,
    );
  await record.getByRole('button', { name: /KILO-1.*Vehicles/ }).click();
  await expect.element(record.getByLabelText('Vehicles', { exact: true })).toHaveValue('7');
});

it('counts a new record as one change, and forgets changes after five minutes', async () => {
  const { room, record } = await openBoard();
  const made = room.board.create('note', { text: 'Road clear to km 60', at: NOW });
  if (!('id' in made)) throw new Error('not created');
  await expect.element(record).toMatchTextContent(/Road clear to km 60 new: Note\s*Maya, just now/);
  room.now += 6 * 60_000;
  await expect.element(record).toMatchTextContent(/Nothing changed/);
});

it('lists drones, notes, segments and parties in tables that open a record', async () => {
  const { record } = await openBoard();
  await record.getByText('Drones: 3').click();
  const row = record.getByRole('row', { name: /RAPID-1/ });
  await expect.element(row).toMatchTextContent(/airborne.*600 min.*Guarantor C/);
  await row.getByRole('button', { name: 'RAPID-1' }).click();
  await expect.element(record.getByRole('heading', { name: 'RAPID-1' })).toBeVisible();
});

it('shows an observer no notes', async () => {
  const { record } = await openBoard({ role: 'observer', party: PARTY.donor });
  await expect.element(record.getByText('Parties: 7')).toBeVisible();
  expect(record.getByText(/^Notes/).elements()).toHaveLength(0);
});
