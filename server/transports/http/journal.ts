// The record of a room as NDJSON, for coordinators and watch officers: every line can be verified by itself and in its chain.
import { once } from 'node:events';
import { Router, type Response } from 'express';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import { hex, parseHeader } from '../../journal/entry.ts';
import type { Store, StoredEntry } from '../../journal/store.ts';
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
    if (response.write(entries.map(lineOf).join(''))) continue;
    try {
      await once(response, 'drain', { signal: gone.signal });
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
}

/**
 * `hash = SHA-256(previous hash ‖ header)`, `payloadHash = SHA-256(salt ‖ payload)`.
 * INVARIANT: `header` is the string that was hashed, and the payload is the last key, spelt as it was hashed, so that a
 * verifier can take its bytes from the line without writing JSON anew. A redacted payload is null, with its salt.
 */
export function lineOf(entry: StoredEntry): string {
  const header = parseHeader(entry.header);
  if (!header) throw new Error(`Entry ${entry.seq} has a header that cannot be read.`);
  const { v: _version, room: _room, ...told } = header;
  const head = JSON.stringify({
    ...told,
    hash: hex(entry.hash),
    header: Buffer.from(entry.header).toString('utf8'),
    salt: entry.salt && hex(entry.salt),
  });
  const payload = entry.payload === null ? 'null' : Buffer.from(entry.payload).toString('utf8');
  return `${head.slice(0, -1)},"payload":${payload}}\n`;
}
