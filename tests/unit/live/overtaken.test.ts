// Who overtook me: the one whose value stands, whichever of the two arrived last.
import { expect, it } from 'vitest';
import type { CellChange, Changes } from '#domain/protocol.ts';
import { overtakenIn } from '#live/overtaken.ts';

const CELL = 'convoy/convoyone/vehicles';
const RADIO = 'convoy/convoyone/radio';

function changes(actor: string, name: string, ...cells: CellChange[]): Changes {
  return { seq: 9, at: 0, actor, name, party: 'partyaaaa', role: 'coordinator', via: 'sync', cells };
}

it('names the author of the change that set theirs over mine without knowing it', () => {
  const one = changes('u-omar', 'Omar', { cell: CELL, from: 12, to: 7, lost: { value: 12, by: 'u-maya' } });
  expect(overtakenIn(one, 'u-maya')).toEqual([{ cell: CELL, mine: 12, by: 'Omar' }]);
});

it('leaves it to the age of the cell who came first when mine came too late', () => {
  const one = changes('u-maya', 'Maya', { cell: CELL, from: 7, to: 7, lost: { value: 12, by: 'u-maya' } });
  expect(overtakenIn(one, 'u-maya')).toEqual([{ cell: CELL, mine: 12, by: undefined }]);
});

it('says nothing of what others lost, or lost nothing', () => {
  const theirs = { cell: CELL, from: 7, to: 8, lost: { value: 7, by: 'u-lena' } };
  expect(overtakenIn(changes('u-omar', 'Omar', theirs), 'u-maya')).toEqual([]);
  expect(overtakenIn(changes('u-omar', 'Omar', { cell: CELL, from: 7, to: 8 }), 'u-maya')).toEqual([]);
});

it('says nothing of observations: the newer one stands whoever came first', () => {
  const one = { cell: RADIO, from: [31, 28, 1], to: [40, 30, 2], lost: { value: [31, 28, 1], by: 'u-maya' } };
  expect(overtakenIn(changes('u-omar', 'Omar', one), 'u-maya')).toEqual([]);
});
