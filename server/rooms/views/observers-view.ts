// The observers' side of a room: which document they have as the room is set, and what reaches them when.
import { readCell } from '#board/cells.ts';
import { addressOf } from '#domain/cells.ts';
import { ROOM_RECORD, type Of } from '#domain/kinds/registry.ts';
import { NO_EVIDENCE } from '#domain/lights.ts';
import type { Changes } from '#domain/protocol.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { carefulOf, sameSight, sightOf, toldFrom, type Sight } from '#domain/views.ts';
import type { Ledger } from '../../journal/ledger.ts';
import { schemaHash } from '../../journal/schema.ts';
import type { Age, Ages } from '../ages.ts';
import type { BoardChange } from '../board-entry.ts';
import { observerIdOf, type PublishedDocuments } from '../documents.ts';
import type { RoomPorts } from '../options.ts';
import { changesThrough, type Told } from '../told.ts';
import type { ViewDocument } from '../view-document.ts';
import { CarefulDocument } from './careful-document.ts';
import { newCarefulId } from './careful-id.ts';
import { CarefulView, type Portion } from './careful-view.ts';
import { readTail } from './tail.ts';

export interface ObserversOptions {
  readonly room: string;
  readonly epoch: number;
  readonly views: PublishedDocuments;
  readonly ages: Ages;
  readonly ledger: Ledger;
  /** seq of the last entry in `views` */
  readonly seq: number;
  readonly ports: Pick<RoomPorts, 'clock' | 'ids' | 'log' | 'limits'>;
  nameOf(user: string): string;
  /** Sends to everybody in the observers' group. */
  send(updates: readonly Uint8Array[], changes: () => readonly Changes[]): void;
  /** Something that ran by a timer went wrong: the room has to be built anew. */
  failed(error: unknown): void;
  /** The room is set otherwise: what observers hold is not theirs to have, or not all of it, and they start anew. */
  renewed(): void;
}

export class ObserversView {
  readonly #options: ObserversOptions;
  #sight: Sight;
  #careful: CarefulView | undefined;
  #ready = Promise.resolve();
  #updates: Uint8Array[] = [];
  #changes: (() => Changes | undefined)[] = [];
  #cancel: (() => void) | undefined;
  #cancelSend: (() => void) | undefined;
  /** ms */
  #sentAt = -Infinity;
  #stopped = false;
  /** ms */
  #lookedAt = -Infinity;

  constructor(options: ObserversOptions) {
    this.#options = options;
    this.#sight = this.#asSet();
    this.#begin(options.seq);
  }

  get sight(): Sight {
    return this.#sight;
  }

  /** Resolves once the document has all it may show, or the journal could not be read for it. Never rejects. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** What joins, step 1 and the board's JSON are answered from. */
  get document(): ViewDocument {
    return this.#careful?.document ?? this.#options.views.observer;
  }

  ages(): { [cell: string]: Age } {
    const { ages, nameOf } = this.#options;
    return (this.#careful?.ages ?? ages).through(this.#sight, this.#now(), nameOf);
  }

  /** Takes a committed change after the full document has; `flush` sends what it brings. */
  publish(told: Told, change: BoardChange): void {
    const { views } = this.#options;
    const plain = views.observer.publish(change); // also while nobody sees it, so that it is what a restart builds
    if (isAboutView(change) && !sameSight(this.#sight, this.#asSet())) return this.#renew(told.seq);
    if (this.#careful) return this.#gather(this.#careful.publish(told, this.#now()));
    if (plain) this.#updates.push(plain);
    this.#changes.push(() => changesThrough(this.#sight, told, this.#now()));
  }

  /** Sends what was gathered as one parcel: at once, or when the window since the last one is over. */
  flush(): void {
    this.#wait();
    if (this.#updates.length === 0) {
      this.#changes = []; // of cells that observers do not see
      return;
    }
    const { clock, limits } = this.#options.ports;
    const passed = clock.now() - this.#sentAt;
    const { observerWindowMs } = limits.rates;
    // A clock that was set back makes nobody wait for long.
    if (passed >= observerWindowMs || passed < 0) this.#send();
    else this.#cancelSend ??= this.#after(observerWindowMs - passed, () => this.#send());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancelSend?.();
    this.#cancel = undefined;
    this.#cancelSend = undefined;
  }

  #send(): void {
    this.#cancelSend?.();
    this.#cancelSend = undefined;
    this.#sentAt = this.#now();
    const [updates, changes] = [this.#updates, this.#changes];
    [this.#updates, this.#changes] = [[], []];
    this.#options.send(updates, () => changes.flatMap((one) => one() ?? []));
  }

  #now(): number {
    return this.#options.ports.clock.now();
  }

  /** INVARIANT: within the tick in which the setting is published, so that nothing goes out by the old one after it. */
  #renew(seq: number): void {
    this.#sight = this.#asSet();
    [this.#updates, this.#changes] = [[], []];
    this.#begin(seq);
    this.#options.renewed();
  }

  #begin(seq: number): void {
    this.#careful = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    if (!carefulOf(this.#sight)) return;
    const { room, epoch, views, ages, ports } = this.#options;
    const plainId = observerIdOf(room, epoch, schemaHash());
    const careful = new CarefulView({
      sight: this.#sight,
      document: new CarefulDocument(room, newCarefulId(room, ports.ids), plainId),
      full: views.full.doc,
      ages,
      evidence: NO_EVIDENCE,
    });
    this.#careful = careful;
    careful.begin(this.#now());
    this.#fill(careful, seq);
  }

  /** Reads what was changed within the delay; a journal that cannot be read is asked again, and nothing late is shown. */
  #fill(careful: CarefulView, seq: number): void {
    const { ledger, ports, nameOf, room } = this.#options;
    const isMeant = (): boolean => !this.#stopped && this.#careful === careful;
    const since = this.#now() - toldFrom(careful.sight, 'convoy', 0);
    this.#ready = readTail(ledger, { seq, since }, nameOf)
      .then((tail) => {
        if (!isMeant()) return;
        this.#gather(careful.fill(tail, this.#now()));
        this.flush();
      })
      .catch((error: unknown) => {
        ports.log.error({ room, error: String(error) }, 'What observers may see late could not be read yet.');
        ports.clock.after(ROOM_LIMITS.tailAgainMs, () => {
          if (isMeant() && !careful.isFilled) this.#fill(careful, seq);
        });
      });
  }

  #gather({ updates, changes }: Portion): void {
    this.#updates.push(...updates);
    this.#changes.push(...changes.map((one) => () => one));
  }

  /** Sleeps until something is due: a room that is not careful never wakes, and none wakes more than twice a second. */
  #wait(): void {
    const next = this.#careful?.next() ?? Infinity;
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#stopped || next === Infinity) return;
    const now = this.#now();
    const soonest = Math.min(this.#lookedAt, now) + ROOM_LIMITS.releaseMs;
    const wait = Math.min(Math.max(next, soonest) - now, LONGEST_WAIT_MS);
    this.#cancel = this.#after(Math.max(0, wait), () => this.#look());
  }

  /** INVARIANT: what goes wrong in a turn of its own ends the room, never the process. */
  #after(ms: number, run: () => void): () => void {
    return this.#options.ports.clock.after(ms, () => {
      try {
        run();
      } catch (error) {
        this.#options.failed(error);
      }
    });
  }

  #look(): void {
    const now = this.#now();
    this.#lookedAt = now;
    if (this.#careful) this.#gather(this.#careful.release(now));
    this.flush();
  }

  #asSet(): Sight {
    const { doc } = this.#options.views.full;
    const cell = (field: string): unknown => readCell(doc, 'room', ROOM_RECORD, field);
    // The gate checked both against their fields.
    const settings = { observerView: cell('observerView'), delayMin: cell('delayMin') } as Of<'room'>;
    return sightOf('observer', settings);
  }
}

/** Timers beyond 24.8 days fire at once; and a clock that was set back is noticed within the hour. */
const LONGEST_WAIT_MS = 3_600_000;

const VIEW_CELLS: readonly string[] = ['observerView', 'delayMin'].map((field) =>
  addressOf({ kind: 'room', id: ROOM_RECORD, field }),
);

function isAboutView({ cells }: BoardChange): boolean {
  return cells.some(({ cell }) => VIEW_CELLS.includes(cell));
}
