// The alert channel of one room on a real port, and readers that hold it to its word: each item once, in order.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { RATE_LIMITS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import type { AlertAnswer, Beat, Feed, FeedItem } from '#domain/protocol.ts';
import { refusal, Refused, type Refusal } from '#domain/refusals.ts';
import { FailedTries } from '#server/access/failed-tries.ts';
import { alertTransport } from '#server/transports/alerts.ts';
import type { AlertLinkLimits, AlertTransport } from '#server/transports/alerts-ports.ts';
import { AlertRoom, ROOM, idOf, roadblock } from './alert-room.ts';

const OWN_ORIGIN = 'http://corridor.test';

type TestLimits = Partial<AlertLinkLimits> & { readonly failuresPerMinute?: number };

export class AlertServer {
  readonly room: AlertRoom;
  http!: Server;
  readonly sessions = new Map<string, Member>();
  readonly log: string[] = [];
  transport!: AlertTransport;
  url = '';
  /** held back when set: opening a room takes time */
  opening: Promise<void> = Promise.resolve();
  /** how often the room was opened for somebody */
  opened = 0;
  #wasAsked!: () => void;
  /** somebody's handshake has reached the door and the room is being opened */
  readonly asked = new Promise<void>((resolve) => (this.#wasAsked = resolve));
  readonly #clients: { close(): unknown }[] = [];
  #limits: TestLimits = {};

  constructor(room: AlertRoom) {
    this.room = room;
  }

  static async start(limits: TestLimits = {}): Promise<AlertServer> {
    const server = new AlertServer(await AlertRoom.open());
    for (const member of server.room.members) server.sessions.set(member.user, member);
    server.#limits = limits;
    await server.#listen();
    return server;
  }

  /** The process ends and starts again: nothing is left but the disk. */
  async restart(): Promise<void> {
    await this.#shut();
    await this.room.restart();
    await this.#listen();
  }

  async #listen(): Promise<void> {
    this.http = createServer((_request, response) => response.writeHead(404).end());
    this.#open();
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async #shut(): Promise<void> {
    await this.transport.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  #open(): void {
    const note = (_fields: object, message: string): void => void this.log.push(message);
    this.transport = alertTransport({
      httpServer: this.http,
      authorityOf: async (room) => {
        this.opened += 1;
        this.#wasAsked();
        await this.opening;
        if (room !== ROOM) throw new Refused('no-room');
        return this.room.authority;
      },
      memberOf: ({ headers }) => this.memberOf(headers.authorization),
      originRefusal: ({ headers }) =>
        headers.origin === OWN_ORIGIN || (headers.origin === undefined && headers.authorization)
          ? undefined
          : refusal('foreign-origin'),
      addressOf: () => '192.0.2.1',
      failed: new FailedTries(
        this.room.clock,
        this.#limits.failuresPerMinute ?? RATE_LIMITS.failuresPerMinute,
      ),
      clock: this.room.clock,
      log: { info: () => undefined, warn: note, error: note },
      limits: this.#limits,
    });
  }

  memberOf(authorization: string | undefined): Member | Refusal {
    const secret = authorization?.replace('Bearer ', '');
    if (secret === undefined) return refusal('no-session');
    return this.sessions.get(secret) ?? refusal('session-ended');
  }

  /** A client that comes back by hand only. */
  connect(session: string, auth: object = {}, headers: { [name: string]: string } = {}): Reader {
    const socket = io(this.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { authorization: `Bearer ${session}`, ...headers },
      auth: { room: ROOM, ...auth },
    });
    const reader = new Reader(socket);
    this.#clients.push(reader);
    return reader;
  }

  /** A socket that speaks Engine.IO by hand, admitted to the namespace unless told otherwise. */
  async raw(session: string, join = true): Promise<WebSocket> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      headers: { authorization: `Bearer ${session}` },
    });
    socket.on('error', () => undefined); // ends by close
    this.#clients.push({ close: () => socket.terminate() });
    await heard(socket, (text) => text.startsWith('0'));
    if (join) {
      socket.send('40{}');
      await heard(socket, (text) => text.startsWith('40'));
    }
    return socket;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#shut();
    this.room.authority.close();
  }
}

/** Resolves with the first text message that fits, rejects when the socket closes before. */
export function heard(socket: WebSocket, fits: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const listen = (data: unknown): void => {
      const text = String(data);
      if (!fits(text)) return;
      socket.off('message', listen);
      resolve(text);
    };
    socket.on('message', listen);
    socket.once('close', (code) => reject(new Error(`closed ${code}`)));
    socket.once('error', reject);
  });
}

/** What one client heard. INVARIANT of the channel: `items` has each seq once, rising, each naming the one before. */
export class Reader {
  readonly socket: Socket;
  readonly items: FeedItem[] = [];
  readonly beats: Beat[] = [];
  readonly faults: string[] = [];
  closed: Refusal | undefined;
  #last = 0;
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('feed', ({ entries, head }: Feed) => {
      for (const item of entries) {
        if (this.#last > 0 && item.prev !== this.#last)
          this.faults.push(`${item.seq} names ${item.prev}, not ${this.#last}`);
        if (item.seq <= this.#last) this.faults.push(`${item.seq} after ${this.#last}`);
        if (item.seq > head) this.faults.push(`${item.seq} beyond the head ${head}`);
        this.#last = item.seq;
        this.items.push(item);
      }
      this.#look();
    });
    socket.on('beat', (beat: Beat) => {
      this.beats.push(beat);
      this.#look();
    });
    socket.on('closed', (why: Refusal) => (this.closed = why));
    for (const event of ['connect', 'disconnect', 'connect_error']) socket.on(event, () => this.#look());
  }

  /** Connected, everything missed was told, and the first beat came. */
  async live(): Promise<this> {
    await this.until(() => this.beats.length > 0);
    return this;
  }

  async gone(): Promise<void> {
    await this.until(() => !this.socket.connected);
  }

  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!fits()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The code of `connect_error`. */
  refused(): Promise<string> {
    return new Promise((resolve) => {
      this.socket.once('connect_error', (error: Error & { data?: Refusal }) =>
        resolve(error.data?.code ?? error.message),
      );
    });
  }

  ask(event: string, ...payload: unknown[]): Promise<AlertAnswer> {
    return this.socket.emitWithAck(event, ...payload) as Promise<AlertAnswer>;
  }

  close(): void {
    this.socket.disconnect();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** Whoever is attacked, this must go on: a person raises an alert and another hears of it. */
export async function othersGoOn(server: AlertServer): Promise<void> {
  const [sender, reader] = await Promise.all([server.connect('omar').live(), server.connect('noor').live()]);
  expect(await sender.ask('alert:raise', { id: idOf(900), ...roadblock })).toMatchObject({ ok: true });
  await reader.until(() => reader.items.some(({ alert: { id } }) => id === idOf(900)));
}

/** HTTP status that answered an upgrade. */
export function upgradeStatus(
  server: AlertServer,

  headers: { [name: string]: string },
  query = 'EIO=4&transport=websocket',
): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?${query}`, { headers });
    socket.once('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => undefined);
  });
}
