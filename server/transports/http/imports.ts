// Imports over HTTP: the file as it is in the body; a dry run says what would come in, a commit brings it in or nothing.
import express, { Router } from 'express';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { Refused } from '#domain/refusals.ts';
import type { IncomingFile } from '../../exchange/imports.ts';
import type { HttpPorts } from './ports.ts';
import { isDry, queryText } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

/** INVARIANT: behind the guard: a stranger cannot make the server hold 5 MiB. */
const fileBody = express.raw({ type: () => true, limit: IMPORT_LIMITS.bytes, inflate: false });

export function importRoutes({ imports }: HttpPorts, signedIn: SignedIn): Router {
  const router = Router();

  router.use('/rooms/:room/imports', (request, _response, next) => {
    signedIn.writerOf(request);
    next();
  });

  router.post('/rooms/:room/imports', fileBody, async (request, response) => {
    const member = signedIn.writerOf(request);
    const file = fileOf(request);
    if (isDry(request)) {
      response.json(await imports.preview(member, file));
      return;
    }
    const outcome = await imports.commit(member, file);
    if (outcome.problems.length === 0) response.json(outcome);
    else response.status(422).json({ code: 'import-problems', params: {}, ...outcome });
  });

  router.post('/rooms/:room/imports/:import/undo', async (request, response) => {
    const member = signedIn.writerOf(request);
    response.json(await imports.undo(member, String(request.params['import'])));
  });

  return router;
}

function fileOf(request: express.Request): IncomingFile {
  const kind = queryText(request, 'kind');
  if (kind !== undefined && kind !== 'route' && kind !== 'convoy')
    throw new Refused('bad-request', { what: 'kind' });
  const party = queryText(request, 'party');
  const body: unknown = request.body;
  return {
    name: queryText(request, 'name') ?? '',
    type: request.headers['content-type'] ?? '',
    bytes: body instanceof Uint8Array ? body : new Uint8Array(),
    ...(kind === undefined ? {} : { kind }),
    ...(party === undefined ? {} : { party }),
  };
}
