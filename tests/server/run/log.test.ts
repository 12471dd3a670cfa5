// What the log says of an error is enough to find it: its kind, its words and where it came from.
import { expect, it } from 'vitest';
import { systemLog } from '#server/system.ts';

function logged(error: unknown): unknown {
  const lines: string[] = [];
  systemLog('error', { write: (line) => void lines.push(line) }).error({ error }, 'it failed');
  return (JSON.parse(lines.join('')) as { error: unknown }).error;
}

it('writes an error with its type, its message and its stack', () => {
  const told = logged(new TypeError('no such cell'));
  expect(told).toMatchObject({ type: 'TypeError', message: 'no such cell' });
  expect(told).toHaveProperty('stack', expect.stringContaining('log.test.ts'));
});

it('writes what is no error as it is', () => {
  expect(logged('a sentence')).toBe('a sentence');
});
