// Is the server well? For whoever watches it: no session, no names, 503 when the record cannot be reached.
import { Router } from 'express';
import type { HttpPorts } from './ports.ts';

export function healthRoutes({ rooms, store, clock, log, version }: HttpPorts): Router {
  const router = Router();
  const startedAt = clock.now();

  router.get('/health', async (_request, response) => {
    const uptimeS = Math.floor((clock.now() - startedAt) / 1000);
    const facts = { version, uptimeS, time: clock.now(), loaded: rooms.loaded().length };
    response.set('Cache-Control', 'no-store');
    try {
      response.json({ ok: true, rooms: (await store.rooms()).length, ...facts });
    } catch (error) {
      log.error({ error: String(error) }, 'the record cannot be reached');
      response.status(503).json({ ok: false, code: 'storage', params: {}, ...facts });
    }
  });

  return router;
}
