// Guards Node's own HTTP server: slow senders, headers that are too long and what is no HTTP at all, before Express sees any.
import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { REFUSALS, refusal, type Refusal } from '#domain/refusals.ts';

/** For `createServer`. */
export const SERVER_OPTIONS = {
  headersTimeout: HTTP_LIMITS.headersMs,
  requestTimeout: HTTP_LIMITS.requestMs,
  connectionsCheckingInterval: HTTP_LIMITS.slowLookMs,
  maxHeaderSize: HTTP_LIMITS.headerBytes,
} as const satisfies ServerOptions;

/** Answers what cannot be read as a request in the words of every other error, then ends the connection. */
export function guardServer(server: Server): void {
  // INVARIANT: Node takes its own listener off a socket that asks for an upgrade. Without another one, in front of
  // whoever takes the upgrade, a stranger who cuts the line ends the process.
  server.prependListener('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const answer = refusalFor(error.code);
    const body = JSON.stringify(answer);
    const head = [
      `HTTP/1.1 ${REFUSALS[answer.code].http} Refused`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  });
}

function refusalFor(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refusal('too-big', { max: HTTP_LIMITS.headerBytes });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal('bad-request', { what: 'time' });
    default:
      return refusal('bad-request', { what: 'HTTP' });
  }
}
