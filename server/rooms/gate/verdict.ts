// What the gate is asked and what it answers; judging changes nothing, the room applies what was accepted.
import type { Doc } from 'yjs';
import type { CellRef } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import type { Refusal } from '#domain/refusals.ts';

/** Limits of the gate, see GATE_LIMITS in `#domain/limits.ts`; servers may override them by options. */
export interface GateLimits {
  readonly structs: number;
  readonly deleteRanges: number;
  readonly newClients: number;
  readonly clock: number;
  readonly clientId: number;
  readonly stringBytes: number;
  readonly keyBytes: number;
  readonly replaySteps: number;
}

/** What the gate sees of a room. */
export interface JudgedRoom {
  /** the live document: everything accepted so far is applied to it */
  readonly doc: Doc;
  /** ms, the server's clock */
  readonly now: number;
  /** user id a client id is bound or leased to; undefined: nobody's yet */
  ownerOf(clientId: number): string | undefined;
  /** false: this person's conflicts have cost the others enough for now, and what brings another one has to wait */
  readonly mayConflict: boolean;
  /** client ids that belong to an ended epoch */
  isOfEndedEpoch(clientId: number): boolean;
  readonly limits: GateLimits;
}

/** One cell of an accepted update. */
export interface JudgedCell {
  readonly ref: CellRef;
  /** value before the update, null when there was none */
  readonly from: CellValue;
  /** value after the update */
  readonly to: CellValue;
  /** every value the update sets in this cell, in its own order, the ones that lose a conflict included */
  readonly values: readonly CellValue[];
  /** the update's own value lost against what stands, or what stood lost against it without the author knowing it */
  readonly lost?: { readonly value: CellValue; readonly clientId: number };
}

/** New structs of one client id: [from, to) clocks. */
export interface ClientRange {
  readonly clientId: number;
  readonly from: number;
  readonly to: number;
}

export type Verdict =
  | {
      readonly verdict: 'accepted';
      /** our own encoding of the unknown structs and effective deletes: the only bytes that may be applied */
      readonly update: Uint8Array;
      /** may be empty: runs that lost already where they were written bring clocks but no value */
      readonly cells: readonly JudgedCell[];
      readonly clients: readonly ClientRange[];
      /** runs walked over for its conflicts, 0 without any; Yjs walks as far when it is applied */
      readonly steps: number;
    }
  | { readonly verdict: 'nothing' }
  | { readonly verdict: 'resync'; readonly refusal: Refusal }
  | {
      readonly verdict: 'refused';
      readonly refusal: Refusal;
      /** a fault of the gate's own and where it stands, for the log; never the client's text */
      readonly unforeseen?: string;
    };

/** `judge(room, member, bytes)`: implemented in judge.ts. Bytes are a Yjs update, V1. Never throws. */
export type Judge = (room: JudgedRoom, member: Member, bytes: Uint8Array) => Verdict;
