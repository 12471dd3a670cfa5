// Carries a command out while no server runs: opens the store itself, does it, saves everything, lets go again.
import { CommandProblem } from '../access/command-problem.ts';
import type { CommandAnswer, CommandRequest } from '../access/commander.ts';
import type { Config } from '../config.ts';
import { openEngine } from '../engine.ts';
import { StoreError } from '../journal/store.ts';
import { openSqlite } from '../stores/sqlite.ts';
import { systemClock, systemIds, systemLog } from '../system.ts';
import { fileReader } from '../reading/file-reader.ts';

/** Throws `StoreError`, or `CommandProblem` when a server has the folder and takes no commands yet. */
export async function answerAlone(config: Config, request: CommandRequest): Promise<CommandAnswer> {
  const { dataDir, gate, rates } = config;
  const log = systemLog(config.logLevel);
  const store = await openSqlite({ dir: dataDir, log }).catch((error: unknown) => {
    if (error instanceof StoreError && error.fault === 'locked')
      throw new CommandProblem('command.starting', { dir: dataDir });
    throw error;
  });
  const reader = fileReader({ clock: systemClock, log });
  const engine = await openEngine({
    ...{ store, clock: systemClock, ids: systemIds, log },
    limits: { gate, rates },
    publicUrl: config.publicUrl ?? addressOf(config),
    readFile: reader.read,
  });
  try {
    return await engine.commander(request);
  } finally {
    await reader.close();
    await engine.close();
  }
}

/** Where the server will listen when it is started with the same options. */
function addressOf({ host, port }: Config): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
