// The real doors: this machine's clock, its randomness, a log on stderr. Only the roof opens them.
import { randomBytes } from 'node:crypto';
import { pino, stdSerializers, type DestinationStream } from 'pino';
import type { Clock, Ids, Log } from './journal/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemIds: Ids = { bytes: (count) => randomBytes(count) };

/**
 * JSON lines on stderr: stdout belongs to what a command answers. Whoever logs an error gives it as `error`, which
 * without a serializer of its own would be written as `{}`.
 */
export function systemLog(
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  return pino({ level, base: null, serializers: { error: stdSerializers.err } }, to);
}
