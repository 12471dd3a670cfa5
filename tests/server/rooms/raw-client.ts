// A socket in nobody's hands but the test's: sends any bytes, keeps every frame it got, readable.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Changes, Hello, RefusedFrame, Saved } from '#domain/protocol.ts';
import { until } from './ports.ts';

export type Got =
  | { readonly is: 'step1'; readonly bytes: Uint8Array }
  | { readonly is: 'step2'; readonly bytes: Uint8Array }
  | { readonly is: 'update'; readonly bytes: Uint8Array }
  | { readonly is: 'presence'; readonly entries: readonly GotPresence[] }
  | { readonly is: 'hello'; readonly body: Hello }
  | { readonly is: 'saved'; readonly body: Saved }
  | { readonly is: 'refused'; readonly body: RefusedFrame }
  | { readonly is: 'changes'; readonly body: Changes };

export interface GotPresence {
  readonly clientId: number;
  readonly clock: number;
  readonly state: { readonly [key: string]: unknown } | null;
}

type Of<K extends Got['is']> = Extract<Got, { is: K }>;

export class RawClient {
  readonly ws: WebSocket;
  /** a document that takes whatever comes, like any client's */
  readonly doc = new Y.Doc();
  readonly got: Got[] = [];
  /** every byte that came */
  readonly bytes: Uint8Array[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  status: number | undefined;

  constructor(url: string, bearer: string | undefined) {
    this.ws = new WebSocket(
      url,
      bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } },
    );
    this.ws.on('message', (data: Buffer) => this.#take(new Uint8Array(data)));
    this.ws.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    this.ws.on('unexpected-response', (_request, response) => {
      this.status = response.statusCode;
      response.resume();
    });
    this.ws.on('error', (error) => {
      if (this.ws.readyState === this.ws.CONNECTING) this.status ??= -1;
      this.closed ??= { code: -1, reason: error.message };
    });
  }

  async opened(): Promise<void> {
    await until('the socket opens', () => this.ws.readyState === this.ws.OPEN || this.closed !== undefined);
  }

  async closes(): Promise<{ readonly code: number; readonly reason: string }> {
    await until('the socket closes', () => this.closed !== undefined);
    return this.closed ?? { code: 0, reason: '' };
  }

  all<K extends Got['is']>(is: K): Of<K>[] {
    return this.got.filter((frame): frame is Of<K> => frame.is === is);
  }

  /** The next frame of a kind beyond the first `known` of them. */
  async gets<K extends Got['is']>(is: K, known = 0): Promise<Of<K>> {
    await until(`a frame ${is} comes`, () => this.all(is).length > known);
    const frame = this.all(is)[known];
    if (!frame) throw new Error('unreachable');
    return frame;
  }

  /** Asks for the whole board and waits for it. */
  async syncs(): Promise<void> {
    const known = this.all('step2').length;
    this.send(sync(0, Y.encodeStateVector(this.doc)));
    await this.gets('step2', known);
  }

  send(bytes: Uint8Array): void {
    this.ws.send(bytes);
  }

  /** Makes a change in the own document and sends it as the stock client does. */
  edit(change: (doc: Y.Doc) => void): Uint8Array {
    const update = updateOf(this.doc, change);
    this.send(sync(2, update));
    return update;
  }

  cell(kind: string, id: string, field: string): unknown {
    return this.doc.getMap(kind).get(`${id}.${field}`);
  }

  /** Everybody's last presence, by client id. */
  presence(): Map<number, GotPresence['state']> {
    const seen = new Map<number, GotPresence['state']>();
    for (const { entries } of this.all('presence')) {
      for (const { clientId, state } of entries) seen.set(clientId, state);
    }
    return seen;
  }

  cut(): void {
    this.ws.terminate();
    this.doc.destroy();
  }

  #take(bytes: Uint8Array): void {
    this.bytes.push(bytes);
    const frame = readFrame(bytes);
    this.got.push(frame);
    if (frame.is === 'step2' || frame.is === 'update') Y.applyUpdate(this.doc, frame.bytes);
  }
}

/** The update that a change makes in a document. */
export function updateOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
  let update: Uint8Array = new Uint8Array();
  const take = (bytes: Uint8Array): void => void (update = bytes);
  doc.on('update', take);
  doc.transact(() => change(doc));
  doc.off('update', take);
  return update;
}

/** A sync frame: step 0, 1 or 2 (2 is an update). */
export function sync(step: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

export function presence(
  ...entries: readonly (readonly [clientId: number, clock: number, state: unknown])[]
): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, entries.length);
  for (const [clientId, clock, state] of entries) {
    encoding.writeVarUint(inner, clientId);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, JSON.stringify(state));
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}

/** A frame of the server, readable. */
export function readFrame(bytes: Uint8Array): Got {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case 0:
      return {
        is: (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)] ?? 'update',
        bytes: decoding.readVarUint8Array(decoder),
      };
    case 1: {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
      const entries = Array.from({ length: decoding.readVarUint(inner) }, () => ({
        clientId: decoding.readVarUint(inner),
        clock: decoding.readVarUint(inner),
        state: JSON.parse(decoding.readVarString(inner)) as GotPresence['state'],
      }));
      return { is: 'presence', entries };
    }
    default: {
      const is = (['hello', 'saved', 'refused', 'changes'] as const)[type - 100];
      if (!is) throw new Error(`The server sent a frame of type ${type}.`);
      return { is, body: JSON.parse(decoding.readVarString(decoder)) as never } as Got;
    }
  }
}
