// Requests by the hundred from somebody who is signed in: held back, whatever they ask for, and nobody else is.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { openHouse, type HttpHouse } from './house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it.each([
  ['observer', 'board'],
  ['coordinator', 'ages'],
] as const)('who asks as %s for the %s all the time waits, and the others do not', async (role, what) => {
  const eager = await house.program(role, `Eager ${role}`);
  const calm = await house.program('watch_officer', `Calm beside ${role}`);
  const ask = (person: typeof eager): Promise<{ readonly status: number; readonly body: unknown }> =>
    person.ask(`/${what}`);
  for (let n = 0; n < HTTP_LIMITS.requestsBurst; n++) expect((await ask(eager)).status).toBe(200);
  expect(await ask(eager)).toMatchObject({ status: 429, body: { code: 'too-fast' } });
  expect((await ask(calm)).status).toBe(200);
  house.clock.move(1_000);
  expect((await ask(eager)).status).toBe(200);
});
