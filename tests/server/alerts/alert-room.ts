// A room with its real ledger over a store in memory, and the people of two parties: where the alert authority works.
import type { AlertContent } from '#domain/alerts/life.ts';
import type { CellValue } from '#domain/kinds/shape.ts';
import type { Member, Role } from '#domain/people.ts';
import { RATE_LIMITS } from '#domain/limits.ts';
import type { FeedItem } from '#domain/protocol.ts';
import { AlertAuthority } from '#server/alerts/authority.ts';
import type { AlertPorts } from '#server/alerts/ports.ts';
import type { Committed, Draft, Ledger } from '#server/journal/ledger.ts';
import { memoryStore } from '#server/journal/memory-store.ts';
import type { Log } from '#server/journal/ports.ts';
import { schemaHash } from '#server/journal/schema.ts';
import { openLedger } from '#server/journal/sealed-ledger.ts';
import { MovedClock } from './moved-clock.ts';

export const NOW = Date.UTC(2026, 10, 24, 9, 14);
export const MINUTE = 60_000;
export const ROOM = 'roomroomroom';

const member = (user: string, role: Role, party: string): Member => ({
  room: ROOM,
  membership: `m-${user}`,
  user,
  name: user[0]?.toUpperCase() + user.slice(1),
  role,
  party,
  owner: false,
});
export const maya = member('maya', 'watch_officer', 'partyaaa');
export const omar = member('omar', 'coordinator', 'partyaaa');
export const noor = member('noor', 'coordinator', 'partybbb');
export const guest = member('guest', 'observer', 'partyccc');

export const roadblock: AlertContent = {
  event: 'roadblock',
  severity: 'Severe',
  place: { route: 'routeaaaa', fromKm: 30, toKm: 32 },
  observedAt: NOW - MINUTE,
};
export const shelling: AlertContent = { ...roadblock, event: 'shelling_nearby', severity: 'Extreme' };

/** UUIDv7-shaped ids, one per number. */
export function idOf(n: number): string {
  return `019a2b3c-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

const BOARD = new Map<string, string | number>([
  ['route/routeaaaa/name', 'Main route'],
  ['route/routeaaaa/lengthKm', 70],
  ['convoy/convoyaa/callsign', 'KILO-1'],
]);

type BoardCells = Parameters<AlertPorts['commit']>[1];

/** One server process's view of the room; `restart` opens the next one on the same disk. */
export class AlertRoom {
  readonly store = memoryStore();
  readonly clock = new MovedClock(NOW);
  readonly warnings: string[] = [];
  members: readonly Member[] = [maya, omar, noor, guest];
  exercise = false;
  alertsPerMinute: number = RATE_LIMITS.alertsPerMinute;
  /** cells of the room's own record */
  readonly settings = new Map<string, CellValue>();
  authority!: AlertAuthority;
  /** every feed item published since the last start */
  feed: FeedItem[] = [];
  #ledger!: Ledger;
  #salt = 0;

  static async open(): Promise<AlertRoom> {
    const room = new AlertRoom();
    await room.store.createRoom({ room: ROOM, createdAt: NOW, exercise: false });
    await room.restart();
    return room;
  }

  async restart(): Promise<void> {
    this.authority?.close();
    await this.#openLedger();
    this.feed = [];
    this.authority = await AlertAuthority.open(this.ports());
    this.authority.onItem((item) => this.feed.push(item));
  }

  ports(): AlertPorts {
    const log: Log = {
      info: () => undefined,
      warn: (_fields, message) => this.warnings.push(message),
      error: (_fields, message) => this.warnings.push(message),
    };
    return {
      room: ROOM,
      sight: (view) => ({ view }),
      exercise: this.exercise,
      alertsPerMinute: this.alertsPerMinute,
      clock: this.clock,
      log,
      look: (kind, id, field) =>
        kind === 'room' ? this.settings.get(field) : BOARD.get(`${kind}/${id}/${field}`),
      members: () => this.members,
      commit: (draft, cells) => this.#commit(draft, cells),
      read: (after) => this.#ledger.read({ after, limit: 1e9, kinds: ['alert.'] }),
    };
  }

  /** All entries of the journal, as written. */
  entries(): ReturnType<Ledger['read']> {
    return this.#ledger.read({ after: 0, limit: 1e9 });
  }

  /** As the room does it: one append of the alert's entry and the board's, and a new ledger after a failed one. */
  async #commit(draft: Draft, cells: BoardCells): Promise<Committed> {
    const ledger = this.#ledger;
    const board: Draft = { ...draft, kind: 'board.update', payload: { cells } };
    try {
      const [committed] = await ledger.append([draft, board]);
      if (!committed) throw new Error('nothing committed');
      return committed;
    } catch (error) {
      if (this.#ledger === ledger) await this.#openLedger();
      throw error;
    }
  }

  async #openLedger(): Promise<void> {
    const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(this.#salt++ % 251);
    this.#ledger = await openLedger({ store: this.store, room: ROOM, ids: { bytes }, schema: schemaHash() });
  }
}
