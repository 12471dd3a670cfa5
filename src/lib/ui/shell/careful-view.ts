// Is what this person sees the careful view, and how late is it?
import type { Careful } from '#domain/careful.ts';
import { ROOM_RECORD } from '#domain/kinds/registry.ts';
import { carefulOf, sightOf } from '#domain/views.ts';
import type { Board } from '#live/contract.ts';

export function carefulIn(board: Pick<Board, 'me' | 'record'>): Careful | undefined {
  const settings = board.record('room', ROOM_RECORD);
  return board.me && settings && carefulOf(sightOf(board.me.view, settings));
}
