// What the pages see of the live link: reactive read models and the few things a person can do. The UI never touches Yjs or a socket.
import type { AckAlert, CellChange, Hello, Presence } from '#domain/protocol.ts';
import type { AlertContent, AlertState, Stance } from '#domain/alerts/life.ts';
import type { CellAddress, CellRef } from '#domain/cells.ts';
import type { Kind, Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Role } from '#domain/people.ts';
import type { Refusal, RefusalCode, RefusalParams } from '#domain/refusals.ts';
import type { ValueProblem } from '#domain/values.ts';

/** The board channel in words: exactly one of these. */
export type BoardStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'in-sync' }
  | { readonly state: 'sending'; readonly count: number }
  /** `since`: ms of the server's clock */
  | { readonly state: 'offline'; readonly unsaved: Unsaved; readonly since: number }
  /** the server takes no changes for now, and says why; they are sent again */
  | {
      readonly state: 'put-off';
      readonly unsaved: Unsaved;
      readonly since: number;
      readonly code: RefusalCode;
    }
  | { readonly state: 'read-only' }
  | { readonly state: 'ended'; readonly code: RefusalCode; readonly params: RefusalParams };

/** Changes of mine that are not on the server's disk yet. */
export interface Unsaved {
  readonly count: number;
  /** how many of them would survive this window, because they are on this device's disk */
  readonly kept: number;
  /** does this device keep any? `off`: by choice; `failed`: its storage is full or closed to the page */
  readonly keeping: 'on' | 'off' | 'failed';
}

/** The alert channel in words. */
export type AlertsStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'not-live'; readonly since: number }
  | { readonly state: 'ended'; readonly code: RefusalCode; readonly params: RefusalParams };

/** Why an edit was not made here (courtesy check; the server's answer counts). */
export type EditProblem = { readonly refusal: Refusal } | { readonly problem: ValueProblem };

/** Age of a value: who set it, when, from what. */
export interface Age {
  readonly at: number;
  readonly actor: string;
  readonly name: string;
  readonly party: string;
  readonly seq: number;
  readonly from: CellValue;
}

export interface RecentChange extends CellChange {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly name: string;
}

/**
 * Why a change of mine does not stand. `refused`: by the server, or by this page before sending it again. `overtaken`: set at
 * the same time by somebody (a name; when left out, whoever set what stands) whose value stands. `meanwhile`: somebody else changed the cell before mine was sent.
 */
export type WhyUnsent =
  | { readonly is: 'refused'; readonly problem: EditProblem }
  | { readonly is: 'overtaken'; readonly by: string | undefined }
  | { readonly is: 'meanwhile' };

/** A change of mine that does not stand: one cell, or a new record with all its cells. */
export interface UnsentChange {
  readonly id: string;
  readonly why: WhyUnsent;
  /** when I made it, ms on the server's clock */
  readonly at: number;
  /** `kind/id` when it was a new record */
  readonly creates?: string;
  readonly cells: readonly {
    readonly cell: CellAddress;
    /** what stands on the board now */
    readonly stands: CellValue;
    /** what I had typed */
    readonly mine: CellValue;
  }[];
}

/**
 * What happened by itself, to be said once. `sent`: edits of a window that closed went up. `expired`: some had waited too
 * long and were removed. `role`: my rights changed, and the board was opened anew with them.
 */
export type BoardNews =
  | { readonly is: 'sent'; readonly n: number }
  | { readonly is: 'expired'; readonly n: number }
  | { readonly is: 'role'; readonly role: Role };

/** Reactive in Svelte (reads inside an effect or template follow changes), per record where said so. */
export interface Board {
  readonly status: BoardStatus;
  readonly me: Hello | undefined;
  /** all records of a kind that are not archived, by id; follows any change of that kind */
  all<K extends Kind>(kind: K): ReadonlyMap<string, Of<K>>;
  /** one record; follows changes of that record only */
  record<K extends Kind>(kind: K, id: string): Of<K> | undefined;
  /** who set the cell last, when, from what; undefined while not known */
  age(cell: CellRef): Age | undefined;
  /** changes of the last five minutes, newest first */
  readonly recent: readonly RecentChange[];
  /** everybody on line, me included, stamped by the server */
  readonly people: readonly Presence[];
  /** may I set this cell / create such a record? for offering controls */
  maySet(cell: CellRef): boolean;
  mayCreate(kind: Kind): boolean;
  /** Sets a cell; the answer is why not, or null when set here (saved is another matter: see status). */
  set(cell: CellRef, value: CellValue): EditProblem | null;
  /** Creates a record in one transaction; answers its id. */
  create(kind: Kind, fields: { readonly [field: string]: CellValue }): { readonly id: string } | EditProblem;
  /** Says which field I am in (null: none); others see a ring. */
  enter(cell: CellRef | null): void;
  /** Sets my last own edit back if it is still mine; answers its cell, or null when there is nothing to undo. */
  undo(): CellAddress | null;
  readonly unsent: readonly UnsentChange[];
  readonly news: readonly BoardNews[];
  clearNews(): void;
  /** Sets an unsent change again; the answer is why not, or null when it was set here. */
  reapply(id: string): EditProblem | null;
  drop(id: string): void;
}

/** An alert I sent, until it is recorded. `not-sent` after 5 s without an answer: use radio. */
export type Outgoing = {
  readonly id: string;
  readonly content: AlertContent;
  readonly madeAt: number;
  /** false: this browser keeps nothing, so that it would not survive a reload */
  readonly kept: boolean;
} & (
  | { readonly state: 'sending' }
  | { readonly state: 'not-sent' }
  /** older than ten minutes, not sent by itself: send as observed then, or discard? */
  | { readonly state: 'held' }
  | { readonly state: 'recorded'; readonly seq: number }
  | { readonly state: 'refused'; readonly code: RefusalCode; readonly params: RefusalParams }
);

export interface Alerts {
  readonly status: AlertsStatus;
  /** all known alerts, worst and newest first */
  readonly list: readonly AlertState[];
  readonly outbox: readonly Outgoing[];
  /** alerts that came while I was away, shown once with their true age */
  readonly missed: readonly AlertState[];
  /** people on line as the last beat said */
  readonly online: number;
  /** `blocked`: the browser will make no sound until `unlockSound` runs inside a click */
  readonly sound: 'on' | 'blocked' | 'off';
  unlockSound(): Promise<void>;
  /** Puts an alert in the outbox, which survives a reload; answers its id. */
  raise(content: AlertContent): string;
  /** Sends what was held back because it had grown old, as observed then. */
  resend(id: string): void;
  discard(id: string): void;
  acknowledge(alert: Pick<AckAlert, 'id' | 'rev'>, stance: Stance): Promise<Refusal | null>;
  end(alert: Pick<AckAlert, 'id' | 'rev'>, reason: string): Promise<Refusal | null>;
  cancel(alert: Pick<AckAlert, 'id' | 'rev'>, reason: string): Promise<Refusal | null>;
  confirm(alert: Pick<AckAlert, 'id' | 'rev'>, of: 'end' | 'cancel'): Promise<Refusal | null>;
  clearMissed(): void;
}

/** One open room. `now` ticks every second on the server's clock; `skewMs` is what this computer's clock is off. */
export interface Room {
  readonly board: Board;
  readonly alerts: Alerts;
  readonly now: number;
  readonly skewMs: number;
  /** would something I typed be lost with this window: neither saved on the server nor kept on this device? */
  readonly atRisk: boolean;
  close(): void;
}
