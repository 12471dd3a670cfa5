// Imports: look first, then commit all or nothing as one journal entry beside the board's, and take it back again.
import { createHash } from 'node:crypto';
import type { CellWrite } from '#board/cells.ts';
import { live, toBoard } from '#domain/board-model.ts';
import { parseAddress } from '#domain/cells.ts';
import type { ImportOutcome, UndoOutcome } from '#domain/import-outcome.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { LonLat } from '#domain/line.ts';
import type { Member } from '#domain/people.ts';
import { mayNotSet, type Look } from '#domain/policy.ts';
import { newRecordId } from '#domain/record-id.ts';
import { Refused } from '#domain/refusals.ts';
import { actorOf, OPERATOR } from '../access/actor.ts';
import { operatorLook } from '../access/operator-writes.ts';
import { newPublicId } from '../access/public-id.ts';
import { Turns } from '../access/turns.ts';
import type { Clock, Ids } from '../journal/ports.ts';
import type { Store } from '../journal/store.ts';
import type { Room } from '../rooms/room.ts';
import { planConvoyFile, planRoute, refusedPlan, type Plan } from './plans.ts';
import { findImport, type CommittedImport, type UndoneImport } from './import-entries.ts';
import { keepLine, lineOfBytes } from './line-blob.ts';
import type { FileContent, ImportFile, ReadFile } from './read-file.ts';
import { shortName } from './route-name.ts';
import { planUndo } from './undoing.ts';

/** What imports need of a room; `Room` has it. */
export type ImportRoom = Pick<Room, 'board' | 'look' | 'write'> & {
  readonly ledger: Pick<Room['ledger'], 'read'>;
};

export interface ImportPorts {
  openRoom(room: string): Promise<ImportRoom>;
  readonly store: Pick<Store, 'putBlob' | 'blob'>;
  readonly read: ReadFile;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Reading a file takes time enough to be revoked in: asked again right before anything is written. */
  stillMay(member: Member): boolean;
}

/** `party`: name, id of the party for rows that name none; left out: the member's own. */
export type IncomingFile = ImportFile & { readonly party?: string };

/** Lines of other routes that are read to question a new one. */
const NEAR_ROUTES = 5;

export class Imports {
  readonly #ports: ImportPorts;
  /** INVARIANT: one commit or undo of a room at a time, or the same list sent twice at once would come in twice. */
  readonly #turns = new Turns();

  constructor(ports: ImportPorts) {
    this.#ports = ports;
  }

  /** Answers what `commit` would, and changes nothing. Throws `Refused` where the member may not import this at all. */
  async preview(member: Member, file: IncomingFile): Promise<ImportOutcome> {
    const room = await this.#ports.openRoom(member.room);
    const content = await this.#read(room, member, file);
    return { ...this.#plan(room, member, file, content).outcome, dryRun: true };
  }

  /** Creates the records of the file, all or none; resolves when they are on disk. */
  async commit(member: Member, file: IncomingFile): Promise<ImportOutcome> {
    const room = await this.#ports.openRoom(member.room);
    const content = await this.#read(room, member, file);
    return this.#turns.take(member.room, async () => {
      this.#refuseUnlessStill(member);
      const plan = this.#plan(room, member, file, content);
      const { problems, created, format } = plan.outcome;
      if (problems.length > 0 || created === 0 || format === null) return plan.outcome;
      if (plan.line) await keepLine(this.#ports.store, member.room, plan.line);
      const id = newPublicId(this.#ports.ids);
      const sha256 = createHash('sha256').update(file.bytes).digest('hex');
      const told = { name: shortName(file.name), bytes: file.bytes.length, sha256 };
      const payload: CommittedImport = { import: id, format, file: told, records: recordsOf(plan.cells) };
      await this.#write(room, member, 'import.committed', payload, plan.cells);
      return { ...plan.outcome, import: id };
    });
  }

  /** Archives what an import created, as far as nobody changed or uses it; says what stays. */
  async undo(member: Member, id: string): Promise<UndoOutcome> {
    const room = await this.#ports.openRoom(member.room);
    return this.#turns.take(member.room, async () => {
      const found = await findImport(room.ledger, id);
      this.#refuseUnlessStill(member);
      if (!found) throw new Refused('import-unknown');
      const { undone, stays } = planUndo(found.committed, found.undone, room.board('full').kinds, room.look);
      if (undone.length === 0 && stays.length === 0) throw new Refused('import-undone');
      const cells = undone.map((record): CellWrite => {
        const ref = parseAddress(`${record}/archivedAt`);
        if (!ref) throw new Refused('import-unknown');
        const refused = mayNotSet(member, ref, 'command', lookOf(room, member));
        if (refused) throw new Refused(refused);
        return { ref, value: this.#ports.clock.now() };
      });
      const payload: UndoneImport = { import: id, undone };
      if (cells.length > 0) await this.#write(room, member, 'import.undone', payload, cells);
      return { import: id, undone, stays };
    });
  }

  #refuseUnlessStill(member: Member): void {
    if (!this.#ports.stillMay(member)) throw new Refused('session-ended');
  }

  async #read(room: ImportRoom, member: Member, file: IncomingFile): Promise<FileContent> {
    if (member.role !== 'coordinator' && !member.owner) throw new Refused('role');
    return this.#ports.read(file, await this.#near(room, member.room));
  }

  #plan(room: ImportRoom, member: Member, file: IncomingFile, content: FileContent): Plan {
    const board = live(toBoard(room.board('full').kinds));
    const newId = (): string => newRecordId((count) => this.#ports.ids.bytes(count));
    const ground = { board, look: lookOf(room, member), member, now: this.#ports.clock.now(), newId };
    switch (content.is) {
      case 'bad':
        return refusedPlan(content.format, content.problems);
      case 'route':
        return planRoute(content, ground);
      case 'convoy':
        return planConvoyFile(content.table, ground, file.party);
      default:
        return content satisfies never;
    }
  }

  async #write(
    room: ImportRoom,
    member: Member,
    kind: 'import.committed' | 'import.undone',
    payload: CommittedImport | UndoneImport,
    cells: readonly CellWrite[],
  ): Promise<void> {
    const author = { ...(isOperator(member) ? OPERATOR : actorOf(member, 'import')), via: 'import' } as const;
    const beside = [{ ...author, at: this.#ports.clock.now(), kind, payload }];
    await room.write({ ...author, name: member.name, cells, beside });
  }

  /** First points of the room's routes. */
  async #near(room: ImportRoom, id: string): Promise<readonly LonLat[]> {
    const hashes = [...live(toBoard(room.board('full').kinds)).route.values()].map(
      ({ geometry }) => geometry,
    );
    const lines = await Promise.all(
      hashes.slice(0, NEAR_ROUTES).map(async (hash) => {
        const bytes = typeof hash === 'string' ? await this.#ports.store.blob(id, hash) : undefined;
        return bytes ? lineOfBytes(bytes).slice(0, 1) : [];
      }),
    );
    return lines.flat();
  }
}

/** Whoever may run commands on the machine itself stands for the coordination of all parties. */
function isOperator(member: Member): boolean {
  return member.user === OPERATOR.actor;
}

function lookOf(room: ImportRoom, member: Member): Look {
  return isOperator(member) ? operatorLook(room.look) : room.look;
}

/** `kind/id` → what it is created with. */
function recordsOf(cells: readonly CellWrite[]): CommittedImport['records'] {
  const records: { [record: string]: { [field: string]: CellValue } } = {};
  for (const { ref, value } of cells) (records[`${ref.kind}/${ref.id}`] ??= {})[ref.field] = value;
  return records;
}
