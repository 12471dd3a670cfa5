// A terminal beside a data folder of its own: commands run as they are typed, with a server on the folder or without.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from '#server/cli/command-line.ts';
import { importLine } from '#server/cli/import-line.ts';
import { epochLine, inviteLine, peopleLine, roomLine, setLine } from '#server/cli/lines.ts';
import { runCommand, type Ran } from '#server/cli/run-command.ts';
import { openEngine, type Engine } from '#server/engine.ts';
import { readFile } from '#server/exchange/read-file.ts';
import type { Log } from '#server/journal/ports.ts';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { systemClock, systemIds } from '#server/system.ts';
import { controlSocket } from '#server/transports/control.ts';

const LINES: { readonly [command: string]: CommandLine } = {
  room: roomLine,
  set: setLine,
  people: peopleLine,
  epoch: epochLine,
  invite: inviteLine,
  import: importLine,
};

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const PUBLIC_URL = 'https://corridor.example';

export class Terminal {
  readonly dataDir: string;
  readonly #top: string;
  readonly #env: { readonly [name: string]: string };
  #stop: () => Promise<void> = () => Promise.resolve();

  /** @param below a path inside the temporary folder, for one that is very long */
  constructor(below = 'data') {
    this.#top = mkdtempSync(join(tmpdir(), 'corridor-cli-'));
    this.dataDir = join(this.#top, below);
    this.#env = { DATA_DIR: this.dataDir, LOG_LEVEL: 'silent', PUBLIC_URL };
  }

  /** As typed behind `npm run -s <command> --`. */
  run(command: string, ...args: string[]): Promise<Ran> {
    const line = LINES[command];
    if (!line) throw new Error(`no command ${command}`);
    return runCommand(line, args, this.#env);
  }

  /** What a command that succeeds prints. */
  async json<T>(command: string, ...args: string[]): Promise<T> {
    const { code, out, err } = await this.run(command, ...args);
    if (code !== 0 || err !== '') throw new Error(err);
    return JSON.parse(out) as T;
  }

  /** The sentence of a command that fails; it prints nothing else. */
  async refused(command: string, ...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(command, ...args);
    if (code !== 1 || out !== '' || !err.endsWith('\n'))
      throw new Error(`it was not refused: ${code} ${out}${err}`);
    return err.trim();
  }

  /** Puts a server on the folder; the same engine and socket as `npm start`, without its doors. */
  async serve(publicUrl = PUBLIC_URL): Promise<Engine> {
    const store = await openSqlite({ dir: this.dataDir, log: SILENT });
    const engine = await openEngine({
      ...{ store, clock: systemClock, ids: systemIds, log: SILENT, limits: DEFAULT_ROOM_LIMITS, publicUrl },
      readFile: (file, near) => Promise.resolve(readFile(file, near)),
    });
    const control = await controlSocket({ dataDir: this.dataDir, commander: engine.commander, log: SILENT });
    this.#stop = async () => {
      this.#stop = () => Promise.resolve();
      await control.close();
      await engine.close();
    };
    return engine;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.#top, { recursive: true, force: true });
  }
}
