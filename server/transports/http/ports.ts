// What HTTP needs from the rest of the house; the roof wires it, tests bring stand-ins.
import type { RequestHandler } from 'express';
import type { ImportOutcome, UndoOutcome } from '#domain/import-outcome.ts';
import type { Member } from '#domain/people.ts';
import type { CallerAddress } from '../../access/caller-address.ts';
import type { FailedTries } from '../../access/failed-tries.ts';
import type { Directory } from '../../access/directory.ts';
import type { RequestMembers } from '../../access/request-member.ts';
import type { AlertAuthority } from '../../alerts/authority.ts';
import type { IncomingFile } from '../../exchange/imports.ts';
import type { Clock, Log } from '../../journal/ports.ts';
import type { Store } from '../../journal/store.ts';
import type { Room } from '../../rooms/room.ts';

export type HttpRoom = Pick<
  Room,
  'id' | 'seq' | 'ledger' | 'look' | 'board' | 'ages' | 'history' | 'showsLine' | 'command' | 'startEpoch'
>;

export interface ImportsPort {
  preview(member: Member, file: IncomingFile): Promise<ImportOutcome>;
  commit(member: Member, file: IncomingFile): Promise<ImportOutcome>;
  undo(member: Member, id: string): Promise<UndoOutcome>;
}

/** Where the pages come from. */
export type Pages =
  | { readonly from: 'folder'; readonly folder: string }
  /** in development: what makes pages while somebody edits them */
  | { readonly from: 'handler'; readonly handler: RequestHandler }
  | { readonly from: 'nowhere' };

export interface HttpPorts {
  readonly directory: Directory;
  readonly members: RequestMembers;
  readonly rooms: { open(room: string): Promise<HttpRoom>; loaded(): readonly unknown[] };
  /** Rejects with `Refused('no-room')` when there is no such room. */
  authorityOf(room: string): Promise<AlertAuthority>;
  readonly store: Pick<Store, 'rooms' | 'read' | 'blob'>;
  readonly imports: ImportsPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly addressOf: CallerAddress;
  /** where people open Corridor, without a slash at the end */
  readonly publicUrl: string;
  readonly version: string;
  /** shared by every door */
  readonly failed: FailedTries;
  readonly pages: Pages;
}
