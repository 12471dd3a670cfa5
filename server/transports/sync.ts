// The board channel's door: `/sync/<room>` over WebSocket, who may come in, and a close code for who may not.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { LINK_TIMES } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import { Refused, refusal, type Refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { FailedTries } from '../access/failed-tries.ts';
import type { Clock, Log } from '../journal/ports.ts';
import { StoreError } from '../journal/store.ts';
import type { RoomLimits } from '../rooms/options.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { SyncSocket } from './sync-socket.ts';

export interface SyncOptions {
  readonly rooms: Pick<Rooms, 'open'>;
  /** Who is asking, from cookie or bearer and Origin; see server/access/request-member.ts. */
  readonly memberOf: (request: IncomingMessage, room: string) => Member | Refusal;
  /** shared by every door */
  readonly failed: FailedTries;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: RoomLimits;
  /** where a request comes from; by default the socket's address (behind a proxy the roof knows better) */
  readonly addressOf?: (request: IncomingMessage) => string;
}

export interface SyncTransport {
  /** Takes upgrades of `/sync/<room>`; anything else is answered 404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts whoever is still there; close the rooms first, they say why. */
  close(): Promise<void>;
}

const PATH = /^\/sync\/([A-Za-z0-9_-]{1,64})$/;

export function syncTransport(options: SyncOptions): SyncTransport {
  const { rooms, memberOf, failed, log, clock, limits } = options;
  const addressOf = options.addressOf ?? ((request) => request.socket.remoteAddress ?? '');
  const sockets = new Set<SyncSocket>();
  const perPerson = new Map<string, number>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // a small frame that inflates to gigabytes; and one buffer serves everybody
    maxPayload: limits.gate.frameBytes,
    autoPong: false,
  });
  let emptied = (): void => undefined;
  let cancelLook = clock.after(LINK_TIMES.syncQuietMs, look);

  function look(): void {
    for (const socket of sockets) socket.look();
    cancelLook = clock.after(LINK_TIMES.syncQuietMs, look);
  }

  function admit(ws: WebSocket, raw: Duplex, person: string | undefined): SyncSocket {
    if (person !== undefined) perPerson.set(person, (perPerson.get(person) ?? 0) + 1);
    const socket = new SyncSocket({
      ...{ ws, socket: raw, clock, log, limits },
      closed: () => {
        sockets.delete(socket);
        if (sockets.size === 0) emptied();
        if (person === undefined) return;
        const left = (perPerson.get(person) ?? 1) - 1;
        if (left === 0) perPerson.delete(person);
        else perPerson.set(person, left);
      },
    });
    sockets.add(socket);
    return socket;
  }

  function handleUpgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    // INVARIANT: a listener before anything else; a socket that fails without one ends the process.
    raw.on('error', (error: Error) => log.info({ error: error.message }, 'A socket failed.'));
    const target = targetOf(request.url ?? '');
    if (!target) return answerPlainly(raw, '404 Not Found');
    const { room, query } = target;
    const member = memberOf(request, room);
    const refused = 'code' in member;
    if (refused && !failed.note(addressOf(request))) return answerPlainly(raw, '429 Too Many Requests');
    // An HTTP error would make stock clients try for ever: the upgrade is completed, then closed with a code.
    server.handleUpgrade(request, raw, head, (ws) => {
      const person = refused ? undefined : `${room} ${member.user}`;
      const crowded = person !== undefined && (perPerson.get(person) ?? 0) >= limits.rates.socketsPerPerson;
      const socket = admit(ws, raw, crowded ? undefined : person);
      if (refused) return socket.refuse(member);
      if (crowded) return socket.refuse(refusal('too-many-sockets'));
      const wanted = { member, wantsExtras: query.get('v') === '1', epoch: epochOf(query.get('e')) };
      rooms.open(room).then(
        (live) => socket.join(live, wanted),
        (error: unknown) => {
          if (error instanceof Refused) return socket.refuse(error.refusal);
          log.error({ room, error: String(error) }, 'A room could not be loaded.');
          const onDisk = error instanceof StoreError && error.fault !== 'unreadable';
          return socket.refuse(refusal(onDisk ? 'storage' : 'internal'));
        },
      );
    });
  }

  async function close(): Promise<void> {
    cancelLook();
    server.close();
    if (sockets.size === 0) return;
    const cancel = clock.after(ROOM_LIMITS.goodbyeMs, () => {
      for (const socket of sockets) socket.cut();
    });
    await new Promise<void>((resolve) => (emptied = resolve));
    cancel();
  }

  return { handleUpgrade, close };
}

function targetOf(url: string): { room: string; query: URLSearchParams } | undefined {
  const [path = '', search = ''] = url.split('?', 2);
  const room = PATH.exec(path)?.[1];
  return room === undefined ? undefined : { room, query: new URLSearchParams(search) };
}

/** An epoch that is no number is one we do not have. */
function epochOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}

function answerPlainly(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
