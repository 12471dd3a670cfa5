// Typing into the board: what a person types is never lost, never overwritten, and problems are sentences.
import { userEvent } from 'vitest/browser';
import { expect, it, vi } from 'vitest';
import { CONVOY, NOW } from '../exercise.ts';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

const OMAR = { user: 'u-omar', name: 'Omar', party: 'partyaaaa' };
const vehicles = { kind: 'convoy', id: CONVOY.one, field: 'vehicles' } as const;

async function atVehicles() {
  const page = await openBoard();
  await page.choose('KILO-1');
  return { ...page, input: page.record.getByLabelText('Vehicles') };
}

it('sets a field on Enter, and when it is left', async () => {
  const { room, input } = await atVehicles();
  await input.fill('9');
  await userEvent.keyboard('{Enter}');
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(9);
  await input.fill('10');
  await userEvent.tab();
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(10);
});

it('keeps what is typed when somebody else sets the field, and shows theirs beside it', async () => {
  const { room, input, record } = await atVehicles();
  await input.fill('11');
  room.board.hear(OMAR, vehicles, 7);
  await expect.element(record.getByText('Omar set 7 meanwhile')).toBeVisible();
  await expect.element(input).toHaveValue('11');
  await userEvent.keyboard('{Escape}');
  await expect.element(input).toHaveValue('7');
});

it('follows others while nothing is typed, and says who set it and from what', async () => {
  const { room, input, record } = await atVehicles();
  room.board.hear(OMAR, vehicles, 7);
  await expect.element(input).toHaveValue('7');
  await expect.element(record.getByRole('button', { name: /Omar just now · was 8/ })).toBeVisible();
});

it('overwrites nobody when a field is entered and left unchanged', async () => {
  const { room, input } = await atVehicles();
  await input.fill('12');
  room.board.hear(OMAR, vehicles, 7);
  await input.fill('8');
  await userEvent.tab();
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(7);
});

it('sets what was typed when another record is chosen from elsewhere', async () => {
  const { room, screen, input } = await atVehicles();
  await input.fill('13');
  await screen.getByRole('button', { name: 'Deselect' }).click();
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(13);
  expect(room.board.entered).toBe(null);
});

it('says in a sentence why a value is not taken, and keeps it', async () => {
  const { room, input, record } = await atVehicles();
  await input.fill('many');
  await userEvent.keyboard('{Enter}');
  await expect.element(record.getByText(/This is not what the field takes/)).toBeVisible();
  await expect.element(input).toHaveValue('many');
  await expect.element(input).toHaveAccessibleDescription(/not what the field takes/);
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(8);
});

it('takes a radio report without its time as seen now', async () => {
  const { room, choose, record } = await openBoard();
  await choose('KILO-2');
  await record.getByLabelText('Radio report').fill('31,4 28');
  await userEvent.keyboard('{Enter}');
  expect(room.board.record('convoy', CONVOY.two)?.radio).toEqual([31.4, 28, NOW]);
});

it('takes a time as people write it', async () => {
  const { room, choose, record } = await openBoard();
  await choose('KILO-1');
  await record.getByLabelText('Estimated arrival').fill('1125z');
  await userEvent.keyboard('{Enter}');
  expect(room.board.record('convoy', CONVOY.one)?.eta).toBe(Date.UTC(2026, 10, 24, 11, 25));
});

it('shows who is in the same field, and tells the others which one I am in', async () => {
  const { room, input, record } = await atVehicles();
  room.board.people = room.board.people.map((person) =>
    person.name === 'Omar' ? { ...person, cell: `convoy/${CONVOY.one}/vehicles` } : person,
  );
  await expect.element(record.getByText('Omar is in this field')).toBeVisible();
  await input.click();
  expect(room.board.entered).toBe(`convoy/${CONVOY.one}/vehicles`);
  await userEvent.tab();
  expect(room.board.entered).not.toBe(`convoy/${CONVOY.one}/vehicles`);
});

it('undoes my last edit with Ctrl+Z outside fields and says what it set back', async () => {
  const { room, screen, record } = await atVehicles();
  await record.getByLabelText('Vehicles').fill('9');
  await userEvent.keyboard('{Enter}');
  const field = document.activeElement;
  if (field instanceof HTMLElement) field.blur();
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(room.board.record('convoy', CONVOY.one)?.vehicles).toBe(8);
  await expect.element(screen.getByText('Set back: Vehicles of KILO-1')).toBeVisible();
});

it('creates a convoy with own party and the open route filled in, and selects it', async () => {
  const { room, screen, record } = await openBoard();
  await screen.getByRole('button', { name: 'New convoy' }).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByLabelText('To km')).toHaveValue('70.0');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect.element(dialog.getByText('Not created yet. Correct: Callsign.')).toBeVisible();
  await dialog.getByLabelText('Callsign').fill('KILO-9');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect.element(record.getByRole('heading', { name: 'KILO-9' })).toBeVisible();
  const made = [...room.board.all('convoy').values()].find(({ callsign }) => callsign === 'KILO-9');
  expect(made).toMatchObject({
    party: 'partycell',
    route: 'routeaaaa',
    fromKm: 0,
    toKm: 70,
    phase: 'planned',
  });
});
