// The stage of one case: people with clients of every sort, waiting within the deadline, everything cut at the end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CellValue } from '#domain/kinds/shape.ts';
import { RawClient } from '../server/rooms/raw-client.ts';
import { clientOf, type Client, type ClientSort } from './clients.ts';
import type { As, Session, SyncTarget } from './target.ts';

export type Cells = { readonly [field: string]: CellValue };

/** The cells of a sound new convoy. */
export function convoyOf(party: string): Cells {
  return { party, callsign: 'KILO-1', route: 'routesouth', fromKm: 0, toKm: 70, vehicles: 8 };
}

export class Stage {
  readonly target: SyncTarget;
  readonly #late: number;
  readonly #clients: Client[] = [];
  readonly #raw: RawClient[] = [];
  #over = false;
  #ids = 0;

  constructor(target: SyncTarget, deadlineMs: number) {
    this.target = target;
    this.#late = Date.now() + deadlineMs;
  }

  get url(): string {
    return this.target.url;
  }

  person(role: As['role'] = 'coordinator', party: As['party'] = 'first'): Promise<Session> {
    return this.target.sessionFor({ role, party });
  }

  /** A record id that no other case uses. */
  newId(): string {
    return `id${Date.now().toString(36)}${(this.#ids++).toString(36).padStart(2, '0')}`.slice(-12);
  }

  /** A client of a sort, in the room and in step. */
  async client(sort: ClientSort, session?: Session): Promise<Client> {
    const client = clientOf(sort, this.url, session ?? (await this.person()));
    this.#clients.push(client);
    await this.until(`the ${sort} client is in step`, () => client.inStep());
    return client;
  }

  /** A bare socket, open. */
  async raw(session: Session | undefined, url = this.url): Promise<RawClient> {
    const client = new RawClient(url, session?.bearer);
    this.#raw.push(client);
    await this.until('the socket opens', () => client.ws.readyState !== 0);
    return client;
  }

  /** A bare socket that has the whole board. */
  async synced(session: Session): Promise<RawClient> {
    const client = await this.raw(session);
    client.send(new Uint8Array([0, 0, 1, 0])); // SyncStep1 with an empty state vector
    await this.until('the board comes', () => client.all('step2').length > 0);
    return client;
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    if (!(await this.soon(holds, this.#late - Date.now()))) throw new Error(`never: ${what}`);
  }

  /** Whether it comes true within so many ms. */
  async soon(holds: () => boolean, ms: number): Promise<boolean> {
    const late = Math.min(Date.now() + ms, this.#late);
    while (!holds()) {
      if (this.#over || Date.now() > late) return false;
      await sleep(2);
    }
    return true;
  }

  /** The case's own promise, or the end of its time: a server that stalls holds up nobody here. */
  async within<T>(run: Promise<T>): Promise<T> {
    const tooLate = new AbortController();
    const late = sleep(this.#late - Date.now() + 100, undefined, { signal: tooLate.signal }).then(() => {
      throw new Error('never: the end, within the deadline');
    });
    try {
      return await Promise.race([run, late]);
    } finally {
      tooLate.abort();
      late.catch(() => undefined);
    }
  }

  end(): void {
    this.#over = true;
    for (const client of this.#clients) client.end();
    for (const client of this.#raw) client.cut();
  }
}
