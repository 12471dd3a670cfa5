// What the alert channel needs from the house and what travels on it; shared by its door, hub and sessions.
import type { IncomingHttpHeaders, IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { ALERT_LINK, RATE_LIMITS } from '#domain/limits.ts';
import type { Member } from '#domain/people.ts';
import type { AlertAnswer, Beat, Feed } from '#domain/protocol.ts';
import type { Refusal, RefusalCode, RefusalParams } from '#domain/refusals.ts';
import type { FailedTries } from '../access/failed-tries.ts';
import type { AlertAuthority } from '../alerts/authority.ts';
import type { Clock, Log } from '../journal/ports.ts';

/** What a connecting person shows: the upgrade request's headers, and what the handshake's `auth` says. */
export interface AlertAsk {
  readonly headers: IncomingHttpHeaders;
  readonly url: string;
  /** membership id, which of the cookies is meant */
  readonly as: string | undefined;
  /** the room it believes to open; the membership's room is what counts */
  readonly room: string | undefined;
}

type Numbers<T> = { readonly [K in keyof T]: number };
export type AlertLinkLimits = Numbers<typeof ALERT_LINK> &
  Pick<
    Numbers<typeof RATE_LIMITS>,
    'bytesPerSecond' | 'socketsPerPerson' | 'slowSocketBytes' | 'slowSocketMs'
  >;

export interface AlertTransportOptions {
  /** INVARIANT: its own `request` listeners (Express) are attached before this transport, other upgrades when you like. */
  readonly httpServer: HttpServer;
  /**
   * The room's live authority, loading the room if need be; asked with every command, so it is shared and cheap.
   * Rejects with `Refused` when there is no such room.
   */
  authorityOf(room: string): Promise<AlertAuthority>;
  /** Who this is, judged anew at every call: asked at the handshake, with every command and with every beat. */
  memberOf(ask: AlertAsk): Member | Refusal;
  /** Why this request may not open a socket: a foreign Origin, or none without a bearer. */
  originRefusal(request: IncomingMessage): Refusal | undefined;
  /** The address that failures are counted by, with trusted proxies taken into account. */
  addressOf(request: IncomingMessage): string;
  /** shared by every door */
  readonly failed: FailedTries;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<AlertLinkLimits>;
}

export interface AlertTransport {
  /** Says `closed` to every socket of a membership and ends it, within this tick. */
  endMember(membership: string, code: RefusalCode, params?: RefusalParams): void;
  /** people on line in a room on this channel */
  online(room: string): number;
  /** Ends every socket; the HTTP server stays the caller's. */
  close(): Promise<void>;
}

interface Down {
  feed(feed: Feed): void;
  beat(beat: Beat): void;
  closed(refusal: { readonly code: RefusalCode; readonly params: RefusalParams }): void;
}
/** Anything may come up; it is read by `onAny` and judged by name and shape. */
interface Up {
  [event: string]: (payload: unknown, answer: (answer: AlertAnswer) => void) => void;
}
type Between = Record<string, never>;
export interface Admitted {
  readonly ask: AlertAsk;
  readonly authority: AlertAuthority;
  readonly lastSeq: number;
  readonly lastHash: string;
}

export type AlertServer = Server<Up, Down, Between, Partial<Admitted>>;
export type AlertSocket = Socket<Up, Down, Between, Partial<Admitted>>;
