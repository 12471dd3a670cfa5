// Whatever hostile update is let through does nothing its sender may not do; whatever is refused leaves no trace.
import { applyUpdate, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { describe, expect, it } from 'vitest';
import { judge } from '#server/rooms/gate/judge.ts';
import { keyOf } from '#domain/cells.ts';
import type { Member } from '#domain/people.ts';
import type { JudgedCell } from '#server/rooms/gate/verdict.ts';
import { lina, maya, omar, sam } from './cast.ts';
import { LONG, forSeeds, type Chance } from './chance.ts';
import { HonestClient } from './honest-client.ts';
import { TestRoom, type Accepted } from './judged-room.ts';
import { forged, mutant } from './mutants.ts';
import { plausible } from './plausible.ts';
import { breaches, changedCells, shadowOf, soundness, stateOf } from './states.ts';

const PEOPLE: readonly Member[] = [maya, omar, lina, sam, { ...lina, user: 'other', party: 'partydonor' }];
/** Client ids that belong to people before the attack. */
const BOUND: readonly [number, string][] = [[900, 'maya'], [901, 'omar'], [902, 'lina'], [3_000_000_000, 'omar']]; // prettier-ignore

/** A room with a history: overwritten cells, conflicts, runs that Yjs merged. */
function usedRoom(chance: Chance): TestRoom {
  const room = new TestRoom();
  for (const [client, user] of BOUND) room.owners.set(client, user);
  for (let round = 0; round < 3; round++) {
    const clients = [maya, omar, lina].map((member) => {
      const mine = BOUND.filter(([, user]) => user === member.user);
      return new HonestClient(member, room.copy(chance.pick(mine)[0], { gc: !chance.once(3) }), chance);
    });
    for (const client of clients) {
      for (let acts = chance.whole(1, 5); acts > 0; acts--) client.act();
      const bytes = encodeStateAsUpdate(client.doc, encodeStateVector(room.doc));
      const verdict = room.receive(client.member, bytes);
      if (!['accepted', 'nothing'].includes(verdict.verdict)) throw new Error(JSON.stringify(verdict));
    }
  }
  return room;
}

/** What this person might honestly have sent now. */
function honestUpdate(chance: Chance, room: TestRoom, member: Member): Uint8Array {
  const id = chance.once(2) ? clientOf(chance, member) : chance.whole(1000, 4000);
  const client = new HonestClient(member, room.copy(id, { gc: !chance.once(3) }), chance);
  const before = encodeStateVector(room.doc);
  for (let acts = chance.whole(1, 4); acts > 0; acts--) client.act();
  return encodeStateAsUpdate(client.doc, before);
}

function clientOf(chance: Chance, member: Member): number {
  const mine = BOUND.filter(([, user]) => user === member.user);
  return mine.length > 0 ? chance.pick(mine)[0] : chance.whole(5000, 9000);
}

/** Four ways to attack: broken, forged, honest in the wrong hands or spot, and flawless with impossible origins. */
function hostile(chance: Chance, room: TestRoom, member: Member): Uint8Array {
  const target = { doc: room.doc, clients: BOUND.map(([client]) => client) };
  const dice = chance.next();
  if (dice < 0.15) return forged(chance, target);
  if (dice < 0.5) {
    const other = member.role === 'observer' ? clientOf(chance, member) : chance.whole(5000, 9000);
    return plausible(
      chance,
      room.doc,
      member,
      chance.once(2) ? [other] : [other, clientOf(chance, member)].filter(isNew),
    );
  }
  const author = chance.once(2) && member.role !== 'observer' ? member : chance.pick([maya, omar, lina]);
  return mutant(chance, honestUpdate(chance, room, author), target);
}

function isNew(client: number, at: number, all: readonly number[]): boolean {
  return all.indexOf(client) === at;
}

interface Tally {
  [verdict: string]: number;
}

function attack(chance: Chance, room: TestRoom, tally: Tally): void {
  const member = chance.pick(PEOPLE);
  const bytes = hostile(chance, room, member);
  const before = stateOf(room.doc);
  const owners = new Map(room.owners);
  const shadow = shadowOf(room.doc);
  const verdict = room.receive(member, bytes);
  const name = 'refusal' in verdict ? verdict.refusal.code : verdict.verdict;
  tally[name] = (tally[name] ?? 0) + 1;
  if (verdict.verdict !== 'accepted') return;
  const after = stateOf(room.doc);
  expect(breaches(before, after, member, room.now, owners)).toEqual([]);
  expect(soundness(room.doc)).toEqual([]);
  expect(changesOf(verdict)).toEqual(seen(changedCells(before, after)));
  expect(judge(room, member, bytes).verdict, 'twice is once').toBe('nothing');
  for (const cell of verdict.cells) expectLoss(cell);
  if (appliesCleanly(shadow, bytes)) {
    expect(seen(changedCells(stateOf(shadow), after)), 'our encoding does what theirs would do').toEqual({});
  } else tally['broken by their own bytes'] = (tally['broken by their own bytes'] ?? 0) + 1;
}

/** Whoever lost is either the one whose value stood, or the update itself. */
function expectLoss({ from, to, values, lost }: JudgedCell): void {
  if (!lost) return;
  expect(lost.value).not.toEqual(to);
  const ownLost = JSON.stringify(from) === JSON.stringify(to);
  if (ownLost) expect(values).toContainEqual(lost.value);
  else expect(lost.value).toEqual(from);
}

function changesOf(verdict: Accepted): Record<string, unknown> {
  const changes = verdict.cells.map(
    ({ ref, from, to }) => [`${ref.kind}/${keyOf(ref.id, ref.field)}`, { from, to }] as const,
  );
  return seen(new Map(changes));
}

/** Changes that a person can see: a cell set to null where there was none is not one. */
function seen(changes: ReadonlyMap<string, { from: unknown; to: unknown }>): Record<string, unknown> {
  return Object.fromEntries(
    [...changes].filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)),
  );
}

/** The client's own bytes on a copy; false when Yjs throws or keeps something pending. */
function appliesCleanly(shadow: ReturnType<typeof shadowOf>, bytes: Uint8Array): boolean {
  try {
    applyUpdate(shadow, bytes);
  } catch {
    return false; // the gate left something out that Yjs cannot read
  }
  return shadow.store.pendingStructs === null && shadow.store.pendingDs === null;
}

describe('hostile updates', () => {
  it(
    'do nothing that an oracle of states would not allow, and only what the gate said they do',
    { timeout: LONG },
    () => {
      const tally: Tally = {};
      const runs = forSeeds('hostile updates', 60, (chance) => {
        const room = usedRoom(chance);
        for (let i = 0; i < 40; i++) attack(chance, room, tally);
      });
      console.info('hostile updates:', JSON.stringify(tally));
      if (runs === 1) return;
      const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
      expect((tally['accepted'] ?? 0) / total, 'enough of them pass to mean something').toBeGreaterThan(0.05);
      for (const code of [
        'structure',
        'foreign-client',
        'malformed',
        'read-only',
        'unset',
        'missing',
        'value',
        'role',
      ]) {
        expect(tally[code], code).toBeGreaterThan(0);
      }
    },
  );
});
