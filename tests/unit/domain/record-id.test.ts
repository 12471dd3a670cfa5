// Promises about new record ids: of the form that records have, and no letter likelier than another.
import { expect, it } from 'vitest';
import { RECORD_ID } from '#domain/cells.ts';
import { newRecordId } from '#domain/record-id.ts';

/** Every byte in turn, from `first` on. */
function counting(first = 0): (count: number) => Uint8Array {
  let next = first;
  return (count) => Uint8Array.from({ length: count }, () => next++ % 256);
}

it('a new id has the form of a record id', () => {
  for (let first = 0; first < 256; first++) expect(newRecordId(counting(first))).toMatch(RECORD_ID);
});

it('bytes that would make some letters likelier are thrown away, and more are asked for', () => {
  expect(newRecordId(counting(250))).toBe('yz0123456789');
});

it('over all bytes every letter comes equally often', () => {
  const bytes = counting();
  const letters = Array.from({ length: 21 }, () => newRecordId(bytes)).join('');
  const times = Map.groupBy(letters, (letter) => letter);
  expect(times.size).toBe(36);
  expect([...times.values()].every((all) => all.length === 7)).toBe(true);
});
