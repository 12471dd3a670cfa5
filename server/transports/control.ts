// The control socket: commands of the operator on this machine, one JSON line each, answered with one JSON line.
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import * as v from 'valibot';
import { HTTP_LIMITS } from '#domain/limits.ts';
import { CommandProblem } from '../access/command-problem.ts';
import type { CommandAnswer, Commander } from '../access/commander.ts';
import type { Log } from '../journal/ports.ts';
import { forgetControlPlace, makeControlPlace } from './control-place.ts';

export interface ControlOptions {
  /** data folder; its lock is ours */
  readonly dataDir: string;
  readonly commander: Commander;
  readonly log: Log;
}

export interface ControlSocket {
  /** No further command is taken; those that run are answered first. */
  close(): Promise<void>;
}

const REQUEST = v.strictObject({ command: v.string(), params: v.unknown() });

/** Who may connect is decided by the file system: this account, and nobody else. */
export async function controlSocket({ dataDir, commander, log }: ControlOptions): Promise<ControlSocket> {
  const path = makeControlPlace(dataDir);
  const running = new Set<Promise<void>>();
  const sockets = new Set<Socket>();
  let closing = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) => log.info({ error: error.message }, 'a control connection failed'));
    const lines = new Lines((line) => {
      const answered = answer(line).then((text) => void socket.write(`${JSON.stringify(text)}\n`));
      running.add(answered);
      answered.then(
        () => running.delete(answered),
        (error: unknown) => {
          running.delete(answered);
          log.error({ error: String(error) }, 'a command could not be answered');
          socket.destroy();
        },
      );
    });
    socket.on('data', (bytes) => {
      if (lines.take(bytes) === 'too-long') socket.destroy();
    });
  });
  async function answer(line: string): Promise<CommandAnswer> {
    const request = readRequest(line);
    if (!request)
      return { ok: false, sentence: new CommandProblem('command.shape', { command: '?' }).message };
    return commander(request);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  server.on('error', (error) => log.error({ error: error.message }, 'the control socket failed'));
  return {
    async close() {
      if (closing) return;
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.allSettled(running);
      for (const socket of sockets) socket.end(() => socket.destroy());
      await closed;
      forgetControlPlace(dataDir);
    },
  };
}

function readRequest(line: string): { command: string; params: unknown } | undefined {
  try {
    const read = v.safeParse(REQUEST, JSON.parse(line));
    return read.success ? { command: read.output.command, params: read.output.params } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Cuts a stream into lines, and gives up on one that has no end. */
class Lines {
  readonly #line: (line: string) => void;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  take(bytes: Buffer): 'taken' | 'too-long' {
    let rest = bytes;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#parts, rest.subarray(0, end)]);
      this.#parts = [];
      this.#bytes = 0;
      this.#line(line.toString('utf8'));
      rest = rest.subarray(end + 1);
    }
    this.#parts.push(rest);
    this.#bytes += rest.length;
    return this.#bytes > HTTP_LIMITS.controlBytes ? 'too-long' : 'taken';
  }
}
