// Bounded reading of a stranger's bytes: nothing is allocated by an announced number, every read past the end stops.
import { stop } from './stop.ts';

// `fatal`: what is no UTF-8 is refused, as it would be in lib0. `ignoreBOM` keeps a byte order mark, as lib0 does.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Up to here a loop over ASCII beats the call into the decoder. */
const SHORT = 64;

export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    return byte === undefined ? stop('malformed') : byte;
  }

  /** A var-uint of at most 53 bits; padding beyond eight bytes stops, it makes lib0 count with NaN. */
  uint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let scale = 0x80; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : stop('malformed');
    }
    return stop('malformed');
  }

  /** lib0's signed var-int: sign in bit 7 and 6 bits in the first byte; −0 stays −0. */
  int(): number {
    const first = this.byte();
    let value = first & 0x3f;
    if (first >= 0x80) {
      for (let scale = 0x40; ; scale *= 0x80) {
        if (scale > 2 ** 48) return stop('malformed');
        const byte = this.byte();
        value += (byte & 0x7f) * scale;
        if (byte < 0x80) break;
      }
      if (value > Number.MAX_SAFE_INTEGER) return stop('malformed');
    }
    return first & 0x40 ? -value : value;
  }

  float32(): number {
    return this.#view(4).getFloat32(0);
  }

  float64(): number {
    return this.#view(8).getFloat64(0);
  }

  /** A string with its length before it; undefined, and skipped, when it is longer than `max` bytes. */
  string(max: number): string | undefined {
    const length = this.#length();
    const start = this.#at;
    this.#at += length;
    if (length > max) return undefined;
    if (length <= SHORT) {
      let text = '';
      let at = start;
      for (; at < this.#at; at++) {
        const byte = this.#bytes[at] ?? 0x80;
        if (byte >= 0x80) break;
        text += String.fromCharCode(byte);
      }
      if (at === this.#at) return text;
    }
    try {
      return UTF8.decode(this.#bytes.subarray(start, this.#at));
    } catch {
      return stop('malformed'); // the decoder throws on what is no UTF-8
    }
  }

  skip(bytes: number): void {
    if (bytes > this.left) stop('malformed');
    this.#at += bytes;
  }

  /** Skips what has its length before it. */
  skipSized(): void {
    const length = this.#length();
    this.#at += length;
  }

  #length(): number {
    const length = this.uint();
    return length <= this.left ? length : stop('malformed');
  }

  #view(bytes: number): DataView {
    this.skip(bytes);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at - bytes, bytes);
  }
}
