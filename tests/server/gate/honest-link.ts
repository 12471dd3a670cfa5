// A tab and its connection: frames on their way in both directions, offline times, frames that come late or twice.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { KIND_NAMES } from '#domain/kinds/registry.ts';
import { mapOf } from '#board/cells.ts';
import type { Member } from '#domain/people.ts';
import type { Verdict } from '#server/rooms/gate/verdict.ts';
import type { Chance } from './chance.ts';
import { HonestClient } from './honest-client.ts';
import type { TestRoom } from './judged-room.ts';

export class HonestLink {
  readonly client: HonestClient;
  readonly member: Member;
  online = false;
  readonly #room: TestRoom;
  readonly #chance: Chance;
  /** frames to the room */
  readonly #up: Uint8Array[] = [];
  /** how many of the room's published updates this tab has */
  #seen = 0;

  /** @param stored what the tab finds in the browser's storage: another tab's document, unsent edits included */
  constructor(room: TestRoom, member: Member, clientId: number, chance: Chance, stored?: Doc) {
    this.#room = room;
    this.member = member;
    this.#chance = chance;
    // A document without garbage collection keeps overwritten values: its runs arrive with several of them.
    const doc = new Doc({ gc: !chance.once(3), guid: 'tab' });
    for (const kind of KIND_NAMES) mapOf(doc, kind);
    if (stored) applyUpdate(doc, encodeStateAsUpdate(stored), 'stored');
    doc.clientID = clientId;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote' && this.online) this.#up.push(update);
    });
    this.client = new HonestClient(member, doc, chance);
    this.connect();
  }

  get doc(): Doc {
    return this.client.doc;
  }

  /** SyncStep1 and 2 both ways, as y-websocket does it; sometimes the client sends all it has. */
  connect(): void {
    this.online = true;
    this.#up.length = 0;
    const asked = encodeStateVector(this.#room.doc);
    if (this.#chance.once(2)) this.#receiveAll();
    this.#up.push(
      this.#chance.once(5) ? encodeStateAsUpdate(this.doc) : encodeStateAsUpdate(this.doc, asked),
    );
    this.#receiveAll();
  }

  disconnect(): void {
    this.online = false;
    this.#up.length = 0;
  }

  /** Hands one waiting frame to the room; now and then not the first, or twice. */
  sendOne(): void {
    if (this.#up.length === 0) return;
    const at = this.#chance.once(4) ? this.#chance.whole(0, this.#up.length - 1) : 0;
    const frame = this.#chance.once(15) ? this.#up[at] : this.#up.splice(at, 1)[0];
    if (frame) this.#send(frame);
  }

  receiveSome(): void {
    const until = this.#chance.whole(this.#seen, this.#room.published.length);
    for (; this.#seen < until; this.#seen++) this.#take(this.#room.published[this.#seen]);
  }

  /** Brings everything up to date, acts, and sends what came of it: nothing at times. */
  actAlone(): { bytes: Uint8Array; verdict: Verdict } | undefined {
    this.settle();
    this.client.act();
    const bytes = this.#up.shift();
    return bytes && { bytes, verdict: this.#room.receive(this.member, bytes) };
  }

  /** Everything sent and received. */
  settle(): void {
    if (!this.online) this.connect();
    while (this.#up.length > 0) this.#send(this.#up.shift() as Uint8Array);
    this.#receiveAll();
  }

  #send(bytes: Uint8Array): void {
    const verdict = this.#room.receive(this.member, bytes);
    if (verdict.verdict !== 'resync') return;
    const all = encodeStateAsUpdate(this.doc, encodeStateVector(this.#room.doc));
    const healed = this.#room.receive(this.member, all);
    if (healed.verdict === 'resync') throw new Error('Asking for everything did not heal what was missing.');
  }

  #receiveAll(): void {
    this.#take(encodeStateAsUpdate(this.#room.doc, encodeStateVector(this.doc)));
    this.#seen = this.#room.published.length;
  }

  #take(update: Uint8Array | undefined): void {
    if (update) applyUpdate(this.doc, update, 'remote');
  }
}
