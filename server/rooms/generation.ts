// What of a live room lives and dies with one epoch: its documents, who judges against them, who publishes them.
import { mapOf } from '#board/cells.ts';
import type { CellAddress } from '#domain/cells.ts';
import type { View } from '#domain/people.ts';
import type { Changes } from '#domain/protocol.ts';
import type { Refusal } from '#domain/refusals.ts';
import { refusal } from '#domain/refusals.ts';
import type { Sight } from '#domain/views.ts';
import type { Committed } from '../journal/ledger.ts';
import type { Age } from './ages.ts';
import type { Allowance } from './allowance.ts';
import type { Audience } from './audience.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { fanOut } from './fan-out.ts';
import { Growth } from './growth.ts';
import { readHistory, type HistoryQuery } from './history.ts';
import type { Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { Publisher } from './publisher.ts';
import { Receiver } from './receiving.ts';
import type { ViewDocument } from './view-document.ts';
import { ObserversView } from './views/observers-view.ts';

export interface GenerationHost {
  readonly audience: Audience;
  readonly allowance: Allowance;
  /** Nothing can be published any more, or the live document cannot be trusted. */
  failed(why: Refusal, error: unknown): void;
  published(committed: readonly Committed[]): void;
  /** Observers hold another document than is theirs by now. */
  observersRenewed(): void;
  /** A join has become large and now is the time for a fresh document. */
  due(size: number): void;
}

export class Generation {
  readonly loaded: Loaded;
  readonly publisher: Publisher;
  readonly receiver: Receiver;
  readonly checkpoints: CheckpointKeeper;
  readonly growth: Growth;
  readonly #observers: ObserversView;
  readonly #ports: RoomPorts;

  constructor(loaded: Loaded, ports: RoomPorts, host: GenerationHost) {
    const { clock, limits, log, judge } = ports;
    const { live, views, ages, trail, ledger, seq, room, epoch } = loaded;
    this.loaded = loaded;
    this.#ports = ports;
    this.#observers = new ObserversView({
      ...{ room, epoch, views, ages, ledger, seq, ports },
      nameOf: (user) => this.#nameOf(user),
      send: (updates, changes) => fanOut(host.audience.of('observer'), updates, changes),
      failed: (error) => host.failed(refusal('internal'), error),
      renewed: () => host.observersRenewed(),
    });
    this.checkpoints = new CheckpointKeeper(loaded, ports);
    this.publisher = new Publisher({
      ...{ clock, ledger, ages, trail, seq },
      full: views.full,
      observers: this.#observers,
      audience: host.audience,
      failed: (error) => host.failed(refusal('storage'), error),
      published: (committed) => host.published(committed),
    });
    this.receiver = new Receiver({
      ...{ judge, live, ages, clock, log, limits, publisher: this.publisher, allowance: host.allowance },
      readOnly: loaded.readOnly,
      observed: () => this.#observers.document,
      unsound: (error) => host.failed(refusal('internal'), error),
    });
    this.growth = new Growth({
      clock,
      size: () => Math.max(views.full.joinBytes(), this.#observers.document.joinBytes()),
      due: (size) => host.due(size),
    });
  }

  get epoch(): number {
    return this.loaded.epoch;
  }

  /** Resolves once observers' document has all it may show, or could not be completed yet. */
  get observersReady(): Promise<void> {
    return this.#observers.ready;
  }

  /** What readers of a view join with. */
  document(view: View): ViewDocument {
    return view === 'full' ? this.loaded.views.full : this.#observers.document;
  }

  /** What a view lets out, as the room is set. */
  sight(view: View): Sight {
    return view === 'full' ? { view } : this.#observers.sight;
  }

  ages(view: View): { [cell: CellAddress]: Age } {
    if (view === 'observer') return this.#observers.ages();
    const { ages } = this.loaded;
    return ages.through({ view }, this.#ports.clock.now(), this.#nameOf);
  }

  history(view: View, query: HistoryQuery): Promise<Changes[]> {
    const now = this.#ports.clock.now();
    return readHistory({ ...this.loaded, sight: this.sight(view), now, nameOf: this.#nameOf }, query);
  }

  /** Is this the hash of a line that a route names which the view shows? Whoever may set up routes may read any. */
  showsLine(view: View, hash: string): boolean {
    const routes = mapOf(this.document(view).doc, 'route');
    return view === 'full' || [...routes].some(([key, value]) => key.endsWith('.geometry') && value === hash);
  }

  stop(): void {
    this.growth.stop();
    this.#observers.stop();
  }

  /** After a publishing while the room goes on. */
  published(committed: readonly Committed[]): void {
    this.checkpoints.published(this.publisher.seq);
    let bytes = 0;
    for (const { draft } of committed) bytes += bytesOf(draft.payload);
    if (bytes > 0) this.growth.published(bytes);
  }

  readonly #nameOf = (user: string): string => this.#ports.nameOf(this.loaded.room, user) ?? user;
}

/** Of the update in a payload; 0 when it has none. */
function bytesOf(payload: unknown): number {
  if (typeof payload !== 'object' || payload === null || !('update' in payload)) return 0;
  return typeof payload.update === 'string' ? Math.ceil((payload.update.length * 3) / 4) : 0;
}
