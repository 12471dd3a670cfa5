// What a joiner with nothing gets: the whole document, encoded rarely, and what was published since.
import { mergeUpdates } from 'yjs';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import { step2Frame, updateFrame } from './frames.ts';
import type { Parcel } from './outbox.ts';

export class Snapshot {
  readonly #encode: () => Uint8Array;
  #whole: Uint8Array | undefined;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #parcel: Parcel | undefined;

  /** @param encode the whole document as an update */
  constructor(encode: () => Uint8Array) {
    this.#encode = encode;
  }

  published(update: Uint8Array): void {
    this.#parcel = undefined;
    if (this.#whole === undefined) return;
    if (this.#whole.length <= ROOM_LIMITS.joinTailBytes) return this.forget(); // soon encoded again
    this.#tail.push(update);
    this.#tailBytes += update.length;
    if (this.#tailBytes > ROOM_LIMITS.joinTailBytes) this.forget();
  }

  forget(): void {
    this.#parcel = undefined;
    this.#whole = undefined;
    this.#tail = [];
    this.#tailBytes = 0;
  }

  /**
   * The same parcel for everybody who joins before the next change. The tail goes first: Yjs keeps it until what it
   * builds on is there, and a client that calls itself synced at step 2 then has everything.
   */
  parcel(): Parcel {
    return (this.#parcel ??= [...this.#tailFrame(), (this.#whole ??= step2Frame(this.#encode()))]);
  }

  #tailFrame(): Uint8Array[] {
    if (this.#tail.length > 1) this.#tail = [mergeUpdates(this.#tail)];
    return this.#tail.map((update) => updateFrame(update));
  }
}
