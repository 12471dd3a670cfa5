// Honest people are never refused: they edit at once, work offline, undo, reconnect, open tabs, and meet late frames.
import { applyUpdate, encodeStateAsUpdate } from 'yjs';
import { describe, expect, it } from 'vitest';
import { addressOf, keyOf } from '#domain/cells.ts';
import type { Verdict } from '#server/rooms/gate/verdict.ts';
import { judge } from '#server/rooms/gate/judge.ts';
import { lina, maya, omar, sam, writers } from './cast.ts';
import { LONG, forSeeds, type Chance } from './chance.ts';
import { HonestLink, type Witness } from './honest-link.ts';
import { TestRoom, cellsOf } from './judged-room.ts';
import { breaches, changedCells, shadowOf, soundness, stateOf } from './states.ts';

interface Tally {
  accepted: number;
  exact: number;
  overtaken: number;
  resyncs: number;
}

/** A shift in a room: several people with one or two tabs each, and the server's own writes between theirs. */
function shift(chance: Chance, steps: number, witness: Witness): { room: TestRoom; links: HonestLink[] } {
  const room = new TestRoom();
  let nextId = chance.whole(10, 90);
  const links: HonestLink[] = [];
  const open = (member = chance.pick([...writers, sam]), stored?: HonestLink): void => {
    nextId += chance.pick([-1, 1]) * chance.whole(1, 5) + 7;
    const id = chance.once(2) ? nextId : nextId * 10_000_000;
    links.push(new HonestLink(room, member, id, chance, witness, stored?.doc));
  };
  for (const member of [maya, omar, lina, sam]) open(member);
  for (let step = 0; step < steps; step++) {
    const link = chance.pick(links);
    const dice = chance.next();
    if (dice < 0.5) link.client.act();
    else if (dice < 0.7) link.sendOne();
    else if (dice < 0.85) {
      if (link.online) link.receiveSome();
    } else if (dice < 0.92) {
      if (link.online) link.disconnect();
      else link.connect();
    } else if (dice < 0.95)
      room.write([{ ref: { kind: 'convoy', id: 'convoykilo', field: 'note' }, value: `${step}` }]);
    else if (dice < 0.96 && links.length < 9) open(link.member, chance.once(2) ? link : undefined);
  }
  for (let round = 0; round < 2; round++) for (const link of links) link.settle();
  return { room, links };
}

describe('honest traffic', () => {
  it(
    'is never refused, ends equal everywhere, and comes out of the gate as it went in',
    { timeout: LONG },
    () => {
      const tally: Tally = { accepted: 0, exact: 0, overtaken: 0, resyncs: 0 };
      const runs = forSeeds('honest traffic', 25, (chance) => {
        const witness: Witness = (link, _bytes, verdict) => {
          if (verdict.verdict === 'refused') {
            throw new Error(`${link.member.user} was refused: ${JSON.stringify(verdict.refusal)}`);
          }
          if (verdict.verdict === 'resync') tally.resyncs++;
          if (verdict.verdict === 'accepted') tally.accepted++;
          if (verdict.verdict === 'accepted' && verdict.cells.some((cell) => cell.lost)) tally.overtaken++;
        };
        const { room, links } = shift(chance, 250, witness);
        for (const { doc } of links) expect(cellsOf(doc)).toEqual(cellsOf(room.doc));
        expect(soundness(room.doc)).toEqual([]);
      });
      console.info('honest traffic:', JSON.stringify(tally));
      if (runs === 1) return;
      expect(
        Math.min(tally.accepted, tally.overtaken, tally.resyncs),
        'the shift had something of everything',
      ).toBeGreaterThan(20);
    },
  );

  it(
    'is judged as a shadow of the document shows it, passes the oracle, and is once when it comes twice',
    { timeout: LONG },
    () => {
      const tally: Tally = { accepted: 0, exact: 0, overtaken: 0, resyncs: 0 };
      const runs = forSeeds('honest verdicts', 8, (chance) => {
        const room: TestRoom = shift(chance, 60, () => undefined).room;
        const judged = judgeAgain(chance, room, tally);
        expect(judged).toBeGreaterThan(0);
      });
      console.info('honest verdicts:', JSON.stringify(tally));
      if (runs === 1) return;
      expect(tally.exact / tally.accepted, 'plain updates come out byte for byte').toBeGreaterThan(0.5);
    },
  );
});

/** Goes on in a used room, and compares each verdict with what the client's own bytes do to a copy. */
function judgeAgain(chance: Chance, room: TestRoom, tally: Tally): number {
  const links = writers.map(
    (member, at) =>
      new HonestLink(room, member, 3_000_000 + at * 7 + chance.whole(0, 6), chance, () => undefined),
  );
  let count = 0;
  for (let step = 0; step < 60; step++) {
    const link = chance.pick(links);
    if (chance.once(3)) link.receiveSome();
    const made: Uint8Array[] = [];
    const take = (update: Uint8Array): void => void made.push(update);
    link.doc.on('update', take);
    link.client.act();
    link.doc.off('update', take);
    for (const bytes of made) {
      count++;
      const before = stateOf(room.doc);
      const [shadow, copy] = [shadowOf(room.doc), shadowOf(room.doc)];
      const verdict = room.receive(link.member, bytes);
      if (verdict.verdict === 'resync') continue; // an earlier frame is still on its way
      if (verdict.verdict !== 'accepted') throw new Error(`${link.member.user}: ${JSON.stringify(verdict)}`);
      tally.accepted++;
      applyUpdate(shadow, bytes);
      applyUpdate(copy, verdict.update);
      expect(encodeStateAsUpdate(copy), 'own encoding and original have one effect').toEqual(
        encodeStateAsUpdate(shadow),
      );
      if (Buffer.compare(verdict.update, bytes) === 0) tally.exact++;
      const seen = [...changedCells(before, stateOf(shadow))].filter(([, { from, to }]) => from !== to);
      expect(changesOf(verdict)).toEqual(Object.fromEntries(seen));
      expect(breaches(before, stateOf(room.doc), link.member, room.now, room.owners)).toEqual([]);
      expect(judge(room, link.member, bytes)).toEqual({ verdict: 'nothing' });
    }
  }
  return count;
}

/** What a verdict says has changed, in the words of the shadow. */
function changesOf(
  verdict: Extract<Verdict, { verdict: 'accepted' }>,
): Record<string, { from: unknown; to: unknown }> {
  return Object.fromEntries(
    verdict.cells
      .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
      .map(({ ref, from, to }) => {
        expect(addressOf(ref)).toBe(`${ref.kind}/${ref.id}/${ref.field}`);
        return [`${ref.kind}/${keyOf(ref.id, ref.field)}`, { from, to }];
      }),
  );
}
