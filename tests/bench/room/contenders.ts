// Each server under one face: start it on its core, get a seat in a room, speak its dialect, stop it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { freePort, openHouse } from '../../e2e/house.ts';
import { ServedRoom, type Joined } from '../../served/room.ts';
import { Line, type LineOptions } from './line.ts';
import { SERVER_CORE } from './process.ts';
import { cache } from './references.ts';

/** Who sits there: our server knows roles, the others take everybody for everybody. */
export type SeatOf = 'writer' | 'officer' | 'observer';

type Hears = Pick<LineOptions, 'frame' | 'ended'>;

/** A place in the room: opens a line whenever asked, without anything else to do first. */
export type Seat = (hears?: Hears) => Promise<Line>;

/** Bytes: what the process takes of the machine, and what it holds on to in it. */
export interface Memory {
  readonly resident: number;
  readonly held: number;
}

/** A room of a running server. */
export interface Place {
  /** a line into the room, open */
  line(as: SeatOf, hears?: Hears): Promise<Line>;
  /** one after the other: several lines of a person need one invitation only */
  seat(as: SeatOf): Promise<Seat>;
  /** a line as a page of this origin opens it, with the cookie of somebody who may come in */
  page(origin: string): Promise<Line>;
  /** record id of the party of all */
  readonly party: string;
}

export interface Running extends Place {
  readonly pid: number;
  readonly port: number;
  /** another room of the same server */
  elsewhere(): Promise<Place>;
  /** after collecting garbage */
  memory(): Promise<Memory>;
  /** a fresh document without the past, where there is such a thing */
  freshDocument?(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** options of our server that differ from its defaults */
  readonly raised?: { readonly [option: string]: string };
  /** MB of the old generation: what an attack may take before the process ends */
  readonly heapMb?: number;
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
  async start({ raised = {}, heapMb } = {}) {
    const options = [`--import ${hook}`, ...(heapMb ? [`--max-old-space-size=${heapMb}`] : [])].join(' ');
    const house = await openHouse({ ...raised, NODE_OPTIONS: options }, SERVER_CORE);
    const served = await ServedRoom.open(house, 'Measured');
    return {
      ...(await ourRoom(served)),
      pid: house.pid,
      port: house.port,
      elsewhere: async () => ourRoom(await ServedRoom.open(house, 'Elsewhere')),
      memory: () => memoryOf(house.pid, () => house.output),
      freshDocument: () => served.startEpoch(),
      stop: () => house.close(),
    };
  },
};

async function ourRoom(served: ServedRoom): Promise<Place> {
  const invitation = await served.invite({ role: 'observer' });
  const left = new Map<SeatOf, { session: string; windows: number }>();
  let people = 0;
  const join = (as: SeatOf): Promise<Joined> => {
    const name = `Person ${people++}`;
    if (as === 'observer') return served.joinBy(invitation, { role: as, name }, true);
    return served.join({ role: as === 'writer' ? 'coordinator' : 'watch_officer', name });
  };
  const sessionFor = async (as: SeatOf): Promise<string> => {
    const known = left.get(as);
    if (known && known.windows-- > 0) return known.session;
    const { session } = await join(as);
    // Whoever writes is a person of their own: what conflicts cost is counted for people.
    left.set(as, { session, windows: as === 'writer' ? 0 : WINDOWS - 1 });
    return session;
  };
  const { port } = served.house;
  const path = `/sync/${served.room}`;
  const prefix = new Uint8Array();
  const seat = async (as: SeatOf): Promise<Seat> => {
    const headers = { authorization: `Bearer ${await sessionFor(as)}` };
    return (hears = {}) => opened({ port, path, headers, prefix, ...hears });
  };
  return {
    party: served.parties.first,
    seat,
    line: async (as, hears) => (await seat(as))(hears),
    page: async (origin) => {
      const { membership, session } = await join('observer');
      const headers = { origin, cookie: `corridor_${membership}=${session}` };
      return opened({ port, path: `${path}?as=${membership}`, headers, prefix });
    },
  };
}

interface Program {
  readonly name: string;
  readonly cwd: string;
  words(port: number, state: string | undefined): readonly string[];
  path(room: string): string;
  prefix?(room: string): Uint8Array;
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
    path: (room) => `/${room}`,
  },
  {
    name: 'Hocuspocus',
    cwd: references,
    words: () => ['--input-type=module', '--eval', HOCUSPOCUS],
    path: () => '/',
    prefix: varString,
    opening: [Uint8Array.of(2, 0, 0)], // authentication with an empty token
  },
  {
    name: 'bare relay',
    cwd: join(import.meta.dirname, '..', '..', '..'),
    words: (port, state) => [join(import.meta.dirname, 'relay.ts'), String(port), state ?? ''],
    path: (room) => `/${room}`,
  },
];

export const contenders: readonly Contender[] = [ours, ...programs.map(contender)];

function contender(program: Program): Contender {
  const { name, cwd, words, path, prefix, opening = [] } = program;
  return {
    name,
    async start({ state, heapMb } = {}) {
      const port = await freePort();
      const [first, ...more] = SERVER_CORE;
      const heap = heapMb ? [`--max-old-space-size=${heapMb}`] : [];
      const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--import', hook, ...heap];
      const child = spawn(first, [...more, ...node, ...words(port, state)], {
        cwd,
        env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stderr.on('data', (text: Buffer) => (output += text.toString()));
      await Promise.race([once(child.stdout, 'data'), failing(child, () => output)]);
      child.stdout.resume();
      const roomCalled = (room: string): Place => {
        const enter = async (headers: LineOptions['headers'], hears: Hears): Promise<Line> => {
          const at = { port, path: path(room), headers, prefix: prefix?.(room) ?? new Uint8Array() };
          const line = await opened({ ...at, ...hears });
          for (const frame of opening) line.send(frame);
          return line;
        };
        const seat: Seat = (hears = {}) => enter({}, hears);
        return {
          party: 'partyofall',
          seat: () => Promise.resolve(seat),
          line: (_as, hears) => seat(hears),
          page: (origin) => enter({ origin }, {}),
        };
      };
      return {
        ...roomCalled('measured'),
        pid: child.pid ?? 0,
        port,
        elsewhere: () => Promise.resolve(roomCalled('elsewhere')),
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

async function memoryOf(pid: number, output: () => string): Promise<Memory> {
  const said = (): string[] => output().match(/^MEMORY .*$/gm) ?? [];
  const before = said().length;
  process.kill(pid, 'SIGUSR2');
  for (let tries = 0; said().length === before; tries++) {
    if (tries > 400) throw new Error('The server does not say how much memory it has.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const line = (said().at(-1) ?? '').slice('MEMORY '.length);
  const { rss, heapUsed, external } = JSON.parse(line) as NodeJS.MemoryUsage;
  return { resident: rss, held: heapUsed + external };
}

function varString(text: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, text);
  return encoding.toUint8Array(encoder);
}
