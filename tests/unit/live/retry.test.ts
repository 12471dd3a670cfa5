// A thousand people whose server restarts do not come back in step, and nobody waits long.
import { expect, it, vi } from 'vitest';
import { Mount } from '#live/mount.ts';
import { retryAfter } from '#live/retry.ts';

it('draws every wait by lot, also the first, within a span that doubles up to four seconds', () => {
  const longest = [1, 2, 3, 4, 5, 50].map((tries) => retryAfter(tries, 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  expect([1, 4].map((tries) => retryAfter(tries, 0.25))).toEqual([125, 1000]);
});

it('is how the board channel waits, from its first retry on', () => {
  const sockets: { onclose?: (event: { code: number }) => void }[] = [];
  class NoServer {
    onclose?: (event: { code: number }) => void;
    constructor() {
      sockets.push(this);
    }
    close(): void {}
  }
  vi.useFakeTimers();
  const wait = vi.spyOn(globalThis, 'setTimeout');
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const nothing = (): void => undefined;
  const mount = new Mount(
    {
      ...{ origin: 'ws://127.0.0.1', room: 'roomaaaa', as: 'member00', epoch: undefined },
      socket: NoServer as unknown as typeof WebSocket,
    },
    {
      ...{ hello: nothing, saved: nothing, refused: nothing, changes: nothing, connection: nothing },
      ...{ synced: nothing, closed: nothing, presence: nothing },
    },
  );
  for (let tries = 1; tries <= 5; tries++) {
    sockets.at(-1)?.onclose?.({ code: 1006 });
    vi.runOnlyPendingTimers();
  }
  mount.close();
  expect(sockets).toHaveLength(6);
  const waits = wait.mock.calls.map(([, ms]) => ms);
  expect(waits.slice(0, 5)).toEqual([250, 500, 1000, 2000, 2000]);
  vi.useRealTimers();
});
