// Rows that say the same stay the same objects, so that nobody's page redraws what did not change.
import { expect, it } from 'vitest';
import { SameRows, saysTheSame } from '#ui/board/same-rows.ts';

interface Row {
  readonly id: string;
  readonly where: { readonly km: number; readonly points: readonly number[] };
}
const row = (id: string, km: number): Row => ({ id, where: { km, points: [km, 1] } });

it('keeps the object of a row that says the same, and the list when all of them do', () => {
  const same = new SameRows<Row>(({ id }) => id);
  const first = same.keep([row('a', 1), row('b', 2)]);
  const second = same.keep([row('a', 1), row('b', 3)]);
  expect(second[0]).toBe(first[0]);
  expect(second[1]).not.toBe(first[1]);
  expect(same.keep([row('a', 1), row('b', 3)])).toBe(second);
});

it('notices order, new rows and rows that are gone', () => {
  const same = new SameRows<Row>(({ id }) => id);
  const first = same.keep([row('a', 1), row('b', 2)]);
  const turned = same.keep([row('b', 2), row('a', 1)]);
  expect(turned).toEqual([first[1], first[0]]);
  expect(same.keep([row('a', 1)])).toEqual([first[0]]);
  expect(same.keep([])).toEqual([]);
});

it.each([
  [1, 1, true],
  [null, undefined, false],
  [Infinity, Infinity, true],
  [[1, 2], [1, 2], true],
  [[1], { 0: 1 }, false],
  [{ a: { b: [null] } }, { a: { b: [null] } }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
])('%j and %j say the same: %s', (a, b, same) => {
  expect(saysTheSame(a, b)).toBe(same);
});
