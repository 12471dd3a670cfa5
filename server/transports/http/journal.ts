// The record of a room as NDJSON, for coordinators and watch officers: every line can be verified by itself and in its chain.
import { once } from 'node:events';
import { Router, type Response } from 'express';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { lineOf } from '../../journal/lines.ts';
import type { Store } from '../../journal/store.ts';
import type { HttpPorts } from './ports.ts';
import { queryCount } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

export function journalRoutes({ rooms, store }: HttpPorts, signedIn: SignedIn): Router {
  const router = Router();

  router.get('/rooms/:room/journal', async (request, response) => {
    const { room, role } = signedIn.inRoom(request);
    if (role === 'observer') throw new Refused('forbidden');
    const after = queryCount(request, 'after');
    const { seq } = await rooms.open(room);
    response.type('application/x-ndjson');
    await stream(store, room, { after, upTo: seq }, response);
    response.end();
  });

  return router;
}

/** Page by page, as fast as the reader reads: neither a long record nor a slow reader fills the memory. */
async function stream(
  store: Pick<Store, 'read'>,
  room: string,
  { after, upTo }: { after: number; upTo: number },
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let from = after;
  while (from < upTo && !gone.signal.aborted) {
    const entries = await store.read(room, {
      after: from,
      limit: Math.min(HTTP_LIMITS.journalPage, upTo - from),
    });
    const last = entries.at(-1);
    if (!last) throw new Error(`Room ${room} has no entry ${from + 1} although one was published after it.`);
    from = last.seq;
    if (response.write(entries.map((entry) => `${lineOf(entry)}\n`).join(''))) continue;
    try {
      await once(response, 'drain', { signal: gone.signal });
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
}
