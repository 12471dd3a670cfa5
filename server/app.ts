// Wires the house: store, engine, doors and exercise from a config. Tests build the same app on port 0.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { callerAddress } from './access/caller-address.ts';
import { FailedTries } from './access/failed-tries.ts';
import { RequestMembers } from './access/request-member.ts';
import { closeAll, type CloseStep } from './closing.ts';
import type { Config } from './config.ts';
import { openEngine, type Engine } from './engine.ts';
import { openExercise, type Exercise } from './exercise/exercise.ts';
import type { Clock, Ids, Log } from './journal/ports.ts';
import { refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { openSqlite } from './stores/sqlite.ts';
import { alertTransport } from './transports/alerts.ts';
import { controlSocket } from './transports/control.ts';
import { fileReader } from './reading/file-reader.ts';
import { httpApp } from './transports/http/http.ts';
import { answerNotYet } from './transports/http/not-yet.ts';
import type { Pages } from './transports/http/ports.ts';
import { SERVER_OPTIONS, guardServer } from './transports/http/server-guard.ts';
import { syncTransport } from './transports/sync.ts';

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly version: string;
  /** made once the HTTP server exists, which development's page maker hooks into */
  readonly pages: (server: Server) => Pages | Promise<Pages>;
}

export interface App {
  readonly engine: Engine;
  /** where people open it */
  readonly url: string;
  readonly exercise: Exercise | undefined;
  /** Drains and saves everything, tells everybody, lets go of port and folder. */
  close(): Promise<void>;
}

/** Rejects with `StoreError` (folder) or the listener's error (`EADDRINUSE` and friends); nothing is left open then. */
export async function openApp({ config, clock, ids, log, version, pages }: AppOptions): Promise<App> {
  const { host, gate, rates } = config;
  const limits = { gate, rates };
  const store = await openSqlite({ dir: config.dataDir, log });
  const server = createServer(SERVER_OPTIONS);
  guardServer(server);
  const opened = answerNotYet(server);
  const stop = stopper(server, clock);
  const close: CloseStep[] = [() => store.close()];
  try {
    server.listen(config.port, host);
    await once(server, 'listening');
    close.unshift(stop);
    const afterRooms: CloseStep[] = [];
    close.unshift(() => closeAll(afterRooms));
    const { port } = server.address() as AddressInfo;
    const here = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const publicUrl = config.publicUrl ?? here;

    const reader = fileReader({ clock, log });
    const engine = await openEngine({ store, clock, ids, log, limits, publicUrl, readFile: reader.read });
    close.unshift(
      () => reader.close(),
      () => engine.close(),
    );
    const { directory, rooms } = engine;
    const members = new RequestMembers({ directory, publicUrl });
    const addressOf = callerAddress(config.trustProxy);
    const failed = new FailedTries(clock, rates.failuresPerMinute);
    const app = httpApp({
      ...{ directory, members, rooms, store, imports: engine.imports, clock, log, addressOf },
      ...{ failed, publicUrl, version },
      authorityOf: (room) => engine.authorityOf(room),
      pages: await pages(server),
    });
    // INVARIANT: from here to the last listener within one tick, so that nobody finds the port without an answer.
    opened();
    server.on('request', app);
    const sync = syncTransport({ rooms, memberOf: members.memberOf, failed, log, clock, limits, addressOf });
    afterRooms.push(() => sync.close()); // the rooms say why first
    const alerts = alertTransport({
      ...{ httpServer: server, failed, clock, log, addressOf, limits: rates },
      authorityOf: (room) => engine.authorityOf(room),
      memberOf: (ask) => members.memberAnywhere(ask),
      originRefusal: (request) => (members.mayAct(request) ? undefined : refusal('foreign-origin')),
    });
    close.unshift(() => alerts.close());
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!isOthers(request, config.dev)) sync.handleUpgrade(request, socket, head);
    });
    directory.onEnded((member, code) => {
      for (const room of rooms.loaded()) if (room.id === member.room) room.endMember(member.membership, code);
      alerts.endMember(member.membership, code);
    });

    const exercise = config.exercise
      ? await openExercise({ engine, url: here, publicUrl, clock, ids, log })
      : undefined;
    close.unshift(() => exercise?.stop());
    const control = await controlSocket({ dataDir: config.dataDir, commander: engine.commander, log });
    close.unshift(() => control.close());
    // Nobody waits for it, and closing ends it.
    engine
      .wake()
      .catch((error: unknown) => log.error({ error }, 'the rooms could not be opened after the start'));
    return { engine, url: publicUrl, exercise, close: () => closeAll(close) };
  } catch (error) {
    await closeAll(close).catch((another: unknown) =>
      log.error({ error: another }, 'a failed start left something open'),
    );
    throw error;
  }
}

/** Upgrades that are not the board channel's: Socket.IO takes its own, and so does the page maker in development. */
function isOthers({ url = '', headers }: IncomingMessage, dev: boolean): boolean {
  // INVARIANT: every upgrade is somebody's. One that nobody takes stays open for ever.
  return (
    url.startsWith('/socket.io/') || (dev && (headers['sec-websocket-protocol'] ?? '').startsWith('vite-'))
  );
}

/**
 * INVARIANT: closing waits for every connection, also for an upgrade that came while those who take upgrades were going
 * and that nobody took: whoever is still there a moment later is cut, or the server would never end.
 */
function stopper(server: Server, clock: Clock): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    const cancel = clock.after(ROOM_LIMITS.goodbyeMs, () => {
      for (const socket of sockets) socket.destroy();
    });
    await closed;
    cancel();
  };
}
