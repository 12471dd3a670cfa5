// A shift of honest people in one room: they edit at once, work off line, undo, reconnect, open tabs, and send late frames.
import { lina, maya, omar, sam, writers } from './cast.ts';
import type { Chance } from './chance.ts';
import { HonestLink } from './honest-link.ts';
import { TestRoom, cellsOf } from './judged-room.ts';
import { Watch, count, type Tally } from './watch.ts';
import type { Member } from '#domain/people.ts';
import type { Verdict } from '#server/rooms/gate/verdict.ts';

const STEPS = 300;

/** A room that is watched, in which nobody may be refused. */
class WatchedRoom extends TestRoom {
  #watch: Watch | undefined;
  readonly #tally: Tally;

  constructor(tally: Tally) {
    super();
    this.#tally = tally;
  }

  override receive(member: Member, bytes: Uint8Array): Verdict {
    this.#watch ??= new Watch(this, this.#tally);
    const verdict = this.#watch.receive(member, bytes);
    if (verdict.verdict === 'refused') {
      const hex = Buffer.from(bytes).toString('hex');
      throw new Error(`${member.user} was refused: ${JSON.stringify(verdict.refusal)}, for ${hex}`);
    }
    if (verdict.verdict === 'accepted' && verdict.cells.some(({ lost }) => lost))
      count(this.#tally, 'overtaken');
    return verdict;
  }
}

/** Throws where somebody is refused, or where they do not all see the same in the end. */
export function shift(chance: Chance, tally: Tally): void {
  const room = new WatchedRoom(tally);
  let nextId = chance.whole(10, 90);
  const links: HonestLink[] = [];
  const open = (member = chance.pick([...writers, sam]), stored?: HonestLink): void => {
    nextId += chance.pick([-1, 1]) * chance.whole(1, 5) + 7;
    const id = chance.once(2) ? nextId : nextId * 10_000_000;
    links.push(new HonestLink(room, member, id, chance, stored?.doc));
  };
  for (const member of [maya, omar, lina, sam]) open(member);
  for (let step = 0; step < STEPS; step++) {
    const link = chance.pick(links);
    const dice = chance.next();
    if (dice < 0.5) link.client.act();
    else if (dice < 0.72) for (let frames = chance.whole(1, 4); frames > 0; frames--) link.sendOne();
    else if (dice < 0.86) {
      if (link.online) link.receiveSome();
    } else if (dice < 0.92) {
      if (link.online) link.disconnect();
      else link.connect();
    } else if (dice < 0.95)
      room.write([{ ref: { kind: 'convoy', id: 'convoykilo', field: 'note' }, value: `${step}` }]);
    else if (dice < 0.96 && links.length < 9) open(link.member, chance.once(2) ? link : undefined);
    else if (dice < 0.99) exactly(link, tally);
  }
  for (let round = 0; round < 2; round++) for (const link of links) link.settle();
  const board = JSON.stringify([...cellsOf(room.doc)].sort());
  for (const { doc, member } of links) {
    if (JSON.stringify([...cellsOf(doc)].sort()) !== board)
      throw new Error(`${member.user} sees another board`);
  }
}

/** An edit by somebody who is up to date comes out of the gate byte for byte as it went in. */
function exactly(link: HonestLink, tally: Tally): void {
  const made = link.actAlone();
  if (!made) return;
  const { bytes, verdict } = made;
  if (verdict.verdict !== 'accepted' || Buffer.compare(verdict.update, bytes) !== 0)
    throw new Error(`a plain edit did not come out as it went in: ${Buffer.from(bytes).toString('hex')}`);
  count(tally, 'exact');
}
