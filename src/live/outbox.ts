// Alerts on their way up, kept over a reload until the server says *recorded*. The id is made once, so sending twice is one alert.
// In localStorage, not IndexedDB: the write is done before `raise` returns, so a tab that dies at once loses nothing.
import * as v from 'valibot';
import type { AlertContent } from '#domain/alerts/life.ts';
import { keepsNothing } from './keep-nothing.ts';

export interface OutboxItem {
  readonly id: string;
  readonly content: AlertContent;
  /** ms on the server's clock when the person pressed the button */
  readonly madeAt: number;
}

const shape = v.object({ id: v.string(), madeAt: v.number(), content: v.looseObject({}) });

export class Outbox {
  /** One key per alert: two tabs of one person never write over each other. */
  readonly #prefix: string;
  readonly #items = new Map<string, OutboxItem>();

  constructor(membership: string) {
    this.#prefix = `corridor.outbox.${membership}.`;
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(this.#prefix)) continue;
      const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), localStorage.getItem(key));
      // What is kept here was written by this page; the server judges the content again.
      if (kept.success) this.#items.set(kept.output.id, kept.output as unknown as OutboxItem);
    }
  }

  /** oldest first */
  get items(): readonly OutboxItem[] {
    return [...this.#items.values()].sort((a, b) => a.madeAt - b.madeAt);
  }

  get(id: string): OutboxItem | undefined {
    return this.#items.get(id);
  }

  /** False when this browser keeps nothing (by choice, or storage full or blocked): the alert then does not survive a reload. */
  add(item: OutboxItem): boolean {
    this.#items.set(item.id, item);
    if (keepsNothing()) return false;
    try {
      localStorage.setItem(this.#prefix + item.id, JSON.stringify(item));
      return true;
    } catch {
      return false; // the sender is told; sending it goes on regardless
    }
  }

  remove(id: string): void {
    this.#items.delete(id);
    localStorage.removeItem(this.#prefix + id);
  }
}

/** UUIDv7 (RFC 9562): 48 bits of time, then chance; ids made later sort later. */
export function newAlertId(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
