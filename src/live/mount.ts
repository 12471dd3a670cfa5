// One document and its connection to the server: a y-websocket provider that also speaks frames 100–103.
// A mount is never repaired: after a refusal or an epoch it is thrown away and a fresh document takes its place.
import { readVarString, type Decoder } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import { Doc, getState } from 'yjs';
import { FRAME, type Changes, type Hello, type RefusedFrame, type Saved } from '#domain/protocol.ts';
import { retryAfter } from './retry.ts';

/** A silent link is probed and given this long, ms, before the socket is replaced. */
const PROBE_MS = 4000;

export interface MountEvents {
  hello(hello: Hello): void;
  saved(saved: Saved): void;
  refused(refused: RefusedFrame): void;
  changes(changes: Changes): void;
  connection(connected: boolean): void;
  /** @param first the board has just arrived */
  synced(first: boolean): void;
  /** the server closed for good (44xx); `reason` is the refusal's code */
  closed(reason: string): void;
  presence(): void;
}

export interface MountOptions {
  /** ws:// or wss:// origin */
  readonly origin: string;
  readonly room: string;
  readonly as: string;
  /** the epoch this page knows, once it knows one */
  readonly epoch: number | undefined;
  /** the browser's own unless said otherwise */
  readonly socket?: typeof WebSocket | undefined;
}

export class Mount {
  readonly doc = new Doc();
  readonly awareness = new Awareness(this.doc);
  readonly #provider: WebsocketProvider;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #stands = false;

  constructor(options: MountOptions, events: MountEvents) {
    const params: Record<string, string> = { as: options.as, v: '1' };
    if (options.epoch !== undefined) params['e'] = String(options.epoch);
    // INVARIANT disableBc: y-websocket shares documents between tabs whatever their roles.
    this.#provider = new WebsocketProvider(`${options.origin}/sync`, options.room, this.doc, {
      awareness: this.awareness,
      params,
      disableBc: true,
      connect: false,
      ...(options.socket ? { WebSocketPolyfill: options.socket } : {}),
    });
    drawRetriesByLot(this.#provider);
    const on = (type: number, take: (json: string) => void): void => {
      this.#provider.messageHandlers[type] = (_encoder: unknown, decoder: Decoder) =>
        take(readVarString(decoder));
    };
    on(FRAME.hello, (json) => {
      const hello = JSON.parse(json) as Hello;
      this.#provider.params = { ...params, e: String(hello.epoch) };
      events.hello(hello);
    });
    on(FRAME.saved, (json) => events.saved(JSON.parse(json) as Saved));
    on(FRAME.refused, (json) => events.refused(JSON.parse(json) as RefusedFrame));
    on(FRAME.changes, (json) => events.changes(JSON.parse(json) as Changes));
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') events.connection(true);
    });
    // Also when it never stood: the provider's own status tells only of connections that did.
    this.#provider.on('connection-close', () => {
      if (!this.#closed) events.connection(false);
    });
    this.#provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      const first = !this.#stands;
      this.#stands = true;
      events.synced(first);
    });
    this.#provider.on('closed', ({ reason }) => events.closed(reason));
    this.awareness.on('change', () => {
      if (!this.#closed) events.presence();
    });
    this.#provider.connect();
  }

  /** Has the board arrived? Before, what is in the document is nothing yet. */
  get stands(): boolean {
    return this.#stands;
  }

  /** Next clock of this document's own client id: everything I wrote lies below it. */
  get clock(): number {
    return getState(this.doc.store, this.doc.clientID);
  }

  /** Asks the server for a sign of life; without one the socket is replaced. */
  probe(): void {
    const { ws } = this.#provider;
    if (!ws || this.#probe) return;
    const before = this.#provider.wsLastMessageReceived;
    if (ws.readyState === ws.OPEN) {
      const encoder = createEncoder();
      writeVarUint(encoder, FRAME.queryAwareness);
      ws.send(toUint8Array(encoder));
    }
    this.#probe = setTimeout(() => {
      this.#probe = undefined;
      if (this.#provider.ws === ws && this.#provider.wsLastMessageReceived === before) this.reconnect();
    }, PROBE_MS);
  }

  reconnect(): void {
    this.#provider.disconnect();
    this.#provider.connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#probe);
    this.#provider.destroy();
    this.awareness.destroy();
    this.doc.destroy();
  }
}

/** tries after which the provider's own step, 100 ms × 2^tries, is longer than any wait of ours */
const OWN_STEPS = 6;

/**
 * The provider waits the shorter of its own step and `maxBackoffTime`, and its first four steps know no chance. So its count
 * starts high and the limit is what we drew.
 */
function drawRetriesByLot(provider: WebsocketProvider): void {
  Object.defineProperty(provider, 'maxBackoffTime', {
    get: () => retryAfter(provider.wsUnsuccessfulReconnects - OWN_STEPS, Math.random()),
  });
  const lift = (): void => {
    provider.wsUnsuccessfulReconnects = Math.max(provider.wsUnsuccessfulReconnects, OWN_STEPS);
  };
  provider.on('connection-close', lift);
}
