// What is handed to the journal: a draft, and for a change of the board what to publish after the commit.
import type { Role } from '#domain/people.ts';
import type { Via } from '#domain/protocol.ts';
import type { Draft } from '../journal/ledger.ts';
import { payloadOf, type BoardChange } from './board-entry.ts';
import { SERVER } from './live-board.ts';

export interface Item {
  readonly draft: Draft;
  /** `name`: of whoever made the change */
  readonly board?: { readonly change: BoardChange; readonly name: string };
}

/** Who makes a change, as the journal and the change frames name them. */
export interface Author {
  /** user id, or `server` */
  readonly actor: string;
  readonly name: string;
  readonly party: string;
  readonly role: Role | 'server' | 'operator';
  readonly via: Via;
}

export const SERVER_ITSELF: Author = { actor: SERVER, name: '', party: '', role: 'server', via: 'server' };

/** @param at ms */
export function boardItem({ name, ...author }: Author, at: number, change: BoardChange): Item {
  return {
    draft: { at, ...author, kind: 'board.update', payload: payloadOf(change) },
    board: { change, name },
  };
}

export function serverItem(kind: Draft['kind'], at: number): Item {
  const { name: _nameless, ...author } = SERVER_ITSELF;
  return { draft: { at, ...author, kind, payload: {} } };
}
