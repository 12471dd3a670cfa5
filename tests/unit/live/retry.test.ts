// A thousand people whose server restarts do not come back in step, and nobody waits long.
import { expect, it } from 'vitest';
import { retryAfter } from '#live/retry.ts';

it('draws every wait by lot, also the first, within a span that doubles up to four seconds', () => {
  const longest = [1, 2, 3, 4, 5, 50].map((tries) => retryAfter(tries, 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  expect([1, 4].map((tries) => retryAfter(tries, 0.25))).toEqual([125, 1000]);
});
