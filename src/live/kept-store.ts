// The rows of edits on this device's disk: one small IndexedDB store, nothing of the board itself.
import * as v from 'valibot';
import type { EditProblem } from './contract.ts';
import type { OwnEdit } from './own-edit.ts';

/** An edit as it lies on the device. */
export interface KeptRow {
  readonly edit: OwnEdit;
  /** a membership is one person's in one room */
  readonly membership: string;
  /** the window it was made in, see keeping.ts */
  readonly window: string;
  /** why it was refused: it does not go up by itself again */
  readonly problem?: EditProblem | undefined;
}

const NAME = 'corridor';
const ROWS = 'unsent';

const value = v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.any())]);
/** Written by this page, maybe by an older version of it; the server judges the values again. */
const shape = v.object({
  edit: v.object({
    id: v.string(),
    at: v.number(),
    creates: v.boolean(),
    cells: v.array(v.object({ cell: v.string(), from: value, to: value, seq: v.optional(v.number()) })),
  }),
  membership: v.string(),
  window: v.string(),
  problem: v.optional(v.any()),
});

export class KeptStore {
  #db: Promise<IDBDatabase> | undefined;

  /** Resolves once the device has it. Rejects when its storage is full or closed to the page. */
  async change(put: readonly KeptRow[], remove: readonly string[]): Promise<void> {
    const db = await this.#open();
    // Strict: a laptop that loses its power a second later has it.
    const transaction = db.transaction(ROWS, 'readwrite', { durability: 'strict' });
    const rows = transaction.objectStore(ROWS);
    for (const row of put) rows.put(row);
    for (const id of remove) rows.delete(id);
    await ended(transaction);
  }

  async all(): Promise<readonly KeptRow[]> {
    const db = await this.#open();
    const transaction = db.transaction(ROWS);
    const request = transaction.objectStore(ROWS).getAll();
    await ended(transaction);
    return (request.result as unknown[]).filter((row): row is KeptRow => v.is(shape, row));
  }

  /** Of every membership when none is named. */
  async wipe(membership?: string): Promise<void> {
    const rows = await this.all();
    const gone = rows.filter((row) => membership === undefined || row.membership === membership);
    await this.change(
      [],
      gone.map(({ edit }) => edit.id),
    );
  }

  async close(): Promise<void> {
    (await this.#db)?.close();
  }

  #open(): Promise<IDBDatabase> {
    this.#db ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: 'edit.id' });
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // The browser may clear it under our hands; the next change opens it anew.
        request.result.onclose = () => (this.#db = undefined);
        resolve(request.result);
      };
    });
    this.#db.catch(() => (this.#db = undefined));
    return this.#db;
  }
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
