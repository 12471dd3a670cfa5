// The board channel as the pages see it: records to read, cells to set, and an honest word about what is saved.
import { addressOf, parseAddress, type CellAddress, type CellRef } from '#domain/cells.ts';
import { fieldOf, kindOf, requiredFields, type Kind, type Of } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member } from '#domain/people.ts';
import { mayCreateSome, mayNotSet, type Look } from '#domain/policy.ts';
import type { Hello, Presence, RefusedFrame } from '#domain/protocol.ts';
import { newRecordId } from '#domain/record-id.ts';
import { REFUSALS, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';
import { readCell, writeCells, type CellWrite } from '#board/cells.ts';
import { Ages } from './ages.ts';
import type { ServerClock } from './clock.svelte.ts';
import type { Age, Board, BoardStatus, EditProblem, RecentChange, UnsentChange } from './contract.ts';
import { Mount } from './mount.ts';
import { Pending } from './pending.ts';
import { presenceOf } from './presence.ts';
import { Records } from './records.ts';
import { Undo } from './undo.ts';

export interface BoardOptions {
  readonly room: string;
  readonly as: string;
  /** http(s) origin of the server */
  readonly origin: string;
  readonly clock: ServerClock;
}

/** The origin of transactions made by the person at this page. */
const LOCAL = { via: 'person' } as const;

export class LiveBoard implements Board {
  readonly #options: BoardOptions;
  readonly #records = new Records();
  readonly #ages = new Ages();
  readonly #pending = new Pending();
  readonly #undo = new Undo();
  #mount: Mount;
  #me = $state.raw<Hello>();
  #link = $state.raw<'new' | 'up' | 'synced' | 'down'>('new');
  #downSince = $state(0);
  #kept = $state(0);
  #putOff = $state.raw<{ readonly code: RefusalCode; readonly since: number }>();
  #ended = $state.raw<BoardStatus & { state: 'ended' }>();
  #recent = $state.raw<readonly RecentChange[]>([]);
  #people = $state.raw<readonly Presence[]>([]);
  #mine = $state.raw<ReadonlyMap<CellAddress, CellValue>>(new Map());
  #refused: RefusedFrame | undefined;
  #whyUnsent = $state.raw<Refusal>();

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#mount = this.#open();
  }

  get me(): Hello | undefined {
    return this.#me;
  }

  get status(): BoardStatus {
    if (this.#ended) return this.#ended;
    if (this.#link === 'new') return { state: 'connecting' };
    if (this.#putOff && this.#kept > 0) return { state: 'put-off', kept: this.#kept, ...this.#putOff };
    if (this.#link === 'down') return { state: 'offline', kept: this.#kept, since: this.#downSince };
    if (this.#link === 'synced' && this.#me?.role === 'observer') return { state: 'read-only' };
    if (this.#kept > 0) return { state: 'sending', count: this.#kept };
    return this.#link === 'synced' ? { state: 'in-sync' } : { state: 'connecting' };
  }

  get recent(): readonly RecentChange[] {
    return this.#recent;
  }

  get people(): readonly Presence[] {
    return this.#people;
  }

  get unsent(): readonly UnsentChange[] {
    return [...this.#mine].flatMap(([cell, mine]) => {
      const ref = parseAddress(cell);
      return ref ? [{ cell, mine, stands: this.#stands(ref) }] : [];
    });
  }

  get whyUnsent(): Refusal | undefined {
    return this.#whyUnsent;
  }

  all<K extends Kind>(kind: K): ReadonlyMap<string, Of<K>> {
    return this.#records.all(kind);
  }

  record<K extends Kind>(kind: K, id: string): Of<K> | undefined {
    return this.#records.record(kind, id);
  }

  age(cell: CellRef): Age | undefined {
    this.#records.track(`${cell.kind}/${cell.id}`);
    return this.#ages.get(addressOf(cell));
  }

  maySet(cell: CellRef): boolean {
    const member = this.#member();
    const fixed = fieldOf(cell.kind, cell.field)?.naming === true || kindOf(cell.kind)?.createOnly === true;
    return member !== undefined && !fixed && mayNotSet(member, cell, 'edit', this.#look) === null;
  }

  mayCreate(kind: Kind): boolean {
    const member = this.#member();
    return member !== undefined && mayCreateSome(member, kind, 'edit');
  }

  set(cell: CellRef, value: CellValue): EditProblem | null {
    return this.#problem(cell, value, this.#look) ?? this.#write([{ ref: cell, value }], true);
  }

  create(kind: Kind, fields: { readonly [field: string]: CellValue }): { readonly id: string } | EditProblem {
    const id = newRecordId((count) => crypto.getRandomValues(new Uint8Array(count)));
    const missing = requiredFields(kind).filter((field) => (fields[field] ?? null) === null);
    if (missing.length > 0) return { refusal: refusal('incomplete-record', { missing: missing.join(', ') }) };
    const look: Look = (k, i, field) => (k === kind && i === id ? fields[field] : this.#look(k, i, field));
    const writes: CellWrite[] = [];
    for (const [field, value] of Object.entries(fields)) {
      const ref = { kind, id, field };
      const problem = this.#problem(ref, value, look);
      if (problem) return problem;
      if (value !== null) writes.push({ ref, value });
    }
    return this.#write(writes, false) ?? { id };
  }

  enter(cell: CellRef | null): void {
    this.#mount.awareness.setLocalState(cell ? { cell: addressOf(cell) } : {});
  }

  undo(): CellAddress | null {
    const step = this.#undo.take(this.#mount.doc);
    if (!step || this.#problem(step.ref, step.before, this.#look)) return null;
    this.#write([{ ref: step.ref, value: step.before }], false);
    return addressOf(step.ref);
  }

  reapply(cell: CellAddress): EditProblem | null {
    const ref = parseAddress(cell);
    const mine = this.#mine.get(cell);
    if (!ref || mine === undefined) return null;
    const problem = this.set(ref, mine);
    if (!problem) this.drop(cell);
    return problem;
  }

  drop(cell: CellAddress): void {
    this.#mine = new Map([...this.#mine].filter(([other]) => other !== cell));
    if (this.#mine.size === 0) this.#whyUnsent = undefined;
  }

  /** Asks for a sign of life: the other channel fell silent, or the browser says it is off line. */
  probe(): void {
    if (!this.#ended) this.#mount.probe();
  }

  close(): void {
    this.#mount.close();
    this.#records.close();
  }

  readonly #look: Look = (kind, id, field) => readCell(this.#mount.doc, kind as Kind, id, field);

  #member(): Member | undefined {
    const me = this.#me;
    return me && { ...me, membership: this.#options.as };
  }

  #stands(ref: CellRef): CellValue {
    this.#records.track(`${ref.kind}/${ref.id}`);
    return this.#look(ref.kind, ref.id, ref.field) ?? null;
  }

  #problem(cell: CellRef, value: CellValue, look: Look): EditProblem | null {
    const member = this.#member();
    const field = fieldOf(cell.kind, cell.field);
    if (this.#ended) return { refusal: refusal(this.#ended.code, this.#ended.params) };
    if (!member || !field) return { refusal: refusal(field ? 'no-session' : 'unknown-field') };
    const why = mayNotSet(member, cell, 'edit', look);
    if (why) return { refusal: refusal(why, {}, addressOf(cell)) };
    const problem = valueProblem(field, value, this.#options.clock.read());
    return problem && { problem };
  }

  #write(writes: readonly CellWrite[], undoable: boolean): null {
    const { doc } = this.#mount;
    const before = writes.map(({ ref }) => this.#look(ref.kind, ref.id, ref.field) ?? null);
    writeCells(doc, writes, LOCAL);
    const cells = writes.map(({ ref, value }) => ({ cell: addressOf(ref), value }));
    this.#pending.add({ clock: this.#mount.clock, at: this.#options.clock.read(), cells });
    if (undoable) writes.forEach(({ ref }, i) => this.#undo.did(doc, ref, before[i] ?? null));
    this.#kept = this.#pending.count;
    return null;
  }

  #open(): Mount {
    const { room, as, origin, clock } = this.#options;
    const mount = new Mount(
      { origin: origin.replace(/^http/, 'ws'), room, as, epoch: this.#me?.epoch },
      {
        hello: (hello) => {
          clock.heard(hello.serverTime);
          this.#me = hello;
          this.#loadAges().catch(() => undefined); // no network: the next hello asks again
        },
        saved: ({ clocks }) => {
          this.#pending.saved(clocks[String(mount.doc.clientID)] ?? 0);
          this.#kept = this.#pending.count;
          if (this.#kept === 0) this.#putOff = undefined;
        },
        refused: (refused) => {
          this.#refused = refused;
          if (refused.action === 'wait') this.#putOff ??= { code: refused.code, since: clock.read() };
        },
        changes: (changes) => {
          this.#ages.changed(changes, clock.read());
          this.#recent = this.#ages.recent;
          for (const { cell } of changes.cells) this.#records.touch(cell.slice(0, cell.lastIndexOf('/')));
        },
        connection: (up) => {
          this.#link = up ? 'up' : 'down';
          if (up) return void (this.#refused = undefined);
          this.#downSince = clock.read();
          if (!this.#refused) this.#putOff = undefined; // the network went, not the server's consent
        },
        synced: () => {
          this.#link = 'synced';
          this.#forgetSame();
          this.#remember();
        },
        closed: (code, reason) => this.#closed(code, reason),
        presence: () => (this.#people = presenceOf(mount.awareness, this.#me)),
      },
    );
    this.#records.follow(mount.doc, () => undefined);
    mount.awareness.setLocalState({});
    return mount;
  }

  /** The server closed for good: either this document is finished, or this person's access is. */
  #closed(code: number, reason: string): void {
    const refused = this.#refused;
    this.#refused = undefined;
    // The close frame names what ended this socket; a frame 102 said more about it, if it was about the same.
    const named = reason in REFUSALS ? (reason as RefusalCode) : undefined;
    const why = named ?? refused?.code ?? 'session-ended';
    const said = refused?.code === why ? refused : undefined;
    const action = said?.action ?? REFUSALS[why].action;
    this.#mine = new Map([...this.#mine, ...this.#pending.takeAll()]);
    this.#kept = 0;
    if (action !== 'reset') {
      this.#ended = { state: 'ended', code: why, params: said?.params ?? {} };
      return;
    }
    this.#whyUnsent = refusal(why, said?.params ?? {}, said?.cell);
    const old = this.#mount;
    this.#undo.clear();
    if (code === REFUSALS['other-epoch'].close) this.#me = undefined; // the new epoch's number comes with hello
    this.#mount = this.#open();
    old.close();
  }

  /** What stands as I had typed it is no unsent change any more. */
  #forgetSame(): void {
    const still = [...this.#mine].filter(([cell, mine]) => {
      const ref = parseAddress(cell);
      return ref !== undefined && JSON.stringify(this.#stands(ref)) !== JSON.stringify(mine);
    });
    if (still.length !== this.#mine.size) this.#mine = new Map(still);
  }

  async #loadAges(): Promise<void> {
    const { origin, room, as } = this.#options;
    const answer = await fetch(`${origin}/api/rooms/${room}/ages?as=${as}`);
    if (!answer.ok) return; // ages then come with the changes; the board itself does not depend on them
    for (const cell of this.#ages.load(await answer.json())) {
      this.#records.touch(cell.slice(0, cell.lastIndexOf('/')));
    }
    this.#remember();
  }

  /** What changed just before this page was open is news too. */
  #remember(): void {
    this.#ages.remember(this.#options.clock.read(), (cell) => {
      const ref = parseAddress(cell);
      return ref && this.#look(ref.kind, ref.id, ref.field);
    });
    this.#recent = this.#ages.recent;
  }
}
