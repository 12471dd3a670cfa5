// A client written from the protocol's description alone: documents of Yjs in Rust, frames by hand, nothing of Yjs' own code.
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { YDoc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'ywasm';
import { presence, sync } from '../server/rooms/raw-client.ts';
import type { Client, Shown } from './clients.ts';
import type { Session } from './target.ts';
import type { Cells } from './stage.ts';

const SYNC = { step1: 0, step2: 1, update: 2 } as const;

export class WasmClient implements Client {
  readonly #doc = new YDoc({});
  readonly #url: string;
  readonly #session: Session;
  readonly #seen = new Map<number, Shown>();
  #ws: WebSocket | undefined;
  #inStep = false;
  #lines = 0;
  #shown: Shown = null;
  #shownAt = 0;

  constructor(url: string, session: Session) {
    this.#url = url;
    this.#session = session;
    this.comeBack();
  }

  get id(): number {
    return this.#doc.id;
  }

  inStep(): boolean {
    return this.#inStep;
  }

  set(kind: string, id: string, cells: Cells): void {
    const before = encodeStateVector(this.#doc);
    for (const [field, value] of Object.entries(cells)) {
      this.#doc.getMap(kind).set(`${id}.${field}`, value, undefined);
    }
    this.#send(sync(SYNC.update, encodeStateAsUpdate(this.#doc, before)));
  }

  get(kind: string, id: string, field: string): unknown {
    return this.#doc.getMap(kind).get(`${id}.${field}`, undefined);
  }

  goAway(): void {
    this.#ws?.terminate();
    this.#ws = undefined;
    this.#inStep = false;
    this.#seen.clear();
  }

  comeBack(): void {
    const { bearer } = this.#session;
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const ws = new WebSocket(this.#url, { headers });
    this.#ws = ws;
    ws.on('open', () => {
      this.#lines++;
      this.#send(sync(SYNC.step1, encodeStateVector(this.#doc)));
      if (this.#shown) this.#sendShown();
    });
    ws.on('message', (data: Buffer) => this.#take(new Uint8Array(data)));
    ws.on('error', () => this.goAway());
  }

  lines(): number {
    return this.#lines;
  }

  show(state: Shown): void {
    this.#shown = state;
    this.#sendShown();
  }

  seen(): ReadonlyMap<number, Shown> {
    return this.#seen;
  }

  end(): void {
    this.goAway();
  }

  #take(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === 0) return this.#takeSync(decoder);
    if (type !== 1) return;
    const entries = decoding.createDecoder(decoding.readVarUint8Array(decoder));
    for (let left = decoding.readVarUint(entries); left > 0; left--) {
      const id = decoding.readVarUint(entries);
      decoding.readVarUint(entries); // the clock: frames come in order here
      const state = JSON.parse(decoding.readVarString(entries)) as Shown;
      if (state === null) this.#seen.delete(id);
      else this.#seen.set(id, state);
    }
  }

  #takeSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (step === SYNC.step1) return this.#send(sync(SYNC.step2, encodeStateAsUpdate(this.#doc, bytes)));
    applyUpdate(this.#doc, bytes, 'server');
    if (step === SYNC.step2) this.#inStep = true;
  }

  #sendShown(): void {
    this.#send(presence([this.id, ++this.#shownAt, this.#shown]));
  }

  #send(frame: Uint8Array): void {
    if (this.#ws?.readyState === 1) this.#ws.send(frame);
  }
}
