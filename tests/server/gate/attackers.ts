// Those who attack a room: what they send, under whose name, and the room with a past that they find.
import { encodeStateAsUpdate, encodeStateVector } from 'yjs';
import type { Member } from '#domain/people.ts';
import { ENDED_ID, lina, maya, omar, sam } from './cast.ts';
import type { Chance } from './chance.ts';
import { HonestClient } from './honest-client.ts';
import { TestRoom } from './judged-room.ts';
import { forged, mutant, type Honest } from './mutants.ts';
import { plausible } from './plausible.ts';
import { read } from './raw-update.ts';

export const PEOPLE: readonly Member[] = [
  maya,
  omar,
  lina,
  sam,
  { ...lina, user: 'other', party: 'partydonor' },
];
const WRITERS: readonly Member[] = [maya, omar, lina];
/** Client ids that belong to people before the attack. */
const BOUND: readonly [number, string][] = [[900, 'maya'], [901, 'omar'], [902, 'lina'], [3_000_000_000, 'omar']]; // prettier-ignore
/** Mutants made of one honest update before the next is made. */
const MUTANTS_EACH = 12;

/** `bytes`: broken or forged. `origins`: in the best of forms, with origins as no honest client finds them, or in the wrong hands. */
export type Manner = 'bytes' | 'origins';

/** A room with a history: overwritten cells, conflicts, runs that Yjs merged, an epoch that is over. */
export function usedRoom(chance: Chance): TestRoom {
  const room = new TestRoom({ limits: { newClients: 3 } });
  room.ended.add(ENDED_ID);
  for (const [client, user] of BOUND) room.owners.set(client, user);
  for (let round = 0; round < 3; round++) {
    const clients = WRITERS.map((member) => honestIn(chance, room, member, clientOf(chance, member)));
    for (const client of clients) {
      for (let acts = chance.whole(1, 5); acts > 0; acts--) client.act();
      const bytes = encodeStateAsUpdate(client.doc, encodeStateVector(room.doc));
      const verdict = room.receive(client.member, bytes);
      if (!['accepted', 'nothing'].includes(verdict.verdict)) throw new Error(JSON.stringify(verdict));
    }
  }
  return room;
}

export class Attackers {
  readonly #chance: Chance;
  readonly #room: TestRoom;
  readonly #manner: Manner;
  #honest: Honest | undefined;
  #left = 0;

  constructor(chance: Chance, room: TestRoom, manner: Manner) {
    this.#chance = chance;
    this.#room = room;
    this.#manner = manner;
  }

  /** What this person sends next. */
  bytes(member: Member): Uint8Array {
    const chance = this.#chance;
    const target = { doc: this.#room.doc, clients: BOUND.map(([client]) => client) };
    const dice = chance.next();
    if (this.#manner === 'bytes')
      return dice < 0.1 ? forged(chance, target) : mutant(chance, this.#source(member), target);
    if (dice < 0.1) return mutant(chance, this.#source(member), target);
    if (dice < 0.25) return this.#source(member).bytes;
    const other = member.role === 'observer' ? clientOf(chance, member) : chance.whole(5000, 9000);
    const clients = chance.once(2) ? [other] : [...new Set([other, clientOf(chance, member)])];
    return plausible(chance, this.#room.doc, member, clients);
  }

  /** What somebody might honestly have sent a while ago: often the attacker, if allowed to write at all. */
  #source(member: Member): Honest {
    if (this.#honest && this.#left-- > 0) return this.#honest;
    const chance = this.#chance;
    const author = !chance.once(4) && member.role !== 'observer' ? member : chance.pick(WRITERS);
    const id = chance.once(2) ? clientOf(chance, author) : chance.whole(1000, 4000);
    const client = honestIn(chance, this.#room, author, id);
    const before = encodeStateVector(this.#room.doc);
    for (let acts = chance.whole(1, 4); acts > 0; acts--) client.act();
    const bytes = encodeStateAsUpdate(client.doc, before);
    this.#left = MUTANTS_EACH;
    return (this.#honest = { bytes, parts: read(bytes) });
  }
}

function honestIn(chance: Chance, room: TestRoom, member: Member, id: number): HonestClient {
  return new HonestClient(member, room.copy(id, { gc: !chance.once(3) }), chance);
}

function clientOf(chance: Chance, member: Member): number {
  const mine = BOUND.filter(([, user]) => user === member.user);
  return mine.length > 0 ? chance.pick(mine)[0] : chance.whole(5000, 9000);
}
