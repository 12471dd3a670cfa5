// One face for clients of every age and make: stock y-websocket 1.5, 2.1 and 3.1, and one without any code of Yjs.
import { WebSocket } from 'ws';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider1 } from 'y-websocket-1';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import { Doc } from 'yjs';
import type { Session } from './target.ts';
import type { Cells } from './stage.ts';
import { WasmClient } from './wasm-client.ts';

export const CLIENT_SORTS = ['y-websocket 1.5', 'y-websocket 2.1', 'y-websocket 3.1', 'ywasm'] as const;
export type ClientSort = (typeof CLIENT_SORTS)[number];

export type Shown = { readonly [key: string]: unknown } | null;

export interface Client {
  /** Yjs client id */
  readonly id: number;
  /** has the server's board */
  inStep(): boolean;
  /** Sets cells of one record in one transaction. */
  set(kind: string, id: string, cells: Cells): void;
  get(kind: string, id: string, field: string): unknown;
  /** the line is cut; the document stays */
  goAway(): void;
  comeBack(): void;
  /** how often a line stood */
  lines(): number;
  /** Shows itself to the others. */
  show(state: Shown): void;
  /** everybody it sees, by client id */
  seen(): ReadonlyMap<number, Shown>;
  end(): void;
}

const PROVIDERS = {
  'y-websocket 1.5': Provider1,
  'y-websocket 2.1': Provider2,
  'y-websocket 3.1': Provider3,
} as const;

export function clientOf(sort: ClientSort, url: string, session: Session): Client {
  return sort === 'ywasm' ? new WasmClient(url, session) : new StockClient(sort, url, session);
}

class StockClient implements Client {
  readonly #doc = new Doc();
  readonly #provider: Provider3;
  #lines = 0;

  constructor(sort: keyof typeof PROVIDERS, url: string, { bearer }: Session) {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    class WithBearer extends WebSocket {
      constructor(address: string, protocols?: string[]) {
        super(address, protocols, { headers });
      }
    }
    const cut = url.lastIndexOf('/');
    const Provider = PROVIDERS[sort] as typeof Provider3;
    this.#provider = new Provider(url.slice(0, cut), url.slice(cut + 1), this.#doc, {
      WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      maxBackoffTime: 100,
    });
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') this.#lines++;
    });
  }

  get id(): number {
    return this.#doc.clientID;
  }

  inStep(): boolean {
    return this.#provider.synced;
  }

  set(kind: string, id: string, cells: Cells): void {
    this.#doc.transact(() => {
      for (const [field, value] of Object.entries(cells)) this.#doc.getMap(kind).set(`${id}.${field}`, value);
    });
  }

  get(kind: string, id: string, field: string): unknown {
    return this.#doc.getMap(kind).get(`${id}.${field}`);
  }

  goAway(): void {
    this.#provider.disconnect();
  }

  comeBack(): void {
    this.#provider.connect();
  }

  lines(): number {
    return this.#lines;
  }

  show(state: Shown): void {
    this.#awareness.setLocalState(state);
  }

  seen(): ReadonlyMap<number, Shown> {
    return this.#awareness.getStates();
  }

  get #awareness(): Awareness {
    return this.#provider.awareness as Awareness;
  }

  end(): void {
    this.#provider.destroy();
    this.#doc.destroy();
  }
}
