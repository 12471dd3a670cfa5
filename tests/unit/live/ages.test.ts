// Who changed what lately, also for somebody who opened the page a moment ago.
import { expect, it } from 'vitest';
import { Ages } from '#live/ages.ts';

const NOW = Date.UTC(2026, 10, 24, 9, 14);
const MIN = 60_000;
const age = (seq: number, minutes: number, from: string | null = null) => ({
  ...{ seq, at: NOW - minutes * MIN, actor: 'u-omar', name: 'Omar', party: 'partyaaaa', from },
});
const loaded = (): Ages => {
  const ages = new Ages();
  ages.load({
    'convoy/convoyone/phase': age(7, 2, 'planned'),
    'convoy/convoyone/eta': age(9, 1),
    'convoy/convoytwo/eta': age(3, 40),
  });
  return ages;
};

it('tells what changed in the five minutes before the page was open, newest first, from what and by whom', () => {
  const ages = loaded();
  ages.remember(NOW, (cell) => (cell.endsWith('phase') ? 'en_route' : 5));
  expect(ages.recent.map(({ cell, from, to, name }) => [cell, from, to, name])).toEqual([
    ['convoy/convoyone/eta', null, 5, 'Omar'],
    ['convoy/convoyone/phase', 'planned', 'en_route', 'Omar'],
  ]);
});

it('waits for cells that have not arrived, and tells nothing twice', () => {
  const ages = loaded();
  ages.remember(NOW, () => undefined);
  expect(ages.recent).toEqual([]);
  const cells = [{ cell: 'convoy/convoyone/eta', from: null, to: 5 }];
  const head = { seq: 9, at: NOW - MIN, actor: 'u-omar', name: 'Omar', party: 'partyaaaa' };
  ages.changed({ ...head, role: 'watch_officer', via: 'sync', cells }, NOW);
  ages.remember(NOW, () => 5);
  ages.remember(NOW, () => 5);
  expect(ages.recent.map(({ seq }) => seq)).toEqual([9, 7]);
});

it('leaves the age of a cell alone when a change lost against what stands', () => {
  const ages = loaded();
  const lost = { value: 4, by: 'u-maya' };
  const cells = [{ cell: 'convoy/convoyone/eta', from: 5, to: 5, lost }];
  const head = { seq: 12, at: NOW, actor: 'u-maya', name: 'Maya', party: 'partycell' };
  ages.changed({ ...head, role: 'coordinator', via: 'sync', cells }, NOW);
  expect(ages.get('convoy/convoyone/eta')).toMatchObject({ seq: 9, name: 'Omar' });
  expect(ages.recent).toEqual([]);
});
