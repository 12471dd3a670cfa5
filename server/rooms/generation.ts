// What of a live room lives and dies with one epoch: its documents, who judges against them, who publishes them.
import type { Refusal } from '#domain/refusals.ts';
import { refusal } from '#domain/refusals.ts';
import type { Committed } from '../journal/ledger.ts';
import type { Audience } from './audience.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { Growth } from './growth.ts';
import type { Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';
import { Publisher } from './publisher.ts';
import { Receiver } from './receiving.ts';

export interface GenerationHost {
  readonly audience: Audience;
  /** Nothing can be published any more, or the live document cannot be trusted. */
  failed(why: Refusal, error: unknown): void;
  published(committed: readonly Committed[]): void;
  /** A join has become large and now is the time for a fresh document. */
  due(size: number): void;
}

export class Generation {
  readonly loaded: Loaded;
  readonly publisher: Publisher;
  readonly receiver: Receiver;
  readonly checkpoints: CheckpointKeeper;
  readonly growth: Growth;

  constructor(loaded: Loaded, ports: RoomPorts, host: GenerationHost) {
    const { clock, limits, log, judge } = ports;
    const { live, views, ages, trail, ledger, seq } = loaded;
    this.loaded = loaded;
    this.checkpoints = new CheckpointKeeper(loaded, ports);
    this.publisher = new Publisher({
      ...{ clock, ledger, views, ages, trail, seq },
      audience: host.audience,
      failed: (error) => host.failed(refusal('storage'), error),
      published: (committed) => host.published(committed),
    });
    this.receiver = new Receiver({
      ...{ judge, live, ages, clock, log, limits, publisher: this.publisher },
      readOnly: loaded.readOnly,
      observed: views.observer,
      unsound: (error) => host.failed(refusal('internal'), error),
    });
    this.growth = new Growth({
      clock,
      size: () => Math.max(views.full.joinBytes(), views.observer.joinBytes()),
      due: (size) => host.due(size),
    });
  }

  get epoch(): number {
    return this.loaded.epoch;
  }

  /** After a publishing while the room goes on. */
  published(committed: readonly Committed[]): void {
    this.checkpoints.published(this.publisher.seq);
    let bytes = 0;
    for (const { draft } of committed) bytes += bytesOf(draft.payload);
    if (bytes > 0) this.growth.published(bytes);
  }
}

/** Of the update in a payload; 0 when it has none. */
function bytesOf(payload: unknown): number {
  if (typeof payload !== 'object' || payload === null || !('update' in payload)) return 0;
  return typeof payload.update === 'string' ? Math.ceil((payload.update.length * 3) / 4) : 0;
}
