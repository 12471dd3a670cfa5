// The guard before the parser: text messages only, and a bound on messages and bytes of one connection.
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../journal/ports.ts';
import { Bucket } from '../rooms/bucket.ts';
import type { AlertLinkLimits } from './alerts-ports.ts';

/** What is used of an Engine.IO connection. */
export interface Connection {
  readonly request: IncomingMessage;
  on(event: 'packet', heard: (packet: { readonly type: string; readonly data?: unknown }) => void): unknown;
  once(event: 'close', heard: () => void): unknown;
  close(discard?: boolean): unknown;
}

export type Breach = 'binary' | 'too-fast';

/**
 * Socket.IO packets of type 5 and 6 announce binary attachments, which the parser would then wait for; nothing here
 * sends any. INVARIANT: calls `breached` at most once, before the packet reaches the parser.
 */
export function guardConnection(
  connection: Connection,
  limits: AlertLinkLimits,
  clock: Clock,
  breached: (breach: Breach) => void,
): void {
  const messages = new Bucket(limits.messagesPerSecond, limits.messagesBurst, clock);
  const bytes = new Bucket(limits.bytesPerSecond, limits.bytesBurst, clock);
  let over = false;
  const breach = (why: Breach): void => {
    if (over) return;
    over = true;
    breached(why);
  };
  connection.on('packet', ({ type, data }) => {
    if (type !== 'message') return;
    if (typeof data !== 'string' || data.startsWith('5') || data.startsWith('6')) return breach('binary');
    if (!messages.take() || !bytes.take(Buffer.byteLength(data))) breach('too-fast');
  });
}
