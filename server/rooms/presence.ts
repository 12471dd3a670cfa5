// Who is in which field: identity and order come from the server, clients choose only the cell they are in.
import { parseAddress, type CellAddress } from '#domain/cells.ts';
import { fieldOf } from '#domain/kinds/registry.ts';
import { LINK_TIMES } from '#domain/limits.ts';
import type { Member, View } from '#domain/people.ts';
import type { Presence } from '#domain/protocol.ts';
import { shows, showsFocus, type Sight } from '#domain/views.ts';
import type { Clock } from '../journal/ports.ts';
import type { ClientOwners } from './client-owners.ts';
import { encodeEntry, joinEntries, readPresence, type PresenceEntry } from './presence-entries.ts';

/** Somebody on one connection. */
export interface Present {
  readonly member: Member;
  readonly view: View;
}

interface Entry {
  readonly clientId: number;
  readonly who: Present;
  /** `undefined` while in no field; the entry itself is gone when `here` is false */
  readonly cell: CellAddress | undefined;
  readonly here: boolean;
  /** as last sent, spliced into answers; empty before the first time */
  readonly sent: ReadonlyMap<View, Uint8Array>;
}

const VIEWS: readonly View[] = ['full', 'observer'];
/** Clocks count tenths of a second from here, so that they also grow over restarts and stay below 2^32 until 2039. */
const CLOCKS_BEGIN = Date.UTC(2026, 0, 1);

export interface PresenceOptions {
  readonly clock: Clock;
  readonly owners: ClientOwners;
  readonly stateBytes: number;
  /** ms; nothing in this room happened later than this before it was loaded */
  readonly since: number;
  /** what a view lets out now */
  sight(view: View): Sight;
  /** Hands out entries (see presence-entries.ts); `mine` answers what a connection gets instead, undefined for nothing. */
  send(view: View, entries: Uint8Array, mine: (who: Present) => Uint8Array | null | undefined): void;
}

export class PresenceBoard {
  readonly #options: PresenceOptions;
  readonly #entries = new Map<number, Entry>();
  readonly #idOf = new Map<Present, number>();
  readonly #dirty = new Set<number>();
  #tick: number;
  #cancel: (() => void) | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#tick = tenths(options.since);
  }

  /** Takes a client's message; false when it cannot be read. Entries of others are dropped: honest clients echo them. */
  take(who: Present, bytes: Uint8Array): boolean {
    const entries = readPresence(bytes, this.#options.stateBytes);
    if (!entries) return false;
    for (const entry of entries) this.#takeEntry(who, entry);
    return true;
  }

  /** The client id this connection shows itself under. */
  idOf(who: Present): number | undefined {
    return this.#idOf.get(who);
  }

  leave(who: Present): void {
    const clientId = this.#idOf.get(who);
    this.#idOf.delete(who);
    if (clientId !== undefined) this.#set(who, clientId, undefined, false);
  }

  /** Everybody as last sent, through a view, without the asking connection itself. */
  snapshot(view: View, asking: Present): Uint8Array {
    const sent = [...this.#entries.values()]
      .filter(({ who }) => who !== asking)
      .map((entry) => entry.sent.get(view));
    return joinEntries(sent.filter((bytes) => bytes !== undefined));
  }

  /** A view lets out something else from now on: nothing that was said by the old one is said again. */
  seeAnew(view: View): void {
    for (const [clientId, entry] of this.#entries) {
      const { who, cell, here } = entry;
      this.#entries.set(clientId, { ...entry, sent: new Map([...entry.sent].filter(([of]) => of !== view)) });
      this.#set(who, clientId, cell, here);
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #takeEntry(who: Present, { clientId, state }: PresenceEntry): void {
    if (state === undefined) return; // grown beyond what a state may be
    const mine = this.#idOf.get(who);
    if (mine !== undefined && mine !== clientId) return;
    const parsed = parseState(state);
    if (parsed === 'broken') return;
    if (parsed === null) {
      if (mine === clientId) this.#set(who, clientId, undefined, false);
      return;
    }
    if (mine === undefined && !this.#claim(who, clientId, parsed)) return;
    this.#set(who, clientId, cellOf(parsed, who.view), true);
  }

  /** One client id per connection: the first this person shows that nobody else holds. */
  #claim(who: Present, clientId: number, state: object): boolean {
    const holder = this.#entries.get(clientId)?.who;
    // Another window's entry echoed by this one carries our stamp; a returning window's own state does not.
    if (holder && holder !== who && looksStamped(state)) return false;
    if (!this.#options.owners.lease(clientId, who.member.user)) return false;
    if (holder) this.#idOf.delete(holder);
    this.#idOf.set(who, clientId);
    return true;
  }

  #set(who: Present, clientId: number, cell: CellAddress | undefined, here: boolean): void {
    const before = this.#entries.get(clientId);
    if (!here && (!before || before.who !== who)) return;
    this.#entries.set(clientId, { clientId, who, cell, here, sent: before?.sent ?? new Map() });
    this.#dirty.add(clientId);
    this.#cancel ??= this.#options.clock.after(LINK_TIMES.presenceCoalesceMs, () => this.#flush());
  }

  /**
   * INVARIANT: clocks are the server's own and grow at every flush. A client's clock is worth nothing: at its maximum it
   * would pin a stale state for good, and a returning window that goes on at its old clock would stay invisible.
   */
  #flush(): void {
    this.#cancel = undefined;
    this.#tick = Math.max(this.#tick + 1, tenths(this.#options.clock.now()));
    const gathered = [...this.#dirty].flatMap((clientId) => this.#entries.get(clientId) ?? []);
    this.#dirty.clear();
    const fresh = gathered.map((entry) => {
      const sent = new Map(
        VIEWS.map((view) => [
          view,
          encodeEntry(entry.clientId, this.#tick, stamped(entry, this.#options.sight(view))),
        ]),
      );
      if (entry.here) this.#entries.set(entry.clientId, { ...entry, sent });
      else this.#entries.delete(entry.clientId);
      return { ...entry, sent };
    });
    // Those who show something get everything but themselves; with many of them, nobody looks for anybody.
    const own = new Map(fresh.map(({ who }, at) => [who, at]));
    for (const view of VIEWS) {
      const entries = fresh.flatMap(({ sent }) => sent.get(view) ?? []);
      this.#options.send(view, joinEntries(entries), (who) => {
        const at = own.get(who);
        if (at === undefined) return undefined;
        return entries.length === 1 ? null : joinEntries(entries.toSpliced(at, 1));
      });
    }
  }
}

function stamped({ who, cell, here }: Entry, sight: Sight): Presence | null {
  if (!here) return null;
  const { user, name, role, party } = who.member;
  const presence = { user, name, role, party };
  return cell !== undefined && showsFocus(sight, cell) ? { ...presence, cell } : presence;
}

/** The cell a client says it is in: a declared one that it can see itself. */
function cellOf(state: object, view: View): CellAddress | undefined {
  const cell: unknown = Object.hasOwn(state, 'cell') ? (state as { cell: unknown }).cell : undefined;
  if (typeof cell !== 'string' || !shows(view, cell)) return undefined;
  const ref = parseAddress(cell);
  return ref && fieldOf(ref.kind, ref.field) ? cell : undefined;
}

function parseState(text: string): object | null | 'broken' {
  try {
    const state: unknown = JSON.parse(text);
    return typeof state === 'object' ? state : 'broken';
  } catch {
    return 'broken'; // not JSON: nothing to show
  }
}

function looksStamped(state: object): boolean {
  return ['user', 'name', 'role', 'party'].every((key) => Object.hasOwn(state, key));
}

function tenths(ms: number): number {
  return Math.max(0, Math.floor((ms - CLOCKS_BEGIN) / 100));
}
