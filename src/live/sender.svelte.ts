// Sends alerts until the server says *recorded*: tries again, says NOT SENT after five seconds, holds what has grown old.
import type { Socket } from 'socket.io-client';
import type { AlertContent } from '#domain/alerts/life.ts';
import type { AlertAnswer } from '#domain/protocol.ts';
import type { ServerClock } from './clock.svelte.ts';
import type { Outgoing } from './contract.ts';
import { Outbox, newAlertId, type OutboxItem } from './outbox.ts';
import { passes } from './passes.ts';

/** Retries of a sent alert, ms: quick first, then every five seconds for as long as the page is open. */
const RETRY_MS = [250, 500, 1000, 2000, 5000];
/** Without an answer for this long the page says NOT SENT: use radio. */
const NOT_SENT_MS = 5000;
/** An alert that waited longer is not sent by itself. */
const STALE_MS = 10 * 60_000;

type Kept = OutboxItem & { readonly kept: boolean };
type Sent = { readonly item: Kept; tries: number; readonly first: number; next: number; told: Outgoing };

export class Sender {
  readonly #box: Outbox;
  readonly #clock: ServerClock;
  #sent: Sent[] = [];
  #outbox = $state.raw<readonly Outgoing[]>([]);

  constructor(membership: string, clock: ServerClock) {
    this.#clock = clock;
    this.#box = new Outbox(membership);
    const now = clock.read();
    for (const item of this.#box.items) this.#queue({ ...item, kept: true }, now - item.madeAt > STALE_MS);
  }

  get outbox(): readonly Outgoing[] {
    return this.#outbox;
  }

  /** Answers the alert's id, made once: sending it twice is one alert. */
  raise(content: AlertContent): string {
    const now = this.#clock.read();
    const item = { id: newAlertId(now), content, madeAt: now };
    this.#queue({ ...item, kept: this.#box.add(item) }, false);
    return item.id;
  }

  resend(id: string): void {
    const item = this.#box.get(id);
    if (!item) return;
    this.#sent = this.#sent.filter((sent) => sent.item.id !== id);
    this.#queue({ ...item, kept: true }, false);
  }

  discard(id: string): void {
    this.#box.remove(id);
    this.#sent = this.#sent.filter((sent) => sent.item.id !== id);
    this.#tell();
  }

  /** Sends what is due. Call often. */
  work(socket: Socket): void {
    const now = Date.now();
    for (const sent of this.#sent) {
      if (sent.told.state === 'sending' || sent.told.state === 'not-sent') this.#send(sent, socket, now);
    }
    this.#tell();
  }

  #queue(item: Kept, held: boolean): void {
    const now = Date.now();
    const told: Outgoing = { ...item, state: held ? 'held' : 'sending' };
    this.#sent = [...this.#sent, { item, tries: 0, first: now, next: now, told }];
    this.#tell();
  }

  #send(sent: Sent, socket: Socket, now: number): void {
    const { item } = sent;
    if (now - sent.first > NOT_SENT_MS && sent.told.state === 'sending')
      sent.told = { ...item, state: 'not-sent' };
    if (now - sent.first > STALE_MS) sent.told = { ...item, state: 'held' };
    if (now < sent.next || !socket.connected || sent.told.state === 'held') return;
    sent.next = now + (RETRY_MS[sent.tries++] ?? 5000);
    socket.emit('alert:raise', { id: item.id, ...item.content }, (answer: AlertAnswer) => {
      if (!answer.ok && passes(answer.code)) return; // the next try may go through
      sent.told = answer.ok
        ? { ...item, state: 'recorded', seq: answer.seq }
        : { ...item, state: 'refused', code: answer.code, params: answer.params };
      if (answer.ok) this.#box.remove(item.id);
      this.#tell();
    });
  }

  #tell(): void {
    const next = this.#sent.map(({ told }) => told);
    const same = next.length === this.#outbox.length && next.every((told, i) => told === this.#outbox[i]);
    if (!same) this.#outbox = next;
  }
}
