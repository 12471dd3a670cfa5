// The drill in a small dose: people work, the server ends and is killed meanwhile, and in the end everything adds up.
import { expect, test } from 'vitest';
import { runBatch } from './batch.ts';

test('six people in each of two rooms, a server that ends and is killed: nothing saved is lost, all see the same', async () => {
  const first = Math.floor(Math.random() * 2 ** 30);
  console.info(`Again: npm run drill:room -- --only seeds --seed ${first} --seeds 2 --operations 60`);
  const { happened, stopped, killed } = await runBatch([first, first + 1], {
    people: 6,
    operations: 60,
  });
  expect(happened.operations).toBe(2 * 6 * 60);
  expect(happened.typed).toBeGreaterThan(200);
  expect(stopped + killed).toBe(4);
}, 90_000);
