// One window of a person: a stock client of some age with its document, what was typed in it, and what the server said of it.
import { readVarString, type Decoder } from 'lib0/decoding';
import { WebSocket } from 'ws';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider1 } from 'y-websocket-1';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import { Doc, getState } from 'yjs';
import { writeCells, type CellWrite } from '#board/cells.ts';
import type { CellAddress } from '#domain/cells.ts';
import { addressOf } from '#domain/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { FRAME, type Hello, type RefusedFrame, type Saved } from '#domain/protocol.ts';
import type { Chance } from '../server/gate/chance.ts';

/** One transaction of a person, as their own document made it. */
export interface Typed {
  readonly clientId: number;
  /** clocks of this client id from here … */
  readonly from: number;
  /** … up to here */
  readonly to: number;
  readonly update: Uint8Array;
  /** one clock each, in this order */
  readonly cells: readonly { readonly cell: CellAddress; readonly write: CellWrite }[];
}

/** Why a window is of no use any more: a code of the catalogue, or the close code when no frame said it. */
export type Over = RefusedFrame['code'] | number;

const PROVIDERS = [Provider1, Provider2, Provider3] as unknown as readonly (typeof Provider3)[];

export class Window {
  readonly doc = new Doc();
  readonly typed: Typed[] = [];
  /** somebody changed what this person may do while the window was open */
  rightsChanged = false;
  hello: Hello | undefined;
  over: Over | undefined;
  /** it has had the board at least once */
  ready = false;
  /** everything of its own below this clock is on disk, says the server */
  saved = 0;
  readonly #provider: Provider3;
  #refused: RefusedFrame | undefined;

  constructor(url: string, session: string, chance: Chance) {
    const headers = { authorization: `Bearer ${session}` };
    class WithBearer extends WebSocket {
      constructor(address: string, protocols?: string[]) {
        super(address, protocols, { headers });
      }
    }
    const cut = url.lastIndexOf('/');
    const Provider = chance.pick(PROVIDERS);
    this.#provider = new Provider(url.slice(0, cut), url.slice(cut + 1), this.doc, {
      WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      maxBackoffTime: 150,
      params: { v: '1' },
    });
    this.#hear(FRAME.hello, (hello: Hello) => (this.hello = hello));
    this.#hear(FRAME.saved, ({ clocks }: Saved) => {
      this.saved = Math.max(this.saved, clocks[String(this.doc.clientID)] ?? 0);
    });
    this.#hear(FRAME.refused, (refused: RefusedFrame) => (this.#refused = refused));
    this.#hear(FRAME.changes, () => undefined);
    this.#provider.on('sync', (inStep: boolean) => (this.ready ||= inStep));
    this.#provider.on('connection-close', (event) => this.#closed(event?.code ?? 0));
  }

  get inStep(): boolean {
    return this.#provider.synced;
  }

  /** Next clock of its own edits. */
  get clock(): number {
    return getState(this.doc.store, this.doc.clientID);
  }

  get isSaved(): boolean {
    return this.saved >= this.clock;
  }

  value({ kind, id, field }: CellWrite['ref']): CellValue | undefined {
    return this.doc.getMap<CellValue>(kind).get(`${id}.${field}`);
  }

  /** Everybody it sees, by what the server stamped on them. */
  seen(): { readonly user?: unknown }[] {
    const own = this.doc.clientID;
    return [...this.#provider.awareness.getStates()].filter(([id]) => id !== own).map(([, state]) => state);
  }

  type(writes: readonly CellWrite[]): void {
    const from = this.clock;
    let update: Uint8Array = new Uint8Array();
    const take = (bytes: Uint8Array): void => void (update = bytes);
    this.doc.on('update', take);
    writeCells(this.doc, writes, 'typed');
    this.doc.off('update', take);
    const cells = writes.map((write) => ({ cell: addressOf(write.ref), write }));
    this.typed.push({ clientId: this.doc.clientID, from, to: this.clock, update, cells });
  }

  enter(cell: CellAddress): void {
    this.#provider.awareness.setLocalState({ cell });
  }

  goOffline(): void {
    this.#provider.disconnect();
  }

  /** The network is gone without a goodbye. */
  cut(): void {
    (this.#provider.ws as unknown as WebSocket | null)?.terminate();
  }

  comeBack(): void {
    if (this.over === undefined && !this.#provider.shouldConnect) this.#provider.connect();
  }

  /** Closed by its person, or of no use any more; what was typed in it stays known. */
  close(): void {
    this.#provider.destroy();
    this.doc.destroy(); // with it ends its presence, which would look at the clock for ever
  }

  #hear<T>(type: number, hear: (body: T) => void): void {
    this.#provider.messageHandlers[type] = (_encoder: unknown, decoder: Decoder) =>
      hear(JSON.parse(readVarString(decoder)) as T);
  }

  /** Codes from 4400 on are final; older clients have to be told to believe it. */
  #closed(code: number): void {
    const refused = this.#refused;
    this.#refused = undefined;
    if (refused?.action === 'wait' && refused.code !== 'shutting-down') this.over = refused.code;
    if (code < 4400 || code > 4499) return;
    this.over = refused?.code ?? code;
    this.#provider.shouldConnect = false;
  }
}
