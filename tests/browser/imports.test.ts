// Shared code has one address in the browser too: `#domain/…` as the server reads it.
import { expect, it } from 'vitest';
import * as limits from '#domain/limits.ts';

it('reads the limits of the domain from the address that the server uses', () => {
  expect(Object.keys(limits).length).toBeGreaterThan(0);
  expect(globalThis.document.defaultView).toBe(globalThis.window);
});
