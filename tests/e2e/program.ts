// A program in the room, as somebody outside would write one: joins by POST, follows by the stock y-websocket client.
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { readVarString, type Decoder } from 'lib0/decoding';
import { Doc, getState } from 'yjs';
import { boardJson, writeCells, type BoardJson } from '#board/cells.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import { ROAD } from '../served/road.ts';
import { until, type House } from './house.ts';

interface Joined {
  readonly room: string;
  readonly role: string;
  readonly user: string;
  readonly membership: string;
  readonly session: string;
}

export class Program {
  readonly house: House;
  readonly room: string;
  readonly session: string;
  readonly membership: string;
  readonly user: string;
  party = '';
  readonly doc = new Doc();
  readonly provider: WebsocketProvider;
  readonly closes: number[] = [];

  private constructor(house: House, joined: Joined) {
    this.house = house;
    this.room = joined.room;
    this.session = joined.session;
    this.membership = joined.membership;
    this.user = joined.user;
    const headers = this.headers;
    const WithBearer = class extends WebSocket {
      constructor(address: string, protocols?: string[]) {
        super(address, protocols, { headers });
      }
    };
    this.provider = new WebsocketProvider(`ws://127.0.0.1:${house.port}/sync`, joined.room, this.doc, {
      WebSocketPolyfill: WithBearer as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      params: { v: '1' },
    });
    for (const type of [100, 101, 102, 103]) this.onFrame(type, () => undefined);
    this.provider.on('connection-close', (event) => this.closes.push(event?.code ?? 0));
  }

  static async join(
    house: House,
    room: string,
    role: string,
    name: string,
    party?: string,
  ): Promise<Program> {
    const { token } = await house.invite(
      room,
      role,
      name,
      party,
      ...(role === 'coordinator' ? ['--owner'] : []),
    );
    const answer = await fetch(`${house.url}/api/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invite: token }),
    });
    const program = new Program(house, (await answer.json()) as Joined);
    await until(
      () => program.provider.synced,
      5000,
      () => `${name} did not get in: ${program.closes.join()}`,
    );
    const parties = Object.entries(program.board()['party'] ?? {});
    program.party = parties.find(([, cells]) => cells['name'] === (party ?? 'Coordination Cell'))?.[0] ?? '';
    return program;
  }

  /** Hears frames of a type beside y-websocket's own. */
  onFrame(type: number, hear: (json: string) => void): void {
    this.provider.messageHandlers[type] = (_encoder: unknown, decoder: Decoder) =>
      hear(readVarString(decoder));
  }

  /** Next clock of this program's own edits. */
  get clock(): number {
    return getState(this.doc.store, this.doc.clientID);
  }

  get headers(): { authorization: string } {
    return { authorization: `Bearer ${this.session}` };
  }

  board(): BoardJson {
    return boardJson(this.doc);
  }

  create(kind: string, cells: { readonly [field: string]: CellValue }): string {
    const id = crypto.randomUUID().replaceAll('-', '').slice(0, 12);
    this.set(kind, id, cells);
    return id;
  }

  set(kind: string, id: string, cells: { readonly [field: string]: CellValue }): void {
    writeCells(
      this.doc,
      Object.entries(cells).map(([field, value]) => ({ ref: { kind, id, field }, value })),
      'test',
    );
  }

  /** Until the server's own board shows what this document shows. */
  async saved(): Promise<void> {
    const mine = JSON.stringify(sorted(this.board()));
    await until(
      async () => JSON.stringify(sorted(await this.house.board(this.room, this.session))) === mine,
      5000,
    );
  }

  /** Imports a straight road of 20 km; answers the record id of its route. */
  async importRoute(): Promise<string> {
    const answer = await fetch(
      `${this.house.url}/api/rooms/${this.room}/imports?kind=route&name=road.geojson`,
      {
        method: 'POST',
        headers: { ...this.headers, 'content-type': 'application/geo+json' },
        body: JSON.stringify(ROAD),
      },
    );
    if (!answer.ok) throw new Error(`the route was not imported: ${await answer.text()}`);
    await until(() => Object.keys(this.board()['route'] ?? {}).length > 0, 5000);
    return Object.keys(this.board()['route'] ?? {})[0] ?? '';
  }

  close(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
