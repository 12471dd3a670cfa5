// Each server under one face: start it on its core, get a seat in a room, speak its dialect, stop it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { freePort, openHouse } from '../../e2e/house.ts';
import { ServedRoom } from '../../served/room.ts';
import { Line, type LineOptions } from './line.ts';
import { SERVER_CORE } from './process.ts';
import { cache } from './references.ts';

/** Who sits there: our server knows roles, the others take everybody for everybody. */
export type SeatOf = 'writer' | 'officer' | 'observer';

type Hears = Pick<LineOptions, 'frame' | 'ended'>;

/** A place in the room: opens a line whenever asked, without anything else to do first. */
export type Seat = (hears?: Hears) => Promise<Line>;

export interface Running {
  readonly pid: number;
  /** a line into the room, open */
  line(as: SeatOf, hears?: Hears): Promise<Line>;
  /** one after the other: several lines of a person need one invitation only */
  seat(as: SeatOf): Promise<Seat>;
  /** record id of the party of all */
  readonly party: string;
  /** after collecting garbage, bytes */
  memory(): Promise<number>;
  /** a fresh document without the past, where there is such a thing */
  freshDocument?(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** options of our server that differ from its defaults */
  readonly raised?: { readonly [option: string]: string };
  /** a file with the update that the bare relay answers joiners with */
  readonly state?: string;
}

export interface Contender {
  readonly name: string;
  start(options?: StartOptions): Promise<Running>;
}

/** Windows of one person; six are allowed. */
const WINDOWS = 5;
const hook = join(import.meta.dirname, 'memory-on-signal.mjs');

const ours: Contender = {
  name: 'Corridor',
  async start({ raised = {} } = {}) {
    const house = await openHouse({ ...raised, NODE_OPTIONS: `--import ${hook}` }, SERVER_CORE);
    const served = await ServedRoom.open(house, 'Measured');
    const invitation = await served.invite({ role: 'observer' });
    const seats: { [as in SeatOf]: { session: string; left: number } } = {
      writer: { session: '', left: 0 },
      officer: { session: '', left: 0 },
      observer: { session: '', left: 0 },
    };
    let people = 0;
    const sessionFor = async (as: SeatOf): Promise<string> => {
      const seat = seats[as];
      if (seat.left === 0) {
        const name = `Person ${people++}`;
        const role = as === 'writer' ? 'coordinator' : as === 'officer' ? 'watch_officer' : 'observer';
        const joined = await (as === 'observer'
          ? served.joinBy(invitation, { role, name }, true)
          : served.join({ role, name }));
        seat.session = joined.session;
        seat.left = as === 'writer' ? 1 : WINDOWS; // rates are counted for each connection, conflicts for each person
      }
      seat.left--;
      return seat.session;
    };
    const seat = async (as: SeatOf): Promise<Seat> => {
      const headers = { authorization: `Bearer ${await sessionFor(as)}` };
      const path = `/sync/${served.room}`;
      return (hears = {}) => opened({ port: house.port, path, headers, prefix: new Uint8Array(), ...hears });
    };
    return {
      get pid() {
        return house.pid;
      },
      party: served.parties.first,
      seat,
      line: async (as, hears) => (await seat(as))(hears),
      memory: () => memoryOf(house.pid, () => house.output),
      freshDocument: () => served.startEpoch(),
      stop: () => house.close(),
    };
  },
};

interface Program {
  readonly name: string;
  readonly cwd: string;
  words(port: number, state: string | undefined): readonly string[];
  readonly path: string;
  readonly prefix?: Uint8Array;
  /** frames in front of the first one, without the prefix */
  readonly opening?: readonly Uint8Array[];
}

const references = join(cache, 'references');
const HOCUSPOCUS = `
  const { Server } = await import('@hocuspocus/server');
  await new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true }).listen();
  process.stdout.write('listening\\n');
`;

const programs: readonly Program[] = [
  {
    name: 'y-websocket',
    cwd: references,
    words: () => [join(references, 'node_modules/@y/websocket-server/src/server.js')],
    path: '/measured',
  },
  {
    name: 'Hocuspocus',
    cwd: references,
    words: () => ['--input-type=module', '--eval', HOCUSPOCUS],
    path: '/',
    prefix: varString('measured'),
    opening: [Uint8Array.of(2, 0, 0)], // authentication with an empty token
  },
  {
    name: 'bare relay',
    cwd: join(import.meta.dirname, '..', '..', '..'),
    words: (port, state) => [join(import.meta.dirname, 'relay.ts'), String(port), state ?? ''],
    path: '/measured',
  },
];

export const contenders: readonly Contender[] = [ours, ...programs.map(contender)];

function contender(program: Program): Contender {
  const { name, cwd, words, path, prefix = new Uint8Array(), opening = [] } = program;
  return {
    name,
    async start({ state } = {}) {
      const port = await freePort();
      const [first, ...more] = SERVER_CORE;
      const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--import', hook];
      const child = spawn(first, [...more, ...node, ...words(port, state)], {
        cwd,
        env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stderr.on('data', (text: Buffer) => (output += text.toString()));
      await Promise.race([once(child.stdout, 'data'), failing(child, () => output)]);
      child.stdout.resume();
      const seat: Seat = async (hears = {}) => {
        const line = await opened({ port, path, headers: {}, prefix, ...hears });
        for (const frame of opening) line.send(frame);
        return line;
      };
      return {
        pid: child.pid ?? 0,
        party: 'partyofall',
        seat: () => Promise.resolve(seat),
        line: (_as, hears) => seat(hears),
        memory: () => memoryOf(child.pid ?? 0, () => output),
        async stop() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        },
      };
    },
  };
}

async function opened(options: LineOptions): Promise<Line> {
  const line = new Line(options);
  await line.opened;
  return line;
}

async function failing(child: ChildProcess, output: () => string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`A server did not start: ${output()}`);
}

async function memoryOf(pid: number, output: () => string): Promise<number> {
  const said = (): string[] => output().match(/^MEMORY .*$/gm) ?? [];
  const before = said().length;
  process.kill(pid, 'SIGUSR2');
  for (let tries = 0; said().length === before; tries++) {
    if (tries > 400) throw new Error('The server does not say how much memory it has.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const { rss } = JSON.parse((said().at(-1) ?? '').slice('MEMORY '.length)) as { rss: number };
  return rss;
}

function varString(text: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, text);
  return encoding.toUint8Array(encoder);
}
