// The alert channel over Socket.IO: commands that need an answer, one ordered feed per room, heartbeats. Correct even without it.
// The app provides: authorityOf (one AlertAuthority per loaded room), memberOf and originRefusal (server/access), addressOf,
// the HTTP server with Express attached before, every other upgrade handled beside it, and calls endMember on revocation.
import { Server } from 'socket.io';
import { ALERT_LINK, LINK_TIMES, RATE_LIMITS } from '#domain/limits.ts';
import { refusal } from '#domain/refusals.ts';
import { isRefusal } from '../access/request-member.ts';
import { Bucket } from '../rooms/bucket.ts';
import { Door, NotAdmitted } from './alerts-door.ts';
import type { Breach, Connection } from './alerts-guard.ts';
import { Hub } from './alerts-hub.ts';
import {
  type AlertLinkLimits,
  type AlertServer,
  type AlertSocket,
  type AlertTransport,
  type AlertTransportOptions,
} from './alerts-ports.ts';
import { AlertSession } from './alerts-session.ts';
import { ownUpgrades } from './alerts-upgrade.ts';

export function alertTransport(options: AlertTransportOptions): AlertTransport {
  return new SocketIoAlerts(options);
}

class SocketIoAlerts implements AlertTransport {
  readonly #options: AlertTransportOptions;
  readonly #limits: AlertLinkLimits;
  readonly #door: Door;
  readonly #io: AlertServer;
  readonly #hubs = new Map<string, Hub>();
  /** by Engine.IO connection */
  readonly #sessions = new Map<object, AlertSession>();
  readonly #commands = new Map<string, Bucket>();
  readonly #letGo: () => void;
  #stopBeat: () => void;

  constructor(options: AlertTransportOptions) {
    this.#options = options;
    this.#limits = { ...ALERT_LINK, ...RATE_LIMITS, ...options.limits };
    this.#door = new Door(options, this.#limits);
    const attached = options.httpServer.listeners('upgrade');
    this.#io = new Server(options.httpServer, {
      path: '/socket.io',
      serveClient: false,
      // Polling doubles every path into the server, and nobody needs it.
      transports: ['websocket'],
      allowUpgrades: false,
      perMessageDeflate: false,
      httpCompression: false,
      // Other upgrades (the board channel, the dev server) are not Socket.IO's to destroy.
      destroyUpgrade: false,
      maxHttpBufferSize: this.#limits.messageBytes,
      connectTimeout: LINK_TIMES.authenticateMs,
      pingInterval: this.#limits.pingEveryMs,
      pingTimeout: this.#limits.pingLateMs,
      // No `connectionStateRecovery`: it skips who-are-you and lives in memory; the cursor and the journal do it right.
    });
    this.#letGo = ownUpgrades(options.httpServer, this.#io, attached, (request) =>
      this.#door.refusedUpgrade(request),
    );
    this.#io.engine.on('connection', (connection: Connection) => {
      this.#door.entered(connection, (breach) => this.#breached(connection, breach));
    });
    this.#io.use((socket, next) => {
      this.#door.admit(socket).then(
        () => next(),
        (error: unknown) => {
          if (error instanceof NotAdmitted) next(error);
          else {
            options.log.error({ error }, 'alert socket could not be judged');
            next(new NotAdmitted(refusal('internal')));
          }
          // Whoever was not admitted has nothing to wait for; the answer is flushed first.
          setImmediate(() => socket.conn.close());
        },
      );
    });
    this.#io.on('connection', (socket) => this.#connected(socket));
    this.#stopBeat = options.clock.after(LINK_TIMES.beatMs, () => this.#beat());
  }

  endMember(...[membership, code, params]: Parameters<AlertTransport['endMember']>): void {
    for (const session of [...this.#sessions.values()]) {
      if (session.member.membership === membership) session.end(refusal(code, params), false);
    }
  }

  online(room: string): number {
    return this.#hubs.get(room)?.online ?? 0;
  }

  async close(): Promise<void> {
    this.#door.shut();
    this.#stopBeat();
    for (const session of [...this.#sessions.values()]) session.end(refusal('shutting-down'), true);
    for (const hub of this.#hubs.values()) hub.close();
    // What was said last is written before the sockets go.
    await new Promise((resolve) => setImmediate(resolve));
    // INVARIANT: not `io.close()`, which would close the HTTP server under everybody else.
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
    this.#letGo();
  }

  #connected(socket: AlertSocket): void {
    const { ask, authority, lastSeq = 0, lastHash = '' } = socket.data;
    const { memberOf, clock, log } = this.#options;
    // Asked again: since the handshake the room was opened, which takes time enough to be revoked in.
    const member = ask ? memberOf(ask) : refusal('no-session');
    const session =
      ask && authority && !isRefusal(member)
        ? new AlertSession({
            socket,
            hub: this.#hub(authority),
            member,
            ask,
            memberOf,
            commands: this.#commandsOf(member.user),
            limits: this.#limits,
            clock,
            log,
          })
        : undefined;
    if (!session || isRefusal(member) || !authority) {
      const { code, params } = isRefusal(member) ? member : refusal('no-session');
      socket.emit('closed', { code, params });
      socket.disconnect(true);
      return;
    }
    const others = [...this.#sessions.values()].filter((one) => one.member.user === member.user).length;
    if (others >= this.#limits.socketsPerPerson) {
      session.end(refusal('too-many-sockets'), false);
      return this.#left(member.room, session);
    }
    this.#keep(session, socket);
    if (authority.agrees(lastSeq, lastHash)) return session.replayFrom(lastSeq);
    log.error(
      { room: member.room, user: member.user, seq: lastSeq },
      'a client knows another record of alerts',
    );
    session.end(refusal('forked', { seq: lastSeq }), false);
  }

  #keep(session: AlertSession, socket: AlertSocket): void {
    const { room, user } = session.member;
    // A second CONNECT on one connection replaces nothing: the first session of a connection is the only one.
    if (this.#sessions.has(socket.conn)) {
      session.end(refusal('too-many-sockets'), false);
      return this.#left(room, session);
    }
    this.#sessions.set(socket.conn, session);
    this.#hubs.get(room)?.sessions.add(session);
    socket.on('disconnect', () => {
      session.over();
      // A connection that left the room must not stay open as nobody's.
      socket.conn.close();
      this.#sessions.delete(socket.conn);
      this.#left(room, session);
      if (![...this.#sessions.values()].some((one) => one.member.user === user)) this.#commands.delete(user);
    });
  }

  /** A hub that nobody is in listens to nothing: the room behind it may be let go. */
  #left(room: string, session: AlertSession): void {
    const hub = this.#hubs.get(room);
    hub?.sessions.delete(session);
    if (hub?.sessions.size !== 0) return;
    hub.close();
    this.#hubs.delete(room);
  }

  #hub(authority: Hub['authority']): Hub {
    const known = this.#hubs.get(authority.room);
    known?.follow(authority);
    const hub = known ?? new Hub(this.#io, authority, (room) => this.#options.authorityOf(room));
    this.#hubs.set(authority.room, hub);
    return hub;
  }

  #commandsOf(user: string): Bucket {
    const { commandsPerSecond, commandsBurst } = this.#limits;
    const known =
      this.#commands.get(user) ?? new Bucket(commandsPerSecond, commandsBurst, this.#options.clock);
    this.#commands.set(user, known);
    return known;
  }

  #breached(connection: Connection, breach: Breach): void {
    const session = this.#sessions.get(connection);
    this.#options.log.warn({ user: session?.member.user, breach }, 'alert socket closed');
    if (!session) connection.close(true);
    else session.end(refusal(breach === 'binary' ? 'malformed' : 'too-fast'), breach === 'too-fast');
  }

  #beat(): void {
    const { clock, log } = this.#options;
    this.#stopBeat = clock.after(LINK_TIMES.beatMs, () => this.#beat());
    for (const session of [...this.#sessions.values()]) session.check();
    for (const hub of this.#hubs.values()) {
      hub.tellBeat(clock.now());
      // A room that ended is loaded again for those who only listen: its timers and the room's own alerts live there.
      if (hub.sessions.size > 0)
        hub.current().catch((error: unknown) => log.error({ room: hub.room, error }, 'alerts are not open'));
    }
  }
}
