// An observer of a careful room reads that it is one, sees lights in words, and is not frightened by what is withheld.
import { expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { BoardValues } from '#domain/board-model.ts';
import CarefulNote from '#ui/shell/CarefulNote.svelte';
import { accessProblems } from '../axe.ts';
import { CONVOY, exerciseBoard } from '../exercise.ts';
import { FakeRoom } from '../fake-room.svelte.ts';
import InRoom from '../InRoom.svelte';
import { openBoard } from './on-board.ts';

vi.mock('$app/navigation', () => ({ replaceState: vi.fn() }));

/** The exercise as the server lets it out carefully: plans withheld, lights told. */
function carefulBoard(): BoardValues {
  const values = exerciseBoard();
  const convoy = Object.fromEntries(
    Object.entries(values['convoy'] ?? {}).map(([id, { std: _std, eta: _eta, ...cells }]) => [id, cells]),
  );
  const unknown = { notified: 'unknown', cleared: 'unknown', responsible: 'unknown' };
  return {
    ...values,
    room: { thisroom: { ...values['room']?.['thisroom'], observerView: 'careful', delayMin: 30 } },
    convoy,
    cover: {},
    light: {
      [CONVOY.one]: { ...unknown, convoy: CONVOY.one, covered: 'covered' },
      [CONVOY.two]: { ...unknown, convoy: CONVOY.two, covered: 'not_covered' },
    },
  };
}

it('shows each convoy its lights in words, and works out no gap of its own', async () => {
  const { screen } = await openBoard({ role: 'observer', values: carefulBoard() });
  const table = screen.getByRole('table', { name: 'Lights of convoys' });
  await expect
    .element(table.getByRole('row', { name: /KILO-1/ }))
    .toMatchTextContent(/notified: not known.*cleared: not known.*drone watching.*responsible: not known/s);
  await expect.element(table.getByRole('row', { name: /KILO-2/ })).toMatchTextContent('NO COVER');
  const convoys = screen.getByRole('table', { name: /^Convoys/ });
  await expect.element(convoys.getByRole('row', { name: /KILO-1/ })).toMatchTextContent('drone watching');
  expect(screen.container.textContent).not.toMatch(/\bGAP\b|WITHOUT COVER|due in/);
  expect(screen.container.querySelectorAll('.strip path.gap title')).toHaveLength(0);
  expect(await accessProblems(screen.container)).toEqual([]);
});

it('judges calls by the moment that is shown: a report that is late by the delay is not overdue', async () => {
  const silent = /KILO-2.*overdue|KILO-2.*LOST CONTACT/s;
  const everything = await openBoard({ values: carefulBoard() });
  await expect.poll(() => everything.screen.container.querySelector('.now')?.textContent).toMatch(silent);
  everything.screen.unmount();
  const { screen } = await openBoard({ role: 'observer', values: carefulBoard() });
  await expect.poll(() => screen.container.querySelector('.now')?.textContent).toBeTruthy();
  expect(screen.container.querySelector('.now')?.textContent).not.toMatch(silent);
});

it('says that it is the careful view, and to nobody who sees everything', async () => {
  const observer = new FakeRoom({ role: 'observer', values: carefulBoard() });
  const screen = await render(InRoom, { room: observer, of: CarefulNote });
  await expect
    .element(screen.getByRole('note'))
    .toMatchTextContent(/convoys and cover as they were 30 minutes ago, places to 1 km.*ahead is not shown/s);
  screen.unmount();
  const coordinator = new FakeRoom({ values: carefulBoard() });
  const other = await render(InRoom, { room: coordinator, of: CarefulNote });
  expect(other.getByRole('note').elements()).toEqual([]);
});
