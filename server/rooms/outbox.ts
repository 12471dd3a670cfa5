// Everything written to one connection goes through here: a slow reader costs a bounded amount and gets one diff later.
import type { Clock } from '../journal/ports.ts';

/**
 * Frames that are written together. Never changed once made: the same parcel goes to many, and a transport prepares
 * its bytes once for all of them.
 */
export type Parcel = readonly Uint8Array[];

/** What the outbox writes to; the transport behind it may hold frames back. */
export interface Wire {
  send(parcel: Parcel): void;
  /** bytes handed over and not yet taken by the system */
  buffered(): number;
}

type Flow =
  | { readonly is: 'flowing' }
  /** Nothing is queued. `vector`: the state the reader will have once it took what is under way. `asked`: it wants a step 2. */
  | { readonly is: 'slow'; readonly since: number; readonly vector: Uint8Array; readonly asked: boolean };

export interface OutboxOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly limits: { readonly slowSocketBytes: number; readonly slowSocketMs: number };
  /** encoded state vector of what is published to this reader */
  vector(): Uint8Array;
  /** what answers a state vector: a step 2, and what belongs to it */
  reply(vector: Uint8Array): Parcel;
  /** frames that bring a reader who was slow and has `vector` up to now */
  catchUp(vector: Uint8Array, asked: boolean): readonly Uint8Array[];
  /** called when the reader turns slow: `look` has to be called from time to time until it flows again */
  slowed(): void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #flow: Flow = { is: 'flowing' };
  #lastSent: number;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#lastSent = options.clock.now();
  }

  /** Writes a frame; false when the reader is slow and it was dropped (a diff will stand in for it). */
  send(frame: Uint8Array): boolean {
    return this.sendParcel([frame]);
  }

  /** Writes all of a parcel, or drops all of it, as `send` does. */
  sendParcel(parcel: Parcel): boolean {
    if (this.#flow.is === 'slow') return false;
    const { wire, clock, limits } = this.#options;
    wire.send(parcel);
    this.#lastSent = clock.now();
    if (wire.buffered() > limits.slowSocketBytes) {
      this.#flow = { is: 'slow', since: clock.now(), vector: this.#options.vector(), asked: false };
      this.#options.slowed();
    }
    return true;
  }

  /** Answers a state vector now, or once the reader has drained. */
  answer(vector: Uint8Array): void {
    if (this.#flow.is === 'slow') {
      this.#flow = { ...this.#flow, vector, asked: true };
      return;
    }
    this.sendParcel(this.#options.reply(vector));
  }

  /** ms since something was written; a slow reader still has something coming. */
  quietFor(now: number): number {
    return this.#flow.is === 'slow' ? 0 : now - this.#lastSent;
  }

  /** Has a slow reader drained? `late`: it had its time and has to go. */
  look(now: number): 'flowing' | 'slow' | 'late' {
    const flow = this.#flow;
    if (flow.is === 'flowing') return 'flowing';
    const { wire, limits } = this.#options;
    if (wire.buffered() > 0) return now - flow.since >= limits.slowSocketMs ? 'late' : 'slow';
    this.#flow = { is: 'flowing' };
    for (const frame of this.#options.catchUp(flow.vector, flow.asked)) this.send(frame);
    return 'flowing';
  }
}
