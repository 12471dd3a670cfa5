// The other end of the control socket: asks the server that has the data folder, or says that nobody has it.
import { connect } from 'node:net';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { CommandProblem } from '../access/command-problem.ts';
import type { CommandAnswer, CommandRequest } from '../access/commander.ts';
import { findControlPlace } from './control-place.ts';

/** Nobody listens: no server has this data folder. */
export type NobodyThere = 'nobody';

const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR']);

/** Throws `CommandProblem` when somebody listens and does not answer. */
export function askServer(dataDir: string, request: CommandRequest): Promise<CommandAnswer | NobodyThere> {
  const line = Buffer.from(`${JSON.stringify(request)}\n`);
  if (line.length > HTTP_LIMITS.controlBytes) {
    return Promise.reject(new CommandProblem('command.too-big', { max: HTTP_LIMITS.controlBytes }));
  }
  return new Promise((resolve, reject) => {
    const socket = connect(findControlPlace(dataDir));
    const parts: Buffer[] = [];
    let connected = false;
    socket.on('connect', () => {
      connected = true;
      socket.write(line);
    });
    socket.on('data', (bytes) => {
      parts.push(bytes);
      const text = bytes.includes(10) ? Buffer.concat(parts).toString('utf8') : '';
      const end = text.indexOf('\n');
      if (end < 0) return;
      socket.destroy();
      resolve(JSON.parse(text.slice(0, end)) as CommandAnswer);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!connected && NOBODY.has(error.code ?? '')) resolve('nobody');
      else reject(new CommandProblem('command.no-answer'));
    });
    socket.on('close', () => reject(new CommandProblem('command.no-answer')));
  });
}
