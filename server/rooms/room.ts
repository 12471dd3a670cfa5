// One live room: lets members in, publishes what the journal has, writes for the server, ends as a whole.
import { boardJson, type BoardJson } from '#board/cells.ts';
import type { CellAddress } from '#domain/cells.ts';
import type { Member, View } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import type { Changes, Presence, Via } from '#domain/protocol.ts';
import { Refused, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Sight } from '#domain/views.ts';
import type { Committed, Draft, Ledger } from '../journal/ledger.ts';
import type { Age } from './ages.ts';
import { Allowance } from './allowance.ts';
import { Attendance } from './attendance.ts';
import { epochPayload, payloadBytes, type EpochPayload, type EpochStarted } from './beginning.ts';
import { planCommand, type Commanded, type CommandWrite } from './commands.ts';
import type { HistoryQuery } from './history.ts';
import { SERVER_ITSELF, serverItem, type Author } from './items.ts';
import { Listeners } from './listeners.ts';
import { Generation } from './generation.ts';
import { nextLoaded, type Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { writeForServer, type RoomWrite } from './server-write.ts';
import type { RoomConnection, Session } from './session.ts';

/** How a room ended; `evicted`: nobody needed it, and nothing went wrong */
export type Ending = 'closed' | 'failed' | 'evicted';

type State =
  | { readonly is: 'open' }
  /** the disk is full: people see the board, and nothing is taken */
  | { readonly is: 'reading' }
  /** a fresh document is on its way to disk; nothing is taken meanwhile, what the server writes waits */
  | { readonly is: 'turning'; readonly done: Promise<EpochStarted> }
  | { readonly is: 'closing' }
  | { readonly is: 'ended'; readonly why: Refusal };

export class Room {
  readonly id: string;
  readonly ledger: Ledger;
  /** reads cells of the live document, accepted and not yet published ones included */
  readonly look: Look = (kind, id, field) => this.#now.loaded.live.look(kind, id, field);
  readonly #ports: RoomPorts;
  readonly #attendance: Attendance;
  readonly #allowance: Allowance;
  readonly #onEnded: Listeners<Ending>;
  #now: Generation;
  #state: State;

  constructor(loaded: Loaded, ports: RoomPorts) {
    this.id = loaded.room;
    this.ledger = loaded.ledger;
    this.#state = loaded.readOnly ? { is: 'reading' } : { is: 'open' };
    this.#ports = ports;
    this.#onEnded = new Listeners(ports.log);
    const { id } = this;
    const host = { id, isOpen: () => this.isOpen, now: () => this.#now };
    this.#allowance = new Allowance(ports.clock, ports.limits.rates);
    this.#attendance = new Attendance(host, ports, loaded);
    this.#now = this.#generation(loaded);
  }

  /** Are people let in and heard? On a full disk they are, and what they write is refused. */
  get isOpen(): boolean {
    return this.#state.is === 'open' || this.#state.is === 'reading';
  }

  get isReadOnly(): boolean {
    return this.#state.is === 'reading';
  }

  /** There is space again: everybody comes back to a room that can be written. */
  endReading(): void {
    if (this.#state.is === 'reading') this.#end(refusal('storage'), 'closed');
  }

  /** of the documents that are read and written now */
  get epoch(): number {
    return this.#now.epoch;
  }

  /** seq of the last entry published */
  get seq(): number {
    return this.#now.publisher.seq;
  }

  /** Itself, once no fresh document is on its way. */
  async settled(): Promise<this> {
    if (this.#state.is === 'turning') await this.#state.done.catch(() => undefined); // whoever turned it hears of it
    return this;
  }

  /** Itself, once it is settled and every view has all it may show. */
  async ready(): Promise<this> {
    await this.settled();
    await this.#now.observersReady;
    return this;
  }

  join(connection: RoomConnection): Session {
    return this.#attendance.join(connection, this.#mayNotJoin());
  }

  /** The published board through a view. */
  board(view: View): { room: string; epoch: number; seq: number; at: number; kinds: BoardJson } {
    const kinds = boardJson(this.#now.document(view).doc);
    return { room: this.id, epoch: this.epoch, seq: this.seq, at: this.#ports.clock.now(), kinds };
  }

  ages(view: View): { [cell: CellAddress]: Age } {
    return this.#now.ages(view);
  }

  history(view: View, query: HistoryQuery): Promise<Changes[]> {
    return this.#now.history(view, query);
  }

  /** What a view lets out, as the room is set: for outlets that are not the board's. */
  sight(view: View): Sight {
    return this.#now.sight(view);
  }

  /** See `Generation.showsLine`. */
  showsLine(view: View, hash: string): boolean {
    return this.#now.showsLine(view, hash);
  }

  /** Everybody on line, each person once, by name; no view hides who is here. */
  people(): Presence[] {
    return this.#attendance.people();
  }

  /**
   * The server's own write, under its own client id: for imports, commands and alerts, which have judged who may.
   * Resolves after commit and publishing, `beside` first; rejects with `Refused` and has then changed nothing.
   */
  async write(what: RoomWrite): Promise<readonly Committed[]> {
    if (this.#state.is === 'turning') await this.settled();
    this.#refuseUnlessOpen();
    const items = writeForServer(this.#now.loaded.live, what, this.#ports.clock.now());
    if (items.length === 0) return [];
    try {
      return await this.#now.publisher.commit(items);
    } catch (error) {
      this.#logError(error, 'A write of the server was not saved.');
      throw new Refused('storage');
    }
  }

  /**
   * Writes cells for a member after checking policy, schema, required cells and references. Rejects with `Refused`.
   * @param dryRun only check
   */
  async command(
    member: Member,
    via: Via,
    writes: readonly CommandWrite[],
    dryRun = false,
  ): Promise<Commanded> {
    if (this.#state.is === 'turning') await this.settled();
    this.#refuseUnlessOpen();
    const { ids, clock } = this.#ports;
    const { records, cells } = planCommand(member, writes, { look: this.look, ids, now: clock.now() });
    const { user: actor, name, party, role } = member;
    const committed = dryRun ? [] : await this.write({ actor, name, party, role, via, cells });
    return { records, seq: committed.at(-1)?.seq ?? this.seq };
  }

  /**
   * Starts a fresh document from the board as it stands. What was accepted before is saved and told first; then every
   * session ends with `other-epoch` and starts anew. Rejects with `Refused` and has then changed nothing.
   */
  async startEpoch({ name: _nameless, ...author }: Author): Promise<EpochStarted> {
    if (this.#state.is === 'turning') return this.#state.done;
    this.#refuseUnlessOpen();
    // INVARIANT: squashed and handed to the journal within one tick, and nothing is accepted after it.
    const epoch = this.epoch + 1;
    const payload = epochPayload(this.#now.loaded.live.doc, this.id, epoch);
    const draft: Draft = { at: this.#ports.clock.now(), ...author, kind: 'epoch.started', payload };
    this.ledger.startEpoch(epoch);
    const done = this.#now.publisher.commit([{ draft }]).then(
      () => this.#turn(epoch, payload),
      (error: unknown) => {
        this.#logError(error, 'A fresh document was not saved.');
        throw new Refused('storage');
      },
    );
    this.#state = { is: 'turning', done };
    return done;
  }

  /** Closes the board sockets of a membership within this tick. */
  endMember(membership: string, code: RefusalCode): void {
    this.#attendance.endMember(membership, code);
  }

  /** Tells once when this room takes part no more: `rooms.open` builds another one. */
  onEnded(listener: (ending: Ending) => void): () => void {
    return this.#onEnded.add(listener);
  }

  /** Drains: nothing more is taken, what was accepted is saved and published, then everybody is told. */
  async close(): Promise<void> {
    await this.settled();
    if (this.#state.is === 'reading') this.#end(refusal('shutting-down'), 'closed');
    if (this.#state.is !== 'open') return;
    this.#state = { is: 'closing' };
    try {
      await this.#now.publisher.commit([serverItem('server.stopped', this.#ports.clock.now())]);
      await this.#now.checkpoints.keep(this.seq);
    } catch (error) {
      this.#logError(error, 'The room could not record that it stopped.');
    }
    this.#end(refusal('shutting-down'), 'closed');
  }

  /** Nobody is in, and everything accepted is on disk and published. */
  get isIdle(): boolean {
    return this.#state.is === 'open' && this.#attendance.audience.size === 0 && this.#now.publisher.isIdle;
  }

  /**
   * Ends an idle room once a checkpoint holds it whole; the journal gets no entry, for nothing happened. Does nothing
   * where somebody came meanwhile. Rejects with what the store said; the room then goes on.
   * @param still asked right before: may it go?
   */
  async evict(still: () => boolean): Promise<void> {
    if (!this.isIdle) return;
    await this.#now.checkpoints.complete(this.seq);
    // What is committed after the checkpoint lies in the journal, and is replayed from there.
    if (this.isIdle && still()) this.#end(refusal('shutting-down'), 'evicted');
  }

  #generation(loaded: Loaded): Generation {
    const generation = new Generation(loaded, this.#ports, {
      audience: this.#attendance.audience,
      allowance: this.#allowance,
      failed: (why, error) => this.#end(why, 'failed', error),
      published: (committed) => {
        // While turning, the seq is already the fresh document's and the documents are not yet.
        if (this.#state.is === 'open') this.#now.published(committed);
      },
      observersRenewed: () => this.#attendance.renewObservers(),
      due: (size) => this.#makeSmaller(size),
    });
    generation.growth.begin();
    return generation;
  }

  /** A join has become large: a fresh document, if that makes it much smaller. */
  #makeSmaller(size: number): void {
    if (this.#state.is !== 'open') return;
    const { live } = this.#now.loaded;
    const fresh = payloadBytes(epochPayload(live.doc, this.id, this.epoch + 1));
    if (fresh > size * ROOM_LIMITS.epochWorth) return this.#now.growth.leave(size);
    const failed = (error: unknown): void => this.#logError(error, 'A fresh document could not be started.');
    this.startEpoch(SERVER_ITSELF).catch(failed);
  }

  /** The fresh document is on disk, and everything before it is published. */
  #turn(epoch: number, payload: EpochPayload): EpochStarted {
    if (this.#state.is === 'ended') throw new Refused(this.#state.why.code);
    const { seq } = this;
    try {
      this.#attendance.endAll(refusal('other-epoch'));
      this.#now.stop();
      this.#now = this.#generation(nextLoaded(this.#now.loaded, { epoch, seq, payload }));
      this.#state = { is: 'open' };
    } catch (error) {
      this.#end(refusal('internal'), 'failed', error);
      throw new Refused('internal');
    }
    this.#now.checkpoints.keepSoon(seq);
    return { epoch, seq };
  }

  #mayNotJoin(): Refusal | undefined {
    if (this.#state.is === 'closing' || this.#state.is === 'turning') return refusal('shutting-down');
    return this.#state.is === 'ended' ? this.#state.why : undefined;
  }

  #refuseUnlessOpen(): void {
    const why = this.#state.is === 'reading' ? refusal('storage') : this.#mayNotJoin();
    if (why) throw new Refused(why.code);
  }

  #end(why: Refusal, ending: Ending, error?: unknown): void {
    if (this.#state.is === 'ended') return;
    this.#state = { is: 'ended', why };
    if (ending === 'failed') this.#logError(error, 'The room ended; it reloads.');
    this.#attendance.endAll(why);
    this.#attendance.stop();
    this.#now.stop();
    this.#onEnded.tell(ending);
  }

  #logError(error: unknown, what: string): void {
    this.#ports.log.error({ room: this.id, error: String(error) }, what);
  }
}
