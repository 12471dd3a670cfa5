// Alerts in memory for component tests: what was pressed is kept, what the server would say is set by the test.
import type { AlertContent, AlertState, Stance } from '#domain/alerts/life.ts';
import type { Refusal } from '#domain/refusals.ts';
import type { Alerts, AlertsStatus, Outgoing } from '#live/contract.ts';

/** What somebody pressed, in order. */
export type Pressed =
  | { readonly did: 'acknowledge'; readonly id: string; readonly stance: Stance }
  | { readonly did: 'end' | 'cancel'; readonly id: string; readonly reason: string }
  | { readonly did: 'confirm'; readonly id: string; readonly of: 'end' | 'cancel' }
  | { readonly did: 'raise'; readonly content: AlertContent }
  | { readonly did: 'resend' | 'discard'; readonly id: string };

export class FakeAlerts implements Alerts {
  status = $state.raw<AlertsStatus>({ state: 'live' });
  list = $state.raw<readonly AlertState[]>([]);
  outbox = $state.raw<readonly Outgoing[]>([]);
  missed = $state.raw<readonly AlertState[]>([]);
  online = $state(7);
  sound = $state<'on' | 'blocked' | 'off'>('on');
  pressed = $state.raw<readonly Pressed[]>([]);
  /** what the next command is answered; null: recorded */
  answer: Refusal | null = null;
  readonly #now: () => number;

  constructor(list: readonly AlertState[], now: () => number) {
    this.list = list;
    this.#now = now;
  }

  unlockSound(): Promise<void> {
    this.sound = 'on';
    return Promise.resolve();
  }

  raise(content: AlertContent): string {
    this.#did({ did: 'raise', content });
    const id = `019a2b3c-4d5e-7f80-9a1b-${String(this.pressed.length).padStart(12, '0')}`;
    this.outbox = [...this.outbox, { id, content, madeAt: this.#now(), kept: true, state: 'sending' }];
    return id;
  }

  resend(id: string): void {
    this.#did({ did: 'resend', id });
  }

  discard(id: string): void {
    this.#did({ did: 'discard', id });
    this.outbox = this.outbox.filter((item) => item.id !== id);
  }

  acknowledge({ id }: { id: string }, stance: Stance): Promise<Refusal | null> {
    return this.#did({ did: 'acknowledge', id, stance });
  }

  end({ id }: { id: string }, reason: string): Promise<Refusal | null> {
    return this.#did({ did: 'end', id, reason });
  }

  cancel({ id }: { id: string }, reason: string): Promise<Refusal | null> {
    return this.#did({ did: 'cancel', id, reason });
  }

  confirm({ id }: { id: string }, of: 'end' | 'cancel'): Promise<Refusal | null> {
    return this.#did({ did: 'confirm', id, of });
  }

  clearMissed(): void {
    this.missed = [];
  }

  /** The server's word on what was sent last. */
  say(state: { state: 'not-sent' } | { state: 'held' } | { state: 'recorded'; seq: number }): void {
    const last = this.outbox.at(-1);
    if (!last) throw new Error('nothing was sent');
    const { id, content, madeAt } = last;
    this.outbox = [...this.outbox.slice(0, -1), { id, content, madeAt, kept: true, ...state }];
  }

  #did(what: Pressed): Promise<Refusal | null> {
    this.pressed = [...this.pressed, what];
    return Promise.resolve(this.answer);
  }
}
