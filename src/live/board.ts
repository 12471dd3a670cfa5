// The board channel as the pages see it: records to read, cells to set, and an honest word about what is saved.
import { addressOf, type CellAddress, type CellRef } from '#domain/cells.ts';
import type { Kind, Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { mayWrite, type Member, type Role } from '#domain/people.ts';
import type { Changes, Hello, Presence } from '#domain/protocol.ts';
import { newRecordId } from '#domain/record-id.ts';
import { refusal, type Refusal } from '#domain/refusals.ts';
import { writeCells, type CellWrite } from '#board/cells.ts';
import type { Ask } from './ask.ts';
import type {
  Age,
  Board,
  BoardNews,
  BoardStatus,
  EditProblem,
  RecentChange,
  UnsentChange,
} from './contract.ts';
import { Courtesy } from './courtesy.ts';
import type { Keeping } from './keeping.ts';
import { News } from './news.ts';
import { OpenCells } from './open-cells.ts';
import { overtakenIn } from './overtaken.ts';
import { recordOf, writesOf } from './own-edit.ts';
import { OwnWork } from './own-work.ts';
import { Past } from './past.ts';
import { Records } from './records.ts';
import { Signals } from './signal.ts';
import { Sitting, type SittingOptions } from './sitting.ts';
import { Undo } from './undo.ts';
import { whyEnded } from './why-ended.ts';

export interface BoardOptions extends SittingOptions {
  /** what this device keeps of my edits; calls `changed` when what it says has changed */
  readonly keeping: (changed: () => void) => Keeping;
  /** my access was taken away, or I signed out: nothing of this membership stays on this device */
  readonly forget: () => void;
  /** my rights are others now: whatever showed things by the old ones begins anew */
  readonly renewed: () => void;
  readonly ask: Ask;
}

/** The origin of transactions made by the person at this page. */
const LOCAL = { via: 'person' } as const;

export class LiveBoard implements Board {
  readonly #options: BoardOptions;
  readonly #signals = new Signals();
  readonly #records = new Records();
  readonly #undo = new Undo();
  readonly #cells = new OpenCells(() => this.#sitting.doc);
  readonly #courtesy: Courtesy;
  readonly #work: OwnWork;
  readonly #past: Past;
  readonly #sitting: Sitting;
  #role: Role | undefined;
  readonly #news = new News();
  /** what closed windows left was looked for */
  #looked = false;

  constructor(options: BoardOptions) {
    this.#options = options;
    const now = (): number => options.clock.read();
    this.#courtesy = new Courtesy({ member: () => this.#member(), look: this.#cells.look, now });
    this.#work = new OwnWork({
      keeping: options.keeping(() => this.#signals.fire('status')),
      now,
      me: () => this.#sitting.me?.user ?? '',
      stands: this.#cells.stands,
      last: (cell) => this.#past.last(cell),
      write: (unit) => this.#write(writesOf(unit), unit.creates !== undefined),
      changed: () => this.#fire('unsent', 'status'),
      sent: (n) => this.#news.tell({ is: 'sent', n }),
    });
    this.#past = new Past({
      ...options,
      now,
      valueOf: this.#cells.valueOf,
      touched: (record) => this.#records.touch(record),
      recent: () => this.#fire('recent'),
    });
    this.#sitting = new Sitting(options, {
      hello: (hello) => this.#hello(hello),
      changes: (changes) => this.#changes(changes),
      saved: (clock) => {
        this.#work.saved(clock);
        if (this.#work.unsaved.count === 0) this.#sitting.clear();
        this.#fire('status');
      },
      synced: (first) => this.#synced(first),
      replaced: (why) => this.#replaced(why),
      ended: (why) => void this.#ended(why),
      status: () => this.#fire('status'),
      people: () => this.#fire('people'),
    });
  }

  get me(): Hello | undefined {
    this.#signals.track('me');
    return this.#sitting.me;
  }

  get status(): BoardStatus {
    this.#signals.track('status');
    return this.#sitting.status(this.#work.unsaved);
  }

  get atRisk(): boolean {
    return this.#sitting.ended === undefined && this.#work.atRisk;
  }

  get recent(): readonly RecentChange[] {
    this.#signals.track('recent');
    return this.#past.recent;
  }

  get people(): readonly Presence[] {
    this.#signals.track('people');
    return this.#sitting.people;
  }

  get unsent(): readonly UnsentChange[] {
    this.#signals.track('unsent');
    const changes = this.#work.shown;
    for (const { cell } of changes.flatMap(({ cells }) => cells)) this.#records.track(recordOf(cell));
    return changes;
  }

  get news(): readonly BoardNews[] {
    return this.#news.all;
  }

  clearNews(): void {
    this.#news.clear();
  }

  all<K extends Kind>(kind: K): ReadonlyMap<string, Of<K>> {
    return this.#records.all(kind);
  }

  record<K extends Kind>(kind: K, id: string): Of<K> | undefined {
    return this.#records.record(kind, id);
  }

  age(cell: CellRef): Age | undefined {
    this.#records.track(`${cell.kind}/${cell.id}`);
    return this.#past.age(addressOf(cell));
  }

  maySet(cell: CellRef): boolean {
    this.#signals.track('me');
    return this.#courtesy.maySet(cell);
  }

  mayCreate(kind: Kind): boolean {
    this.#signals.track('me');
    return this.#courtesy.mayCreate(kind);
  }

  set(cell: CellRef, value: CellValue): EditProblem | null {
    const before = this.#cells.stands(addressOf(cell));
    const problem = this.#write([{ ref: cell, value }], false);
    if (!problem) this.#undo.did(this.#sitting.doc, cell, before);
    return problem;
  }

  create(kind: Kind, fields: { readonly [field: string]: CellValue }): { readonly id: string } | EditProblem {
    const id = newRecordId((count) => crypto.getRandomValues(new Uint8Array(count)));
    const all = Object.entries(fields).map(([field, value]) => ({ ref: { kind, id, field }, value }));
    const writes = all.filter(({ value }) => value !== null);
    return this.#write(writes, true) ?? { id };
  }

  enter(cell: CellRef | null): void {
    this.#sitting.enter(cell);
  }

  undo(): CellAddress | null {
    const step = this.#undo.take(this.#sitting.doc);
    if (!step || this.#write([{ ref: step.ref, value: step.before }], false)) return null;
    return addressOf(step.ref);
  }

  reapply(id: string): EditProblem | null {
    return this.#work.reapply(id);
  }

  drop(id: string): void {
    this.#work.drop(id);
  }

  /** Asks for a sign of life: the other channel fell silent, or the browser says it is off line. */
  probe(): void {
    this.#sitting.probe();
  }

  /** Takes over what windows that are closed by now have left. */
  async lookForLeft(): Promise<void> {
    if (this.#role === undefined || this.#sitting.ended) return;
    this.#looked = true;
    // INVARIANT: for whoever may not write nothing is kept on the device; what they once typed they can still read.
    const expired = await this.#work.find(mayWrite(this.#role));
    if (expired > 0) this.#news.tell({ is: 'expired', n: expired });
    this.#giveBack();
  }

  close(): void {
    this.#records.release();
    this.#sitting.close();
    this.#work.close();
  }

  #member(): Member | undefined {
    const { me } = this.#sitting;
    return me && { ...me, membership: this.#options.as };
  }

  #write(writes: readonly CellWrite[], creates: boolean): EditProblem | null {
    const { ended, stands, doc } = this.#sitting;
    if (ended) return { refusal: ended };
    // INVARIANT: nothing is written into a document whose board has not arrived: it would stand against it by lot.
    if (!stands) return { refusal: refusal('missing') };
    const problem = this.#courtesy.problemOf(writes, creates);
    if (problem) return problem;
    const cells = writes.map(({ ref, value }) => {
      const cell = addressOf(ref);
      return { cell, from: this.#cells.stands(cell), to: value, seq: this.#past.seqOf(cell) };
    });
    writeCells(doc, writes, LOCAL);
    this.#work.did({ creates, cells }, this.#sitting.clock);
    return null;
  }

  #hello(hello: Hello): void {
    if (this.#role !== undefined && this.#role !== hello.role)
      this.#news.tell({ is: 'role', role: hello.role });
    this.#role = hello.role;
    this.#fire('me', 'status');
    void this.#past.load().then(() => this.#giveBack());
  }

  #changes(changes: Changes): void {
    for (const one of overtakenIn(changes, this.#sitting.me?.user)) this.#work.overtaken(one);
    this.#past.changed(changes);
    this.#work.tidy();
  }

  #synced(first: boolean): void {
    if (first) this.#records.follow(this.#sitting.doc, () => undefined);
    this.#fire('status', 'me');
    this.#past.remember();
    this.#giveBack();
  }

  /** What was on its way comes back on the fresh document, or is mine to decide about. */
  #replaced(why: Refusal): void {
    this.#undo.clear();
    this.#records.release();
    // Nobody is to blame for a fresh document of everybody's.
    this.#work.interrupt(why.code === 'other-epoch' ? undefined : { refusal: why });
    this.#past.wait();
    if (why.code === 'role-changed') {
      // INVARIANT: nothing of the old view stays: the new one may show less.
      this.#past.forget();
      this.#records.follow(this.#sitting.doc, () => undefined);
      this.#looked = false;
      this.#options.renewed();
    }
    this.#fire('me', 'status', 'people');
  }

  async #ended(why: Refusal): Promise<void> {
    this.#work.end({ refusal: why });
    this.#fire('me', 'status');
    const { ask, room, as } = this.#options;
    const reason = why.code === 'session-ended' ? await whyEnded(ask, room, as) : 'unknown';
    if (reason === 'unknown') return;
    if (reason !== 'expired') {
      await this.#work.forget();
      this.#options.forget();
    }
    this.#sitting.end(why.code, { why: reason });
    this.#fire('status');
  }

  /** Needs the board and who set what on it; both come anew with every connection. */
  #giveBack(): void {
    if (!this.#sitting.synced || !this.#past.settled) return;
    if (!this.#looked) return void this.lookForLeft();
    this.#work.giveBack();
  }

  #fire(...names: readonly string[]): void {
    for (const name of names) this.#signals.fire(name);
  }
}
