// Answers while the house is still being opened behind its port: come back in a second. Nobody is left hanging.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { REFUSALS, refusal } from '#domain/refusals.ts';

const SECONDS = 1;

/** The answer takes the doorkeeper away, in the tick in which those who really answer are attached. */
export function answerNotYet(server: Server): () => void {
  const onRequest = (_request: IncomingMessage, response: ServerResponse): void => {
    const told = refusal('shutting-down');
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Retry-After': String(SECONDS),
      Connection: 'close',
    };
    response.writeHead(REFUSALS[told.code].http, headers).end(JSON.stringify(told));
  };
  // A refused socket is tried again by every client; one that hears nothing is waited for.
  const onUpgrade = (_request: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => socket.destroy());
    socket.destroy();
  };
  server.on('request', onRequest);
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('request', onRequest);
    server.off('upgrade', onUpgrade);
  };
}
