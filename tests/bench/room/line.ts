// A WebSocket client on a bare socket: counts frames without looking into them, so that it never is what is measured.
import { connect, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';

/** One frame has come whole. `type` and `step` are y-websocket's first two numbers. */
export type FrameEnd = (type: number, step: number, bytes: number) => void;

export interface LineOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  /** bytes in front of every frame that are not y-websocket's */
  readonly prefix: Uint8Array;
  /** gets each frame whole, without the prefix; without it frames are only counted */
  readonly frame?: (frame: Uint8Array) => void;
  readonly ended?: FrameEnd;
}

const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const;
const MASK = Buffer.from([1, 2, 3, 4]);
/** Read by all lines in turn: every read is handled before the next one. */
const shared = Buffer.alloc(256 * 1024);

interface Frame {
  readonly opcode: number;
  readonly type: number;
  readonly step: number;
  readonly length: number;
}

export class Line {
  /** of updates alone: frames and bytes since `reset` */
  updates = 0;
  updateBytes = 0;
  /** of everything */
  bytes = 0;
  /** when the first answer to our question was there, ms */
  syncedAt: number | undefined;
  closed: string | undefined;
  readonly opened: Promise<void>;
  readonly #options: LineOptions;
  readonly #socket: Socket;
  #open: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  #isOpen = false;
  #rest: Buffer = Buffer.alloc(0);
  #frame: Frame | undefined;
  #left = 0;
  #parts: Uint8Array[] = [];

  constructor(options: LineOptions) {
    this.#options = options;
    this.opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#fail = reject;
    });
    const { port, path, headers } = options;
    const take = (count: number): boolean => {
      this.#take(shared.subarray(0, count));
      return true;
    };
    this.#socket = connect({ port, host: '127.0.0.1', onread: { buffer: shared, callback: take } });
    this.#socket.setNoDelay(true);
    this.#socket.on('error', (error) => this.#gone(error.message));
    this.#socket.on('close', () => this.#gone('closed'));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const key = randomBytes(16).toString('base64');
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      ...lines,
    ];
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n`);
  }

  /** Sends a frame of y-websocket. */
  send(frame: Uint8Array): void {
    this.#write(OPCODE.binary, Buffer.concat([this.#options.prefix, frame]));
  }

  /** Bytes on the line as they are. */
  sendRaw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  reset(): void {
    this.updates = 0;
    this.updateBytes = 0;
    this.bytes = 0;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  end(): void {
    this.closed ??= 'ended by us';
    this.#socket.destroy();
  }

  #gone(why: string): void {
    this.closed ??= why;
    this.#fail(new Error(`The line was lost before it stood: ${why}`));
  }

  #write(opcode: number, payload: Uint8Array): void {
    const { length } = payload;
    const size = length < 126 ? 0 : length < 2 ** 16 ? 2 : 8;
    const out = Buffer.allocUnsafe(6 + size + length);
    out[0] = 0x80 | opcode;
    out[1] = 0x80 | (size === 0 ? length : size === 2 ? 126 : 127);
    if (size === 2) out.writeUInt16BE(length, 2);
    else if (size === 8) out.writeBigUInt64BE(BigInt(length), 2);
    out.set(MASK, 2 + size);
    const from = 6 + size;
    for (let at = 0; at < length; at++) out[from + at] = (payload[at] ?? 0) ^ (MASK[at & 3] ?? 0);
    this.#socket.write(out);
  }

  #take(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = Buffer.alloc(0);
    if (!this.#isOpen) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return this.#keep(data);
      if (!data.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101')))
        return this.#gone(data.subarray(0, end).toString('latin1').split('\r\n')[0] ?? '');
      this.#isOpen = true;
      this.#open();
      data = data.subarray(end + 4);
    }
    let at = 0;
    while (at < data.length || (this.#frame && this.#left === 0)) {
      if (!this.#frame) {
        const used = this.#begin(data, at);
        if (used === 0) return this.#keep(data.subarray(at));
        at += used;
      }
      const count = Math.min(this.#left, data.length - at);
      const kept = this.#options.frame !== undefined || this.#frame?.opcode === OPCODE.close;
      if (kept && count > 0) this.#parts.push(Uint8Array.from(data.subarray(at, at + count)));
      this.#left -= count;
      at += count;
      if (this.#left === 0) this.#finish();
    }
  }

  #keep(data: Buffer): void {
    this.#rest = Buffer.from(data); // the shared buffer is written over
  }

  /** Reads a header and what tells sorts of frames apart; 0 while not all of it is there. */
  #begin(data: Buffer, at: number): number {
    if (data.length - at < 2) return 0;
    const short = (data[at + 1] ?? 0) & 0x7f;
    const size = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (data.length - at < size) return 0;
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
    const skip = this.#options.prefix.length;
    if (data.length - at - size < Math.min(length, skip + 2)) return 0;
    const [type = -1, step = -1] = length > skip + 1 ? data.subarray(at + size + skip) : [];
    this.#frame = { opcode: (data[at] ?? 0) & 0x0f, type, step, length };
    this.#left = length;
    return size;
  }

  #finish(): void {
    const frame = this.#frame;
    if (!frame) return;
    this.#frame = undefined;
    const { opcode, type, step, length } = frame;
    const whole = this.#parts.length > 0 ? Buffer.concat(this.#parts) : undefined;
    this.#parts = [];
    this.bytes += length;
    if (opcode === OPCODE.ping) return this.#write(OPCODE.pong, whole ?? new Uint8Array());
    if (opcode === OPCODE.close) this.closed ??= closeOf(whole);
    if (opcode !== OPCODE.binary) return;
    if (type === 0 && step === 2) {
      this.updates++;
      this.updateBytes += length;
    }
    if (type === 0 && step === 1) this.syncedAt ??= performance.now();
    this.#options.ended?.(type, step, length);
    if (whole) this.#options.frame?.(whole.subarray(this.#options.prefix.length));
  }
}

/** Code and reason as they came. */
function closeOf(payload: Buffer | undefined): string {
  if (payload === undefined || payload.length < 2) return 'closed';
  return `${payload.readUInt16BE(0)} ${payload.subarray(2).toString()}`.trim();
}
