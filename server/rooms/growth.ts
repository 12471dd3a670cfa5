// Watches how large a join has become, and finds the moment for a fresh document: when nobody writes, or when it must be.
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock } from '../journal/ports.ts';

export interface GrowthOptions {
  readonly clock: Clock;
  /** bytes of the largest join */
  size(): number;
  /** It is time. `size`: bytes of a join now */
  due(size: number): void;
}

/** A join is measured again after so many bytes of updates, and after this share of its size: measuring costs its size. */
const MEASURE_AFTER = 16 * 1024;
const MEASURE_SHARE = 1 / 16;
/** What a fresh document would not make much smaller is left alone until it has grown by this factor. */
const LEAVE_UNTIL = 1.5;

export class Growth {
  readonly #options: GrowthOptions;
  /** bytes above which a fresh document is due */
  #from: number = ROOM_LIMITS.epochBytes;
  #unmeasured = 0;
  #measureAfter = MEASURE_AFTER;
  #lastWrite: number;
  #cancel: (() => void) | undefined;

  constructor(options: GrowthOptions) {
    this.#options = options;
    this.#lastWrite = options.clock.now();
  }

  /**
   * After the documents were built. INVARIANT: finds a moment later, never this one: whoever builds is not ready yet, and
   * a room that cannot be built is one that nobody can open.
   */
  begin(): void {
    if (this.#measure() >= this.#from) this.#waitForQuiet();
  }

  /** After a publishing. @param bytes of its updates */
  published(bytes: number): void {
    this.#lastWrite = this.#options.clock.now();
    this.#unmeasured += bytes;
    if (this.#unmeasured < this.#measureAfter) return;
    const size = this.#measure();
    if (size < this.#from) return;
    if (size >= ROOM_LIMITS.epochAtOnceBytes) this.#options.due(size);
    else this.#waitForQuiet();
  }

  /** The board itself is this large: a fresh document helps no one. */
  leave(size: number): void {
    this.#from = size * LEAVE_UNTIL;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #measure(): number {
    const size = this.#options.size();
    this.#unmeasured = 0;
    this.#measureAfter = Math.max(MEASURE_AFTER, size * MEASURE_SHARE);
    return size;
  }

  #waitForQuiet(): void {
    this.#cancel ??= this.#options.clock.after(ROOM_LIMITS.epochQuietMs, () => this.#look());
  }

  #look(): void {
    this.#cancel = undefined;
    const left = this.#lastWrite + ROOM_LIMITS.epochQuietMs - this.#options.clock.now();
    if (left > 0) this.#cancel = this.#options.clock.after(left, () => this.#look());
    else this.#options.due(this.#options.size());
  }
}
