// One live room: lets members in, publishes what the journal has, writes for the server, ends as a whole.
import { encodeStateVector } from 'yjs';
import { boardJson, type BoardJson, type CellWrite } from '#board/cells.ts';
import { addressOf, type CellAddress } from '#domain/cells.ts';
import { fieldOf } from '#domain/kinds/registry.ts';
import type { Member, View } from '#domain/people.ts';
import type { Look } from '#domain/policy.ts';
import type { Changes, Presence, Via } from '#domain/protocol.ts';
import { REFUSALS, Refused, refusal, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { valueProblem } from '#domain/values.ts';
import type { Committed, Draft, Ledger } from '../journal/ledger.ts';
import { schemaHash } from '../journal/schema.ts';
import type { Age } from './ages.ts';
import { Audience } from './audience.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { planCommand, type CommandWrite } from './commands.ts';
import { CoolDown } from './cool-down.ts';
import { presenceFrame } from './frames.ts';
import { readHistory, type HistoryQuery } from './history.ts';
import { SERVER_ITSELF, boardItem, serverItem, type Author } from './items.ts';
import { Listeners } from './listeners.ts';
import type { Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { PresenceBoard } from './presence.ts';
import { Publisher } from './publisher.ts';
import { Receiver } from './receiving.ts';
import { Session, type RoomConnection, type SessionHost } from './session.ts';

export interface RoomWrite extends Author {
  readonly cells: readonly CellWrite[];
  /** entries of the same append, in front of the board's */
  readonly beside?: readonly Draft[];
}

type State =
  { readonly is: 'open' } | { readonly is: 'closing' } | { readonly is: 'ended'; readonly why: Refusal };

export class Room {
  readonly id: string;
  readonly epoch: number;
  readonly ledger: Ledger;
  /** reads cells of the live document, accepted and not yet published ones included */
  readonly look: Look;
  readonly #loaded: Loaded;
  readonly #ports: RoomPorts;
  readonly #audience: Audience;
  readonly #presence: PresenceBoard;
  readonly #publisher: Publisher;
  readonly #receiver: Receiver;
  readonly #coolDown: CoolDown;
  readonly #checkpoints: CheckpointKeeper;
  readonly #onPublished: Listeners<Committed>;
  readonly #onEnded: Listeners<Refusal>;
  readonly #host: SessionHost;
  #state: State = { is: 'open' };

  constructor(loaded: Loaded, ports: RoomPorts) {
    const { clock, limits, log, judge } = ports;
    const { live, views, ages, trail, ledger, seq } = loaded;
    this.id = loaded.room;
    this.epoch = ledger.epoch;
    this.ledger = ledger;
    this.look = live.look;
    this.#loaded = loaded;
    this.#ports = ports;
    this.#checkpoints = new CheckpointKeeper(loaded, ports);
    this.#onPublished = new Listeners(log);
    this.#onEnded = new Listeners(log);
    this.#coolDown = new CoolDown(clock, limits.rates);
    this.#audience = new Audience(clock);
    this.#presence = new PresenceBoard({
      clock,
      owners: live.owners,
      stateBytes: limits.rates.presenceBytes,
      since: Math.max(loaded.lastAt, clock.now()),
      send: (view, entries, mine) => this.#sendPresence(view, entries, mine),
    });
    this.#publisher = new Publisher({
      ...{ ledger, views, ages, trail, seq },
      audience: this.#audience,
      failed: (error) => this.#end(refusal('storage'), error),
      published: (committed) => this.#published(committed),
    });
    this.#receiver = new Receiver({
      ...{ judge, live, ages, clock, log, limits, publisher: this.#publisher },
      observed: views.observer,
      unsound: (error) => this.#end(refusal('internal'), error),
    });
    this.#host = this.#hostOf();
  }

  get isOpen(): boolean {
    return this.#state.is === 'open';
  }

  /** seq of the last entry published */
  get seq(): number {
    return this.#publisher.seq;
  }

  join(connection: RoomConnection): Session {
    const session = new Session(connection, this.#host);
    const why = this.#mayNotJoin(connection);
    if (why) {
      session.turnAway(why);
      return session;
    }
    this.#audience.add(session);
    session.greet();
    return session;
  }

  /** The published board through a view. */
  board(view: View): { room: string; epoch: number; seq: number; at: number; kinds: BoardJson } {
    const kinds = boardJson(this.#loaded.views[view].doc);
    return { room: this.id, epoch: this.epoch, seq: this.seq, at: this.#ports.clock.now(), kinds };
  }

  ages(view: View): { [cell: CellAddress]: Age } {
    return this.#loaded.ages.through(view, this.#nameOf);
  }

  history(view: View, query: HistoryQuery): Promise<Changes[]> {
    return readHistory({ ...this.#loaded, nameOf: this.#nameOf }, view, query);
  }

  /** Everybody on line, each person once, by name. */
  people(view: View): Presence[] {
    const people = new Map<string, Presence>();
    for (const { member } of this.#audience.all()) {
      const { user, name, role, party } = member;
      people.set(`${user} ${role} ${party}`, { user, name, role, party });
    }
    void view; // no view hides who is here; asked for so that one can
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /**
   * The server's own write, under its own client id: for imports, commands and alerts, which have judged who may.
   * Resolves after commit and publishing, `beside` first; rejects with `Refused` and has then changed nothing.
   */
  async write({ cells, beside = [], ...author }: RoomWrite): Promise<readonly Committed[]> {
    this.#refuseUnlessOpen();
    const { live } = this.#loaded;
    const now = this.#ports.clock.now();
    for (const { ref, value } of cells) {
      const decl = fieldOf(ref.kind, ref.field);
      const problem = decl ? valueProblem(decl, value, now) : { why: 'type' };
      if (problem) throw new Refused(decl ? 'value' : 'unknown-field', { ...problem }, addressOf(ref));
    }
    const change = live.write(cells);
    const newer = change && live.restoreAfterWrite(change);
    const items = [
      ...beside.map((draft) => ({ draft })),
      ...(change ? [boardItem(author, now, change)] : []),
      ...(newer ? [boardItem(SERVER_ITSELF, now, newer)] : []),
    ];
    if (items.length === 0) return [];
    try {
      return await this.#publisher.commit(items);
    } catch (error) {
      this.#ports.log.error({ room: this.id, error: String(error) }, 'A write of the server was not saved.');
      throw new Refused('storage');
    }
  }

  /** Writes cells for a member after checking policy, schema, required cells and references. Rejects with `Refused`. */
  async command(
    member: Member,
    via: Via,
    writes: readonly CommandWrite[],
  ): Promise<{ records: readonly string[]; seq: number }> {
    this.#refuseUnlessOpen();
    const { ids, clock } = this.#ports;
    const { records, cells } = planCommand(member, writes, { look: this.look, ids, now: clock.now() });
    const { user: actor, name, party, role } = member;
    const committed = await this.write({ actor, name, party, role, via, cells });
    return { records, seq: committed.at(-1)?.seq ?? this.seq };
  }

  /** Closes the board sockets of a membership within this tick. */
  endMember(membership: string, code: RefusalCode): void {
    for (const session of this.#audience.all()) {
      if (session.member.membership === membership) session.refuse(refusal(code));
    }
  }

  /** Tells of every entry handed in through this room, after it was published. The answer stops it. */
  onPublished(listener: (committed: Committed) => void): () => void {
    return this.#onPublished.add(listener);
  }

  /** Tells once when this room takes part no more: `rooms.open` builds another one. */
  onEnded(listener: (why: Refusal) => void): () => void {
    return this.#onEnded.add(listener);
  }

  /** Drains: nothing more is taken, what was accepted is saved and published, then everybody is told. */
  async close(): Promise<void> {
    if (this.#state.is !== 'open') return;
    this.#state = { is: 'closing' };
    try {
      await this.#publisher.commit([serverItem('server.stopped', this.#ports.clock.now())]);
      await this.#checkpoints.keep(this.seq);
    } catch (error) {
      this.#ports.log.error(
        { room: this.id, error: String(error) },
        'The room could not record that it stopped.',
      );
    }
    this.#end(refusal('shutting-down'));
  }

  #hostOf(): SessionHost {
    const { live, views } = this.#loaded;
    return {
      clock: this.#ports.clock,
      limits: this.#ports.limits,
      presence: this.#presence,
      published: (view) => views[view],
      hello: ({ member, view }) => {
        const { user, name, role, party, owner } = member;
        const serverTime = this.#ports.clock.now();
        const who = { role, user, name, party, owner, view };
        return { room: this.id, epoch: this.epoch, schema: schemaHash(), ...who, seq: this.seq, serverTime };
      },
      receive: (session, update) => {
        if (this.#state.is === 'open') this.#receiver.receive(session, update);
      },
      judgedVector: ({ view }) => (view === 'full' ? encodeStateVector(live.doc) : views[view].vector()),
      acceptedClock: (clientId) => live.clockOf(clientId),
      seq: () => this.seq,
      slowed: (session) => this.#audience.slowed(session),
      refused: (session, { code }) => {
        const { action } = REFUSALS[code];
        if (action === 'reset' || action === 'resync') this.#coolDown.noteRefusal(session.member.membership);
        this.#letGo(session);
      },
      left: (session) => this.#letGo(session),
    };
  }

  #letGo(session: Session): void {
    this.#audience.remove(session);
    this.#presence.leave(session);
  }

  #mayNotJoin({ member, epoch }: RoomConnection): Refusal | undefined {
    if (this.#state.is === 'closing') return refusal('shutting-down');
    if (this.#state.is === 'ended') return this.#state.why;
    if (epoch !== undefined && epoch !== this.epoch) return refusal('other-epoch');
    return this.#coolDown.isCooling(member.membership) ? refusal('cool-down') : undefined;
  }

  #refuseUnlessOpen(): void {
    if (this.#state.is === 'closing') throw new Refused('shutting-down');
    if (this.#state.is === 'ended') throw new Refused(this.#state.why.code);
  }

  #sendPresence(
    view: View,
    entries: Uint8Array,
    mine: (who: Session) => Uint8Array | null | undefined,
  ): void {
    const frame = presenceFrame(entries);
    for (const session of this.#audience.of(view)) {
      const instead = mine(session);
      if (instead === undefined) session.outbox.send(frame);
      else if (instead !== null) session.outbox.send(presenceFrame(instead));
    }
  }

  #published(committed: readonly Committed[]): void {
    for (const entry of committed) this.#onPublished.tell(entry);
    this.#checkpoints.published(this.seq);
  }

  #end(why: Refusal, error?: unknown): void {
    if (this.#state.is === 'ended') return;
    this.#state = { is: 'ended', why };
    if (error !== undefined)
      this.#ports.log.error({ room: this.id, error: String(error) }, 'The room ended; it reloads.');
    for (const session of this.#audience.all()) session.refuse(why);
    this.#audience.stop();
    this.#presence.stop();
    this.#onEnded.tell(why);
  }

  readonly #nameOf = (user: string): string => this.#ports.nameOf(this.id, user) ?? user;
}
