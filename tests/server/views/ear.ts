// Everything that reaches one person by any outlet, as text and by outlet: what a curious reader has to search through.
import { io, type Socket } from 'socket.io-client';
import { decodeUpdate } from 'yjs';
import { RawClient, presence, readFrame, sync, updateOf } from '../rooms/raw-client.ts';
import { until } from '../rooms/ports.ts';
import type { Joined, ServedApp } from './served-app.ts';

export class Ear {
  readonly #served: ServedApp;
  readonly #who: Joined;
  readonly #heard = new Map<string, string[]>();
  #client!: RawClient;
  #socket!: Socket;
  #frames = 0;

  private constructor(served: ServedApp, who: Joined) {
    this.#served = served;
    this.#who = who;
  }

  /** Connects to both channels and waits until both have said what there is to say. */
  static async open(served: ServedApp, who: Joined): Promise<Ear> {
    const ear = new Ear(served, who);
    await ear.#connect();
    return ear;
  }

  get client(): RawClient {
    return this.#client;
  }

  /** Reads everything that can be read over HTTP. @param records all of the room, `kind/id` */
  async read(records: readonly string[], hashes: readonly string[]): Promise<void> {
    const history = records.flatMap((record) => [
      `/history?record=${record}`,
      `/history?record=${record}&before=999999`,
    ]);
    const geometry = hashes.map((hash) => `/geometry/${hash}`);
    const lists = ['/board', '/ages', '/journal', '/alerts', '/alerts?after=1', '/members', '/invitations'];
    for (const path of [...lists, ...history, ...geometry])
      await this.#http(`rooms/${this.#served.room}${path}`, {});
    for (const path of ['memberships', 'nowhere']) await this.#http(path, {});
  }

  /** Asks for everything that observers may not do, for what its refusal says. @param alerts ids of what was raised */
  async overreach(records: readonly string[], alerts: readonly string[]): Promise<void> {
    const [kind, record] = records[0]?.split('/') ?? [];
    await this.#post('/set', { kind, record, cells: { name: 'x' } });
    for (const path of [
      '/archive',
      '/archive?dry=1',
      '/archive/1/undo',
      '/epoch',
      '/imports?dry=1',
      '/imports/x/undo',
    ])
      await this.#post(path, { records });
    for (const id of alerts) {
      const place = { lon: 1, lat: 1 };
      const raised = { id, event: 'crowd', severity: 'Minor', place, observedAt: this.#served.clock.now() };
      await this.#post('/alerts', raised);
      for (const [event, body] of [
        ['alert:raise', raised],
        ['alert:ack', { id, rev: 9, stance: 'seen' }],
        ['alert:end', { id, rev: 9, reason: 'x' }],
        ['feed:since', { seq: 1 }],
      ] as const)
        this.#note('alert answers', JSON.stringify(await this.#socket.emitWithAck(event, body)));
    }
  }

  /** Forges a change of a cell and keeps what is said about it. */
  async forge(cell: string): Promise<void> {
    const client = new RawClient(this.#wsUrl(), this.#who.session);
    await client.opened();
    const [kind = '', id = '', field = ''] = cell.split('/');
    client.send(
      sync(
        2,
        updateOf(client.doc, (doc) => doc.getMap(kind).set(`${id}.${field}`, 'forged')),
      ),
    );
    await client.closes();
    for (const bytes of client.bytes) this.#noteFrame(bytes);
    this.#note('close reasons', client.closed?.reason ?? '');
  }

  /** Shows itself in a field, as a page does. */
  focus(cell: string): void {
    this.#client.send(presence([this.#client.doc.clientID, 1, { cell }]));
  }

  /** Everything heard so far, by outlet. */
  heard(): ReadonlyMap<string, string> {
    for (; this.#frames < this.#client.bytes.length; this.#frames++) {
      const bytes = this.#client.bytes[this.#frames];
      if (bytes) this.#noteFrame(bytes);
    }
    return new Map([...this.#heard].map(([outlet, texts]) => [outlet, texts.join('\n')]));
  }

  close(): void {
    this.#client.cut();
    this.#socket.close();
  }

  async #connect(): Promise<void> {
    this.#client = new RawClient(this.#wsUrl(), this.#who.session);
    await this.#client.opened();
    await this.#client.syncs();
    this.#socket = io(this.#served.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { authorization: `Bearer ${this.#who.session}` },
      auth: { room: this.#served.room },
    });
    let beats = 0;
    this.#socket.onAny((event: string, ...args: unknown[]) => {
      if (event === 'beat') beats++;
      this.#note(`alert ${event}`, JSON.stringify(args));
    });
    await until('the alert channel is live', () => beats > 0);
  }

  #wsUrl(): string {
    return `${this.#served.url.replace('http', 'ws')}/sync/${this.#served.room}?v=1`;
  }

  #noteFrame(bytes: Uint8Array): void {
    this.#note('bytes of the board channel', Buffer.from(bytes).toString('latin1'));
    const frame = readFrame(bytes);
    if (frame.is === 'step2' || frame.is === 'update')
      this.#note(`board ${frame.is}`, contentOf(frame.bytes));
    else if ('body' in frame) this.#note(`board ${frame.is}`, JSON.stringify(frame.body));
    else if (frame.is === 'presence') this.#note('board presence', JSON.stringify(frame.entries));
  }

  #post(path: string, body: object): Promise<void> {
    return this.#http(`rooms/${this.#served.room}${path}`, { method: 'POST', body: JSON.stringify(body) });
  }

  async #http(path: string, init: RequestInit): Promise<void> {
    const headers = { authorization: `Bearer ${this.#who.session}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.#served.url}/api/${path}`, { ...init, headers });
    const head = JSON.stringify([...answer.headers]);
    const outlet = `HTTP ${init.method ?? 'GET'} ${
      path
        .split('/')
        .slice(path.startsWith('rooms/') ? 2 : 0)
        .join('/')
        .split(/[?/]/)[0]
    }`;
    this.#note(outlet, `${answer.status} ${head} ${await answer.text()}`);
  }

  #note(outlet: string, text: string): void {
    const texts = this.#heard.get(outlet);
    if (texts) texts.push(text);
    else this.#heard.set(outlet, [text]);
  }
}

/** Every key and value that an update carries, those that were overwritten later included. */
function contentOf(update: Uint8Array): string {
  return JSON.stringify(
    decodeUpdate(update).structs.map((struct) => [
      'parentSub' in struct ? struct.parentSub : '',
      'content' in struct ? struct.content.getContent() : '',
    ]),
  );
}
