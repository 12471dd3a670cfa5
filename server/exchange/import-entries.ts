// What the journal keeps of an import: enough to say what came in, from which bytes, and to undo it.
import type { ImportFormat } from '#domain/import-outcome.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Ledger } from '../journal/ledger.ts';

/** Payload of `import.committed`. */
export interface CommittedImport {
  readonly import: string;
  readonly format: ImportFormat;
  /** name without folders, size and SHA-256 (hex) of the bytes that came in */
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
  /** what each record was created with: `{kind/id: {field: value}}` */
  readonly records: { readonly [record: string]: { readonly [field: string]: CellValue } };
}

/** Payload of `import.undone`. */
export interface UndoneImport {
  readonly import: string;
  readonly undone: readonly string[];
}

const PAGE = 200;

/** The import of an id and the records an undo archived already; undefined when this room has no such import. */
export async function findImport(
  ledger: Pick<Ledger, 'read'>,
  id: string,
): Promise<{ readonly committed: CommittedImport; readonly undone: ReadonlySet<string> } | undefined> {
  let committed: CommittedImport | undefined;
  const undone = new Set<string>();
  for (let after = 0; ;) {
    const page = await ledger.read({ after, limit: PAGE, kinds: ['import.'] });
    for (const entry of page) {
      if (!isOf(entry.payload, id)) continue;
      if (entry.kind === 'import.committed') committed = entry.payload as CommittedImport;
      else for (const record of (entry.payload as UndoneImport).undone) undone.add(record);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return committed && { committed, undone };
    after = last.seq;
  }
}

/** These entries are written by this folder alone, so an import of the right id has the right shape; a redacted one is null. */
function isOf(payload: unknown, id: string): payload is CommittedImport | UndoneImport {
  return typeof payload === 'object' && payload !== null && 'import' in payload && payload.import === id;
}
