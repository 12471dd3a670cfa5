// Which person a Yjs client id belongs to: bound for ever at the first accepted use, leased meanwhile by presence.
import { ROOM_LIMITS } from '#domain/room-limits.ts';

const DAY = 24 * 3_600_000;

export class ClientOwners {
  readonly #bound = new Map<number, string>();
  readonly #leased = new Map<number, string>();
  /** ids that were bound in epochs that are over, the oldest first */
  readonly #ended = new Set<number>();
  /** user → when each of the ids bound within the last day was bound, ms */
  readonly #recent = new Map<string, number[]>();

  /** User id, or undefined while the client id is nobody's. */
  ownerOf(clientId: number): string | undefined {
    return this.#bound.get(clientId) ?? this.#leased.get(clientId);
  }

  isBound(clientId: number): boolean {
    return this.#bound.has(clientId);
  }

  isOfEndedEpoch(clientId: number): boolean {
    return this.#ended.has(clientId);
  }

  /** A fresh document begins: nobody writes under the ids of the one before any more. */
  endEpoch(): void {
    this.restoreEnded([...this.#bound.keys()]);
    this.#bound.clear();
  }

  /** INVARIANT: only on accept, and never to somebody else: every clock belongs to exactly one person. */
  bind(clientId: number, user: string, at?: number): void {
    if (this.#bound.has(clientId)) return;
    this.#bound.set(clientId, user);
    this.#leased.delete(clientId);
    if (at !== undefined) this.#recentOf(user, at).push(at);
  }

  /** How many client ids this person bound in the last day. */
  boundToday(user: string, now: number): number {
    return this.#recentOf(user, now).length;
  }

  /**
   * Keeps a client id for a person who has shown it but not written with it; false when it is somebody else's.
   * A lease outlives the connection: late echoes by others must not take the id over while its person is away.
   */
  lease(clientId: number, user: string): boolean {
    const owner = this.ownerOf(clientId);
    if (owner !== undefined) return owner === user;
    const mine = [...this.#leased].filter(([, holder]) => holder === user);
    if (mine.length >= ROOM_LIMITS.leasesPerPerson && mine[0]) this.#leased.delete(mine[0][0]);
    this.#leased.set(clientId, user);
    return true;
  }

  /** Bound ids for a checkpoint; leases end with the process. */
  rows(): [clientId: number, user: string][] {
    return [...this.#bound];
  }

  /** For a checkpoint. */
  endedRows(): number[] {
    return [...this.#ended];
  }

  restoreEnded(clientIds: readonly number[]): void {
    for (const clientId of clientIds) this.#ended.add(clientId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= ROOM_LIMITS.endedClients) break;
      this.#ended.delete(oldest);
    }
  }

  #recentOf(user: string, now: number): number[] {
    const recent = (this.#recent.get(user) ?? []).filter((at) => at > now - DAY);
    this.#recent.set(user, recent);
    return recent;
  }
}
