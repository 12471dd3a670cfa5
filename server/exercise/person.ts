// One invented person of the exercise: an ordinary client of both channels with a bearer session, no back door.
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { Doc } from 'yjs';
import type { AlertState } from '#domain/alerts/life.ts';
import type { AckAlert, AlertAnswer, EndAlert, Feed, RaiseAlert } from '#domain/protocol.ts';
import { boardJson, readCell, writeCells, type BoardJson } from '#board/cells.ts';
import type { Kind } from '#domain/kinds/registry.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { sameValue } from '#domain/same-value.ts';

export interface Login {
  /** http(s) address of the server */
  readonly url: string;
  readonly room: string;
  /** bearer */
  readonly session: string;
}

type Commands = {
  'alert:raise': RaiseAlert;
  'alert:ack': AckAlert;
  'alert:end': EndAlert;
};

/** An answer that does not come in this time counts as none; the next tick asks again. */
const ANSWER_MS = 5000;

export class Person {
  readonly #doc = new Doc();
  readonly #provider: WebsocketProvider;
  readonly #socket: Socket;
  readonly #alerts = new Map<string, AlertState>();

  constructor({ url, room, session }: Login) {
    const headers = { authorization: `Bearer ${session}` };
    const WithBearer = class extends WebSocket {
      constructor(address: string, protocols?: string[]) {
        super(address, protocols, { headers, perMessageDeflate: false });
      }
    };
    this.#provider = new WebsocketProvider(`${url.replace(/^http/, 'ws')}/sync`, room, this.#doc, {
      WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    this.#provider.awareness.setLocalState({});
    this.#socket = io(url, { transports: ['websocket'], extraHeaders: headers, auth: { room } });
    this.#socket.on('feed', ({ entries }: Feed) => {
      for (const { alert } of entries) this.#alerts.set(alert.id, alert);
    });
  }

  /** Everything on the server has been seen, and the alert channel is open. */
  get ready(): boolean {
    return this.#provider.synced && this.#socket.connected;
  }

  board(): BoardJson {
    return boardJson(this.#doc);
  }

  alert(id: string): AlertState | undefined {
    return this.#alerts.get(id);
  }

  /** Sets the fields that differ, in one change; answers how many did. */
  set(kind: Kind, id: string, fields: { readonly [field: string]: CellValue | undefined }): number {
    const writes = Object.entries(fields).flatMap(([field, value]) =>
      value === undefined || sameValue(readCell(this.#doc, kind, id, field), value)
        ? []
        : [{ ref: { kind, id, field }, value }],
    );
    if (writes.length > 0) writeCells(this.#doc, writes, 'scenario');
    return writes.length;
  }

  /** Null when the server did not answer in time. */
  async command<C extends keyof Commands>(event: C, payload: Commands[C]): Promise<AlertAnswer | null> {
    const [answer] = (await this.#socket
      .timeout(ANSWER_MS)
      .emitWithAck(event, payload)
      .then((said: AlertAnswer) => [said])
      .catch(() => [null])) as [AlertAnswer | null];
    return answer;
  }

  close(): void {
    this.#provider.destroy();
    this.#socket.disconnect();
    this.#doc.destroy();
  }
}
