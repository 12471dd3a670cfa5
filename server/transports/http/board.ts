// Reading a room: its board, the age of every value, the history of a record, the line of a route; through the view.
import { Router } from 'express';
import { viewOf } from '#domain/people.ts';
import { Refused } from '#domain/refusals.ts';
import type { HttpPorts } from './ports.ts';
import { queryCount, queryText } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const HASH = /^[0-9a-f]{64}$/;

export function boardRoutes({ rooms, store }: HttpPorts, signedIn: SignedIn): Router {
  const router = Router();

  router.get('/rooms/:room/board', async (request, response) => {
    const { room, role } = signedIn.inRoom(request);
    response.json((await rooms.open(room)).board(viewOf(role)));
  });

  router.get('/rooms/:room/ages', async (request, response) => {
    const { room, role } = signedIn.inRoom(request);
    response.json((await rooms.open(room)).ages(viewOf(role)));
  });

  router.get('/rooms/:room/history', async (request, response) => {
    const { room, role } = signedIn.inRoom(request);
    const record = queryText(request, 'record');
    const field = queryText(request, 'field');
    const before = queryCount(request, 'before');
    if (record === undefined) throw new Refused('bad-request', { what: 'record' });
    const open = await rooms.open(room);
    const which = { record, ...(field === undefined ? {} : { field }), ...(before === 0 ? {} : { before }) };
    response.json(await open.history(viewOf(role), which));
  });

  router.get('/rooms/:room/geometry/:hash', async (request, response) => {
    const { room, role } = signedIn.inRoom(request);
    const hash = String(request.params['hash']);
    const isShown = HASH.test(hash) && (await rooms.open(room)).showsLine(viewOf(role), hash);
    const line = isShown ? await store.blob(room, hash) : undefined;
    if (!line) throw new Refused('not-found');
    response.type('application/geo+json').send(Buffer.from(line));
  });

  return router;
}
