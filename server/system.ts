// The real doors: this machine's clock, its randomness, a log on stderr. Only the roof opens them.
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
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

/** JSON lines on stderr: stdout belongs to what a command answers. */
export function systemLog(level: string): Log {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
