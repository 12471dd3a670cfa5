// Finds records by what people call them: id, callsign or name; exact first, then without regard to case.
import { isArchived, isKind, titleOf, type Board } from './board-model.ts';
import type { Lookup } from './entry.ts';

/** A lookup over the live records of a board. Several answers mean several records of that name: say so, never guess. */
export function titleLookup(board: Board): Lookup {
  return (kind, text) => {
    if (!isKind(kind)) return [];
    const wanted = text.trim();
    const record = board[kind].get(wanted);
    if (record && !isArchived({ archivedAt: record.archivedAt ?? null })) return [wanted];
    const titles = [...board[kind]]
      .filter(([, one]) => !isArchived({ archivedAt: one.archivedAt ?? null }))
      .map(([id]) => ({ id, title: titleOf(board, kind, id).trim() }));
    const exact = titles.filter(({ title }) => title === wanted);
    const found = exact.length > 0 ? exact : titles.filter(({ title }) => fold(title) === fold(wanted));
    return found.map(({ id }) => id);
  };
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
}
