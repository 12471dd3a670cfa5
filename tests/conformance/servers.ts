// The servers under the suite: ours as a real process with a room, and the stock one as a child that attacks may kill.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { freePort, type House } from '../e2e/house.ts';
import { ServedRoom } from '../served/room.ts';
import type { As, SyncTarget } from './target.ts';

/** A room of a running house; each session is another person. */
export async function ourTarget(house: House): Promise<SyncTarget> {
  const served = await ServedRoom.open(house, 'Conformance');
  let people = 0;
  return {
    url: `${served.syncUrl}/${served.room}`,
    sessionFor: async (as: As) => {
      const { session, party } = await served.join({ ...as, name: `Person ${people++}` });
      return { bearer: session, party };
    },
  };
}

export interface StockServer {
  readonly target: SyncTarget;
  stop(): Promise<void>;
}

const stockProgram = createRequire(import.meta.url)
  .resolve('y-websocket-1/package.json')
  .replace(/package\.json$/, 'bin/server.js');

/** `y-websocket` 1.5.4 as its package starts it. It knows no sessions: everybody may do everything. */
export async function stockServer(): Promise<StockServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [stockProgram], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data'); // "running at …"
  const target: SyncTarget = {
    url: `ws://127.0.0.1:${port}/control`,
    sessionFor: () => Promise.resolve({ bearer: undefined, party: 'partyofall' }),
  };
  return { target, stop: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
