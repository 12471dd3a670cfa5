// The upgrades of the alert channel, taken from Engine.IO: a refused one is answered with its own status, others are left alone.
import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { REFUSALS, type Refusal } from '#domain/refusals.ts';
import type { AlertServer } from './alerts-ports.ts';

const PATH = '/socket.io/';

/**
 * Engine.IO answers every refused upgrade with 400, as if it had been misspelt. `before`: the upgrade listeners that
 * were there before Engine.IO attached its own, which is taken off here. The answer lets go of the HTTP server.
 */
export function ownUpgrades(
  http: HttpServer,
  io: AlertServer,
  before: readonly unknown[],
  refused: (request: IncomingMessage) => Refusal | undefined,
): () => void {
  for (const listener of http.listeners('upgrade')) {
    if (!before.includes(listener)) http.off('upgrade', listener as (...args: unknown[]) => void);
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (!request.url?.startsWith(PATH)) return;
    const why = refused(request);
    if (why) refuse(socket, why);
    else io.engine.handleUpgrade(request, socket, head);
  };
  http.on('upgrade', onUpgrade);
  return () => http.off('upgrade', onUpgrade);
}

function refuse(socket: Duplex, { code }: Refusal): void {
  const { http } = REFUSALS[code];
  const body = JSON.stringify({ code });
  socket.on('error', () => socket.destroy()); // whoever was refused may be gone already
  socket.end(
    `HTTP/1.1 ${http} ${STATUS_CODES[http] ?? ''}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(), // sockets of a server stay half open: a stranger would keep it for as long as they like
  );
}
