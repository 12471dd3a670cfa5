// One WebSocket of the board channel: frames wait while the room loads, one place writes, one place ends it.
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Member } from '#domain/people.ts';
import { REFUSALS, refusal, type Refusal } from '#domain/refusals.ts';
import { ROOM_LIMITS } from '#domain/room-limits.ts';
import type { Clock, Log } from '../journal/ports.ts';
import type { RoomLimits } from '../rooms/options.ts';
import { Bucket } from '../rooms/bucket.ts';
import type { Room } from '../rooms/room.ts';
import type { Session } from '../rooms/session.ts';
import type { Parcel } from '../rooms/outbox.ts';
import { framed } from './framing.ts';

type State =
  | { readonly is: 'loading'; readonly waiting: Uint8Array[]; bytes: number }
  | { readonly is: 'joined'; readonly session: Session }
  | { readonly is: 'ending' };

export interface SyncSocketOptions {
  readonly ws: WebSocket;
  /** the one beneath `ws` */
  readonly socket: Duplex;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: RoomLimits;
  readonly closed: () => void;
}

export class SyncSocket {
  readonly #options: SyncSocketOptions;
  readonly #frames: Bucket;
  #state: State = { is: 'loading', waiting: [], bytes: 0 };
  /** looks since something came */
  #silent = 0;

  constructor(options: SyncSocketOptions) {
    this.#options = options;
    const { ws, clock, log, limits, closed } = options;
    this.#frames = new Bucket(ROOM_LIMITS.framesPerSecond, ROOM_LIMITS.framesBurst, clock);
    // INVARIANT: a listener for `error` on every socket. Without one, six bytes with a bad RSV bit end the process.
    ws.on('error', (error: Error & { code?: string }) => {
      log.info(
        { error: error.message },
        'A socket of the board channel broke its own protocol and was closed.',
      );
      this.#broken(this.#whyBroken(error.code));
    });
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('pong', () => void this.#heard());
    ws.on('ping', (data) => {
      if (!this.#heard()) return;
      if (ws.bufferedAmount < limits.rates.slowSocketBytes) ws.pong(data); // who does not read gets no pongs piled up
    });
    ws.on('close', () => {
      if (this.#state.is === 'joined') this.#state.session.leave();
      this.#state = { is: 'ending' };
      closed();
    });
  }

  join(room: Room, who: { member: Member; wantsExtras: boolean; epoch: number | undefined }): void {
    if (this.#state.is !== 'loading') return; // gone while the room was loading
    const { waiting } = this.#state;
    const session = room.join({
      member: who.member,
      wantsExtras: who.wantsExtras,
      ...(who.epoch === undefined ? {} : { epoch: who.epoch }),
      send: (parcel) => this.#write(parcel),
      buffered: () => this.#options.ws.bufferedAmount,
      close: (code, why) => this.#end(code, why),
    });
    // `close` may have run already: the room did not take it.
    if (this.#isEnding()) return session.leave();
    this.#state = { is: 'joined', session };
    for (const frame of waiting) this.#hand(session, frame);
  }

  /** Says why in the close frame and nothing else; who does not go is cut. */
  refuse(why: Refusal): void {
    this.#end(REFUSALS[why.code].close, why);
  }

  /** Asks for a sign of life; a socket that gave none twice in a row is cut: its machine or its network is gone. */
  look(): void {
    const { ws } = this.#options;
    if (this.#silent >= 2) return ws.terminate();
    this.#silent++;
    ws.ping();
  }

  cut(): void {
    this.#options.ws.terminate();
  }

  /**
   * The one place that writes frames of a room: one write of one buffer, shared by everybody who gets this parcel.
   * INVARIANT: only whole frames, past `ws`. Without compression `ws` writes its own (pong, close) whole and at once
   * too, so neither is ever inside the other; its `bufferedAmount` counts what waits in the socket, ours included.
   */
  #write(parcel: Parcel): void {
    const { ws, socket } = this.#options;
    if (ws.readyState === ws.OPEN) socket.write(framed(parcel));
  }

  /** A sign of life, of whatever sort; false when it counts no more. */
  #heard(): boolean {
    this.#silent = 0;
    if (this.#state.is === 'ending') return false;
    if (this.#frames.take()) return true;
    this.#broken(refusal('too-fast'));
    // INVARIANT: whoever floods is not read any more. Frames that are only thrown away still take everybody's time.
    this.#options.ws.pause();
    return false;
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#heard()) return;
    const state = this.#state;
    if (state.is === 'ending') return;
    if (!isBinary || !(data instanceof Uint8Array)) return this.refuse(refusal('malformed'));
    if (state.is === 'joined') return this.#hand(state.session, data);
    state.bytes += data.length;
    state.waiting.push(data);
    if (state.waiting.length > ROOM_LIMITS.waitingFrames || state.bytes > ROOM_LIMITS.waitingBytes) {
      this.refuse(refusal('too-fast'));
    }
  }

  /** INVARIANT: whatever goes wrong over one socket's frame ends that socket, never the process. */
  #hand(session: Session, frame: Uint8Array): void {
    try {
      session.receive(frame);
    } catch (error) {
      this.#options.log.error(
        { error: String(error) },
        'A frame could not be handled; its socket was closed.',
      );
      session.refuse(refusal('internal'));
    }
  }

  #whyBroken(code: string | undefined): Refusal {
    const max = this.#options.limits.gate.frameBytes;
    return code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? refusal('too-big', { max }) : refusal('malformed');
  }

  #broken(why: Refusal): void {
    if (this.#state.is === 'joined') this.#state.session.refuse(why);
    else this.refuse(why);
  }

  #end(code: number, why: Refusal): void {
    const { ws, clock } = this.#options;
    if (this.#state.is === 'ending') return;
    if (this.#state.is === 'joined') this.#state.session.leave();
    this.#state = { is: 'ending' };
    ws.close(code, why.code);
    const cancel = clock.after(ROOM_LIMITS.goodbyeMs, () => ws.terminate());
    ws.once('close', cancel);
  }

  #isEnding(): boolean {
    return this.#state.is === 'ending';
  }
}
