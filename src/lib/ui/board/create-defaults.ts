// What a new record starts with: own party, the open route and its length, the selected convoy, now.
import { isArchived } from '#domain/board-model.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { chosenRoute } from './route-choice.ts';
import type { Picture } from './picture.svelte.ts';
import type { Selected } from './selection.svelte.ts';

const HOUR = 3_600_000;

export function defaultsOf(
  kind: Kind,
  picture: Picture,
  selected: Selected | null,
): { readonly [field: string]: CellValue } {
  const { board, room } = picture;
  const party = room.board.me?.party ?? null;
  const now = Math.floor(picture.now / 60_000) * 60_000;
  switch (kind) {
    case 'convoy': {
      const route = chosenRoute(board, selected, undefined);
      const lengthKm = route === null ? null : (board.route.get(route)?.lengthKm ?? null);
      const needs = { needIntel: true, needResponse: false };
      return { party, route, fromKm: route === null ? null : 0, toKm: lengthKm, phase: 'planned', ...needs };
    }
    case 'drone':
      return { party, canIntel: true, canResponse: false, state: 'available' };
    case 'cover': {
      const convoy = selected?.kind === 'convoy' && board.convoy.has(selected.id) ? selected.id : null;
      const gap = picture.gaps.find((one) => one.convoy === convoy);
      const free = [...board.drone].find(([, one]) => !isArchived({ archivedAt: one.archivedAt ?? null }));
      return {
        drone: free?.[0] ?? null,
        task: gap?.task ?? 'intelligence',
        from: gap ? Math.max(gap.from, now) : now,
        to: gap ? gap.to : now + 2 * HOUR,
        convoy,
        state: 'requested',
      };
    }
    case 'note':
      return { at: now, ...(selected ? { about: `${selected.kind}/${selected.id}` } : {}) };
    default:
      return {};
  }
}
