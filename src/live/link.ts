// How the board channel stands, told from what happened to it; exactly one state at a time.
import type { Role } from '#domain/people.ts';
import type { RefusalCode, RefusalParams } from '#domain/refusals.ts';
import type { BoardStatus, Unsaved } from './contract.ts';

export class Link {
  #is: 'new' | 'up' | 'synced' | 'down' = 'new';
  #since = 0;
  #putOff: { readonly code: RefusalCode; readonly since: number } | undefined;
  #ended: (BoardStatus & { state: 'ended' }) | undefined;

  get ended(): { readonly code: RefusalCode; readonly params: RefusalParams } | undefined {
    return this.#ended;
  }

  get synced(): boolean {
    return this.#is === 'synced';
  }

  up(): void {
    this.#is = 'up';
  }

  sync(): void {
    this.#is = 'synced';
  }

  /** @param said the server had said why it would close; else the network went, and with it the server's word */
  down(now: number, said: boolean): void {
    if (this.#is !== 'down') this.#since = now; // every try that fails is told again
    this.#is = 'down';
    if (!said) this.#putOff = undefined;
  }

  /** The server takes no changes for now. */
  putOff(code: RefusalCode, now: number): void {
    this.#putOff ??= { code, since: now };
  }

  /** Everything is saved. */
  clear(): void {
    this.#putOff = undefined;
  }

  /** A fresh document takes the place of the one before. */
  renew(): void {
    this.#is = 'new';
    this.#putOff = undefined;
  }

  end(code: RefusalCode, params: RefusalParams): void {
    this.#ended = { state: 'ended', code, params };
  }

  status(unsaved: Unsaved, role: Role | undefined): BoardStatus {
    if (this.#ended) return this.#ended;
    if (this.#is === 'new') return { state: 'connecting' };
    if (this.#putOff && unsaved.count > 0) return { state: 'put-off', unsaved, ...this.#putOff };
    if (this.#is === 'down') return { state: 'offline', unsaved, since: this.#since };
    if (this.#is === 'synced' && role === 'observer') return { state: 'read-only' };
    if (unsaved.count > 0) return { state: 'sending', count: unsaved.count };
    return this.#is === 'synced' ? { state: 'in-sync' } : { state: 'connecting' };
  }
}
