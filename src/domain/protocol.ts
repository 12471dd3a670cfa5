// The wire on one page: frames on top of y-websocket, and the events of the alert channel. A test hashes these shapes.
import type { AlertContent, AlertState, Stance } from './alerts/life.ts';
import type { CellAddress } from './cells.ts';
import type { CellValue } from './kinds/shape.ts';
import type { Role, View } from './people.ts';
import type { RefusalAction, RefusalCode, RefusalParams } from './refusals.ts';

/** First var-uint of every frame on `/sync/<room>`. 0–3 are y-websocket's own, 100–103 go only to clients with `?v=1`. */
export const FRAME = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  saved: 101,
  refused: 102,
  changes: 103,
} as const;

/** First frame of a session; again after a slow reader caught up, because the `changes` it missed are not sent late. */
export interface Hello {
  readonly room: string;
  readonly epoch: number;
  /** hash of all kinds, see `schemaHash` */
  readonly schema: string;
  readonly role: Role;
  readonly user: string;
  readonly name: string;
  /** record id of the party */
  readonly party: string;
  readonly owner: boolean;
  readonly view: View;
  /** last published journal seq */
  readonly seq: number;
  /** ms since 1970 UTC */
  readonly serverTime: number;
}

/** To the author, after commit: everything below these clocks is on disk. */
export interface Saved {
  readonly seq: number;
  readonly clocks: { readonly [clientId: string]: number };
}

/** Instead of applying; afterwards the server ignores sync frames and closes. */
export interface RefusedFrame {
  readonly code: RefusalCode;
  readonly params: RefusalParams;
  readonly cell?: CellAddress;
  readonly action: RefusalAction;
}

/** Where a change came in. */
export type Via = 'sync' | 'command' | 'http' | 'import' | 'alert' | 'server' | 'scenario';

export interface CellChange {
  readonly cell: CellAddress;
  readonly from: CellValue;
  readonly to: CellValue;
  /** a value that was overtaken: set at the same time by `by` (a user id) and not kept */
  readonly lost?: { readonly value: CellValue; readonly by: string };
}

/** With each published update: who changed what from what. One frame per journal entry. */
export interface Changes {
  readonly seq: number;
  readonly at: number;
  /** user id, as in the journal */
  readonly actor: string;
  readonly name: string;
  readonly party: string;
  readonly role: Role | 'server';
  readonly via: Via;
  readonly cells: readonly CellChange[];
}

/** A presence state as the server stamps it; clients choose only `cell` (the field somebody is in). */
export interface Presence {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly party: string;
  readonly cell?: CellAddress;
}

/** Handshake of the alert channel (`auth`); programs send a bearer header instead of `as`. */
export interface AlertHandshake {
  readonly as?: string;
  readonly lastSeq?: number;
  readonly lastHash?: string;
}

export interface Recorded {
  readonly ok: true;
  readonly seq: number;
  readonly at: number;
  readonly hash: string;
}
export interface NotRecorded {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly params: RefusalParams;
  /** with `stale` and `alert-over`: the alert as it stands */
  readonly current?: AlertState;
}
export type AlertAnswer = Recorded | NotRecorded;

/** Up: `alert:raise`. Three fields raise an alert: event, place, severity. */
export type RaiseAlert = { readonly id: string } & AlertContent;
/** Up: `alert:ack`. */
export interface AckAlert {
  readonly id: string;
  readonly rev: number;
  readonly stance: Stance;
}
/** Up: `alert:end`, `alert:cancel`. */
export interface EndAlert {
  readonly id: string;
  readonly rev: number;
  readonly reason: string;
}
/** Up: `alert:confirm`, the second person. */
export interface ConfirmAlert {
  readonly id: string;
  readonly rev: number;
  readonly of: 'cancel' | 'end' | 'update';
}

/** Down: `feed`. Entries in order; `head` is the seq of the feed's last entry, so whoever has less knows it. */
export interface Feed {
  readonly entries: readonly FeedItem[];
  readonly head: number;
}

/** One entry of the feed per journalled alert event; `prev` is the seq of the feed entry before it, so a gap is seen. */
export interface FeedItem {
  readonly seq: number;
  readonly prev: number;
  readonly at: number;
  readonly hash: string;
  readonly event: AlertEventKind;
  readonly by: {
    readonly user: string;
    readonly name: string;
    readonly party: string;
    readonly role: Role | 'server';
  };
  /** the alert as it stands after this event, through the reader's view */
  readonly alert: AlertState;
  /** sent because the reader was away or came later: no sound of its own */
  readonly late?: true;
}
export type AlertEventKind =
  'raised' | 'acknowledged' | 'ending' | 'not_confirmed' | 'ended' | 'cancelled' | 'expired' | 'escalated';

/** Down: `beat`. */
export interface Beat {
  /** seq of the last feed entry of the room; 0 when there is none */
  readonly head: number;
  /** its hash, hex; empty when there is none */
  readonly hash: string;
  /** ms since 1970 UTC */
  readonly serverTime: number;
  /** people on line in the room, for "who will be alerted" */
  readonly online: number;
}
