// Invitations, memberships and devices as rows of one table: each is JSON, so that a new field needs no new column.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccessRows } from '../access/access-store.ts';

type Sort = keyof AccessRows;

export class SqliteAccess {
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #dropRoom: StatementSync;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT row FROM access WHERE sort = ? ORDER BY id');
    this.#put = db.prepare('INSERT OR REPLACE INTO access (sort, id, room, row) VALUES (?, ?, ?, ?)');
    this.#dropRoom = db.prepare('DELETE FROM access WHERE room = ?');
  }

  load(): AccessRows {
    const of = <S extends Sort>(sort: S): AccessRows[S] =>
      this.#all.all(sort).map(({ row }) => JSON.parse(String(row)) as unknown) as unknown as AccessRows[S];
    return { invitations: of('invitations'), memberships: of('memberships'), devices: of('devices') };
  }

  save({ invitations = [], memberships = [], devices = [] }: Partial<AccessRows>): void {
    const put = (sort: Sort, id: string, room: string | null, row: object): void => {
      this.#put.run(sort, id, room, JSON.stringify(row));
    };
    for (const row of invitations) put('invitations', row.id, row.room, row);
    for (const row of memberships) put('memberships', row.id, row.room, row);
    for (const row of devices) put('devices', row.deviceHash, null, row);
  }

  /** Whoever could enter a dropped room cannot enter the next one of that name. */
  dropRoom(room: string): void {
    this.#dropRoom.run(room);
  }
}
