// Which route the strip shows: the one asked for, else that of the selected record, else the open one most convoys take.
import type { Board } from '#domain/board-model.ts';
import type { Selected } from './selection.svelte.ts';

export function chosenRoute(
  board: Board,
  selected: Selected | null,
  asked: string | undefined,
): string | null {
  if (asked !== undefined && board.route.has(asked)) return asked;
  const own = selected && routeOf(board, selected);
  if (own !== null && board.route.has(own)) return own;
  const taken = (id: string) => [...board.convoy.values()].filter(({ route }) => route === id).length;
  const ranked = [...board.route]
    .map(([id, { state }]) => ({ id, open: state === 'closed' ? 0 : 1, convoys: taken(id) }))
    .sort((a, b) => b.open - a.open || b.convoys - a.convoys || (a.id < b.id ? -1 : 1));
  return ranked[0]?.id ?? null;
}

function routeOf(board: Board, { kind, id }: Selected): string | null {
  switch (kind) {
    case 'route':
      return id;
    case 'convoy':
    case 'segment':
    case 'checkpoint':
    case 'alert':
      return board[kind].get(id)?.route ?? null;
    case 'cover': {
      const window = board.cover.get(id);
      return window?.route ?? board.convoy.get(window?.convoy ?? '')?.route ?? null;
    }
    default:
      return null;
  }
}
