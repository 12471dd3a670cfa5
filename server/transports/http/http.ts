// HTTP: the API, then files, then pages, in an order in which nothing answers for something else.
import express, { type Express } from 'express';
import { OwnerChanges } from '../../access/owner-changes.ts';
import { alertHttp } from '../alerts-http.ts';
import { boardRoutes } from './board.ts';
import { commandRoutes } from './commands.ts';
import { securityHeaders } from './headers.ts';
import { healthRoutes } from './health.ts';
import { importRoutes } from './imports.ts';
import { invitationRoutes } from './invitations.ts';
import { joinRoutes } from './join.ts';
import { journalRoutes } from './journal.ts';
import { memberRoutes } from './members.ts';
import { membershipRoutes } from './memberships.ts';
import { pagesFrom } from './pages.ts';
import type { HttpPorts } from './ports.ts';
import { answerErrors, nothingHere, refuseOddPaths } from './refuse.ts';
import { SignedIn } from './signed-in.ts';

/** Throws when the folder of the pages has no `index.html`. */
export function httpApp(ports: HttpPorts): Express {
  const app = express();
  const pages = pagesFrom(ports.pages);
  app.disable('x-powered-by');
  app.disable('etag'); // a board changes all the time: hashing every answer would be for nothing
  app.use(securityHeaders({ publicUrl: ports.publicUrl, scripts: pages.scripts }));
  app.use(refuseOddPaths);
  app.use(healthRoutes(ports));
  app.use('/api', apiRoutes(ports));
  app.use(pages.handlers);
  app.use(answerErrors(ports.log));
  return app;
}

function apiRoutes(ports: HttpPorts): express.Router {
  const signedIn = new SignedIn(ports);
  const api = express.Router();
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  api.use('/rooms/:room', signedIn.guard);
  api.use(joinRoutes(ports, signedIn));
  api.use(membershipRoutes(ports));
  api.use(boardRoutes(ports, signedIn));
  api.use(journalRoutes(ports, signedIn));
  api.use(commandRoutes(ports, signedIn));
  api.use(memberRoutes(ports, signedIn, new OwnerChanges(ports.directory)));
  api.use(invitationRoutes(ports, signedIn));
  api.use(importRoutes(ports, signedIn));
  api.use(alertHttp({ ...ports, inRoom: (request) => signedIn.inRoom(request) }));
  api.use(nothingHere);
  return api;
}
