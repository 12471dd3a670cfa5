// The HTTP side of the house on a free port: real rooms and directory over a store in memory, and browsers with cookie jars.
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerAddress } from '#server/access/caller-address.ts';
import type { Directory } from '#server/access/directory.ts';
import type { Commands } from '#server/access/commands.ts';
import { FailedTries } from '#server/access/failed-tries.ts';
import { RequestMembers } from '#server/access/request-member.ts';
import { openEngine } from '#server/engine.ts';
import type { ReadFile } from '#server/exchange/read-file.ts';
import { memoryStore, type MemoryStore } from '#server/journal/memory-store.ts';
import { DEFAULT_ROOM_LIMITS } from '#server/rooms/options.ts';
import type { Rooms } from '#server/rooms/rooms.ts';
import { httpApp } from '#server/transports/http/http.ts';
import type { ImportsPort, Pages } from '#server/transports/http/ports.ts';
import { guardServer, SERVER_OPTIONS } from '#server/transports/http/server-guard.ts';
import { HandClock, countedIds, keptLog, type KeptLog } from '../access/doubles.ts';

export interface HouseOptions {
  readonly publicUrl?: string;
  readonly pages?: Pages;
  readonly imports?: Partial<ImportsPort>;
  readonly failuresPerMinute?: number;
  readonly trustProxy?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  /** the body as JSON */
  readonly body: unknown;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  /** sent as JSON */
  readonly json?: unknown;
  readonly raw?: string | Uint8Array;
}

export interface Staff {
  readonly owner: Program;
  readonly officer: Program;
  readonly observer: Program;
}

export class HttpHouse {
  readonly url: string;
  readonly port: number;
  readonly clock: HandClock;
  readonly log: KeptLog;
  readonly store: MemoryStore;
  readonly directory: Directory;
  readonly commands: Commands;
  readonly rooms: Rooms;
  readonly room: string;
  readonly parties: { readonly cell: string; readonly host: string };
  readonly #close: () => Promise<void>;

  constructor(
    parts: Omit<HttpHouse, 'ask' | 'program' | 'staff' | 'browser' | 'close'> & { stop: () => Promise<void> },
  ) {
    this.url = parts.url;
    this.port = parts.port;
    this.clock = parts.clock;
    this.log = parts.log;
    this.store = parts.store;
    this.directory = parts.directory;
    this.commands = parts.commands;
    this.rooms = parts.rooms;
    this.room = parts.room;
    this.parties = parts.parties;
    this.#close = parts.stop;
  }

  /** A request exactly as given: no cookie, no Origin, nothing made nice on the way. */
  ask(path: string, { method = 'GET', headers = {}, json, raw }: Ask = {}): Promise<Answer> {
    const body = json === undefined ? raw : JSON.stringify(json);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const options = {
        port: this.port,
        host: '127.0.0.1',
        path,
        method,
        headers: { ...type, ...length, ...headers },
      };
      const outgoing = httpRequest(options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const bytes = Buffer.concat(parts);
          const text = bytes.toString('utf8');
          const isJson =
            /json/.test(incoming.headers['content-type'] ?? '') &&
            !/ndjson/.test(incoming.headers['content-type'] ?? '');
          const { statusCode = 0, headers: answered } = incoming;
          resolve({
            status: statusCode,
            headers: answered,
            text,
            bytes,
            body: isJson ? (JSON.parse(text) as unknown) : undefined,
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** An owner of the coordination, and a watch officer and an observer of another party. */
  async staff(): Promise<Staff> {
    return {
      owner: await this.program('coordinator', 'Maya', true),
      officer: await this.program('watch_officer', 'Omar', false, 'Guarantor A'),
      observer: await this.program('observer', 'Nils', false, 'Guarantor A'),
    };
  }

  /** Joins as a program; answers how it asks from then on, and its session. */
  async program(role: string, name: string, owner = false, party = 'Coordination Cell'): Promise<Program> {
    const { token } = await this.commands.invite({ room: this.room, role, party, name, owner });
    const { body } = await this.ask('/api/join', { method: 'POST', json: { invite: token } });
    return new Program(this, body as Joined);
  }

  browser(): Browser {
    return new Browser(this);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

export interface Joined {
  readonly room: string;
  readonly role: string;
  readonly user: string;
  readonly membership: string;
  readonly session: string;
}

export class Program {
  readonly #house: HttpHouse;
  readonly joined: Joined;

  constructor(house: HttpHouse, joined: Joined) {
    this.#house = house;
    this.joined = joined;
  }

  /** A path below its room. */
  ask(path: string, { headers, ...rest }: Ask = {}): Promise<Answer> {
    const bearer = { authorization: `Bearer ${this.joined.session}` };
    return this.#house.ask(`/api/rooms/${this.joined.room}${path}`, {
      ...rest,
      headers: { ...bearer, ...headers },
    });
  }
}

/** A browser with a cookie jar, sending what browsers send of themselves. */
export class Browser {
  readonly #house: HttpHouse;
  readonly jar = new Map<string, string>();
  /** every `Set-Cookie` it was given */
  readonly given: string[] = [];

  constructor(house: HttpHouse) {
    this.#house = house;
  }

  async ask(path: string, { headers = {}, method = 'GET', ...rest }: Ask = {}): Promise<Answer> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const own = {
      'sec-fetch-site': 'same-origin',
      ...(cookie === '' ? {} : { cookie }),
      ...(method === 'GET' ? {} : { origin: this.#house.url }),
    };
    const answer = await this.#house.ask(path, { ...rest, method, headers: { ...own, ...headers } });
    for (const line of answer.headers['set-cookie'] ?? []) {
      this.given.push(line);
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (/Max-Age=0/.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }

  join(invite: string, name?: string): Promise<Answer> {
    return this.ask('/api/join', {
      method: 'POST',
      json: name === undefined ? { invite } : { invite, name },
    });
  }
}

const NO_IMPORTS: ImportsPort = {
  preview: () => Promise.reject(new Error('no imports in this test')),
  commit: () => Promise.reject(new Error('no imports in this test')),
  undo: () => Promise.reject(new Error('no imports in this test')),
};

export async function openHouse(options: HouseOptions = {}): Promise<HttpHouse> {
  const clock = new HandClock();
  const ids = countedIds();
  const log = keptLog();
  const store = memoryStore();
  const server = createServer(SERVER_OPTIONS);
  guardServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const publicUrl = options.publicUrl ?? url;
  const readFile: ReadFile = () => Promise.reject(new Error('no files are read in this test'));
  const engine = await openEngine({
    store,
    clock,
    ids,
    log,
    limits: DEFAULT_ROOM_LIMITS,
    publicUrl,
    readFile,
  });
  const { commands, directory, rooms } = engine;
  const members = new RequestMembers({ directory, publicUrl });
  const app = httpApp({
    ...{ directory, members, rooms, store, clock, log, publicUrl },
    authorityOf: (id) => engine.authorityOf(id),
    imports: { ...NO_IMPORTS, ...options.imports },
    addressOf: callerAddress(options.trustProxy ?? 0),
    version: '0.0.0-test',
    failed: new FailedTries(clock, options.failuresPerMinute ?? 20),
    pages: options.pages ?? { from: 'nowhere' },
  });
  server.on('request', app);
  const { room } = await commands.room({ name: 'Corridor South' });
  const party = async (name: string, role: string): Promise<string> =>
    (await commands.set({ room, kind: 'party', assignments: [`name=${name}`, `role=${role}`] })).record;
  const parties = {
    cell: await party('Coordination Cell', 'coordination'),
    host: await party('Guarantor A', 'host'),
  };
  const stop = async (): Promise<void> => {
    await engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return new HttpHouse({ url, port, clock, log, store, directory, commands, rooms, room, parties, stop });
}

/** Status and code of an answer. */
export function codeOf({ status, body }: Answer): unknown {
  return [status, (body as { code?: unknown }).code];
}

export function set(who: Program, kind: string, cells: object, record?: string): Promise<Answer> {
  const json = { kind, cells, ...(record === undefined ? {} : { record }) };
  return who.ask('/set', { method: 'POST', json });
}
