// Attacks on a room that can be replayed: so many hostile updates from one seed, each of them judged twice.
import type { Judge, Verdict } from '#server/rooms/gate/verdict.ts';
import { Attackers, PEOPLE, usedRoom, type Manner } from './attackers.ts';
import type { Chance } from './chance.ts';
import { Watch, type Tally } from './watch.ts';

/** Hostile updates to one room: few enough that it stays small, enough that it has seen everything. */
export const STRIKES = 250;

/** One room, attacked. Throws a Breach. `heard` gets every update with its verdict. */
export function siege(
  chance: Chance,
  manner: Manner,
  tally: Tally,
  gate?: Judge,
  heard?: (bytes: Uint8Array, verdict: Verdict) => void,
): void {
  const room = usedRoom(chance);
  const watch = new Watch(room, tally, gate);
  const attackers = new Attackers(chance, room, manner);
  for (let strike = 0; strike < STRIKES; strike++) {
    const member = chance.pick(PEOPLE);
    const bytes = attackers.bytes(member);
    const verdict = watch.receive(member, bytes);
    heard?.(bytes, verdict);
  }
  watch.untouched();
}
