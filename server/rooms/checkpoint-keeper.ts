// Keeps the board aside from time to time, so that a restart replays little; a checkpoint that fails costs nothing else.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { schemaHash } from '../journal/schema.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { Loaded } from './loading.ts';
import type { RoomPorts } from './options.ts';

export class CheckpointKeeper {
  readonly #loaded: Loaded;
  readonly #ports: RoomPorts;
  /** tried last */
  #last: { readonly seq: number; readonly at: number };
  /** seq up to which one is on disk */
  #kept: number;

  constructor(loaded: Loaded, ports: RoomPorts) {
    this.#loaded = loaded;
    this.#ports = ports;
    this.#last = { seq: loaded.checkpointed, at: ports.clock.now() };
    this.#kept = loaded.checkpointed;
  }

  /** After each publishing. @param seq of the last entry published */
  published(seq: number): void {
    const many = seq - this.#last.seq >= ROOM_LIMITS.checkpointEntries;
    const long = this.#ports.clock.now() - this.#last.at >= ROOM_LIMITS.checkpointMs;
    if (!many && !long) return;
    this.keepSoon(seq);
  }

  /** As `keep`; a failure is for the log alone. */
  keepSoon(seq: number): void {
    this.keep(seq).catch((error: unknown) => {
      const { log } = this.#ports;
      log.warn(
        { room: this.#loaded.room, error: String(error) },
        'A checkpoint was not kept; the journal has it all.',
      );
    });
  }

  /** Keeps one unless the last holds everything. Rejects with what the store said. */
  async complete(seq: number): Promise<void> {
    if (this.#kept < seq) await this.keep(seq);
  }

  /** INVARIANT: encoded within the tick of a publishing, so that it holds everything up to its seq and nothing beyond. */
  async keep(seq: number): Promise<void> {
    const { room, epoch, live, views, ages, trail } = this.#loaded;
    const bytes = encodeCheckpoint(schemaHash(), { ...views, owners: live.owners, ages, trail });
    this.#last = { seq, at: this.#ports.clock.now() };
    await this.#ports.store.putCheckpoint(room, { seq, epoch, bytes });
    this.#kept = Math.max(this.#kept, seq);
  }
}
