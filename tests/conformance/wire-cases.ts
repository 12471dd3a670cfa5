// The protocol frame by frame, as a program that has only read its description may use it.
import { encodeStateAsUpdate, encodeStateVector, mergeUpdates } from 'yjs';
import { presence, sync, updateOf, type RawClient } from '../server/rooms/raw-client.ts';
import { convoyOf, type Cells, type Stage } from './stage.ts';
import type { Case } from './target.ts';

interface Pair {
  readonly one: RawClient;
  readonly other: RawClient;
  readonly id: string;
}

function put(client: RawClient, kind: string, id: string, cells: Cells): Uint8Array {
  return updateOf(client.doc, (doc) => {
    for (const [field, value] of Object.entries(cells)) doc.getMap(kind).set(`${id}.${field}`, value);
  });
}

async function pair(stage: Stage): Promise<Pair> {
  const [mine, theirs] = [await stage.person(), await stage.person()];
  const [one, other] = await Promise.all([stage.synced(mine), stage.synced(theirs)]);
  const id = stage.newId();
  one.send(sync(2, put(one, 'convoy', id, convoyOf(mine.party))));
  await stage.until('the other has the convoy', () => other.cell('convoy', id, 'callsign') === 'KILO-1');
  return { one, other, id };
}

function notes(client: RawClient, stage: Stage, count: number): { update: Uint8Array; last: string } {
  const ids = Array.from({ length: count }, () => stage.newId());
  const update = updateOf(client.doc, (doc) => {
    for (const id of ids) {
      doc.getMap('note').set(`${id}.text`, 'road clear '.repeat(80));
      doc.getMap('note').set(`${id}.at`, 1_790_000_000_000);
    }
  });
  return { update, last: ids.at(-1) ?? '' };
}

const RUNS: { readonly [name: string]: (stage: Stage) => Promise<void> } = {
  'the server asks whoever comes for what it has not': async (stage) => {
    const client = await stage.raw(await stage.person());
    await stage.until('SyncStep1 comes', () => client.all('step1').length > 0);
    if (client.all('update').length > 0) throw new Error('an update came unasked');
  },
  'SyncStep1 with all of it is answered with next to nothing': async (stage) => {
    const { one } = await pair(stage);
    const { last, update } = notes(one, stage, 20);
    one.send(sync(2, update));
    await stage.until('it went round', () => one.all('update').length > 1);
    const before = one.all('step2').length;
    one.send(sync(0, encodeStateVector(one.doc)));
    await stage.until('the answer comes', () => one.all('step2').length > before);
    const answer = one.all('step2').at(-1)?.bytes ?? new Uint8Array();
    const whole = encodeStateAsUpdate(one.doc);
    if (answer.length > whole.length / 2) throw new Error(`${answer.length} bytes for nothing new`);
    if (one.cell('note', last, 'at') === undefined) throw new Error('the note is gone');
  },
  'SyncStep2 brings edits as well as an update does': async (stage) => {
    const { one, other, id } = await pair(stage);
    one.send(sync(1, put(one, 'convoy', id, { vehicles: 3 })));
    await stage.until('the other has it', () => other.cell('convoy', id, 'vehicles') === 3);
  },
  'the same update twice is once': async (stage) => {
    const { one, other, id } = await pair(stage);
    const update = put(one, 'convoy', id, { vehicles: 4 });
    for (const step of [2, 2, 1]) one.send(sync(step, update));
    one.send(sync(2, put(one, 'convoy', id, { phase: 'staged' })));
    await stage.until('the other has what came after', () => other.cell('convoy', id, 'phase') === 'staged');
    if (other.cell('convoy', id, 'vehicles') !== 4) throw new Error('the value is another');
  },
  'several edits merged into one update arrive whole': async (stage) => {
    const { one, other, id } = await pair(stage);
    const updates = [1, 2, 3].map((vehicles) => put(one, 'convoy', id, { vehicles, people: vehicles * 10 }));
    one.send(sync(2, mergeUpdates(updates)));
    await stage.until('the other has the last', () => other.cell('convoy', id, 'people') === 30);
    if (other.cell('convoy', id, 'vehicles') !== 3) throw new Error('half of it is missing');
  },
  'a later edit that comes first heals': async (stage) => {
    const { one, other, id } = await pair(stage);
    const [first, second] = [{ vehicles: 6 }, { phase: 'halted' }].map((cells) =>
      put(one, 'convoy', id, cells),
    );
    const asked = one.all('step1').length;
    one.send(sync(2, second ?? new Uint8Array()));
    one.send(sync(2, first ?? new Uint8Array()));
    await stage.soon(() => one.all('step1').length > asked, 100);
    const vector = one.all('step1').at(-1)?.bytes;
    if (one.all('step1').length > asked) one.send(sync(1, encodeStateAsUpdate(one.doc, vector)));
    await stage.until('both are there', () =>
      [other.cell('convoy', id, 'vehicles') === 6, other.cell('convoy', id, 'phase') === 'halted'].every(
        Boolean,
      ),
    );
  },
  'a large update within the limits arrives': async (stage) => {
    const { one, other } = await pair(stage);
    const { update, last } = notes(one, stage, 60);
    one.send(sync(2, update));
    await stage.until('the other has the last note', () => other.cell('note', last, 'at') !== undefined);
  },
  'hours of work off line arrive in one SyncStep2': async (stage) => {
    const { one, other } = await pair(stage);
    const { update, last } = notes(one, stage, 400);
    one.send(sync(1, update));
    await stage.until('the other has the last note', () => other.cell('note', last, 'at') !== undefined);
  },
  'text of every script arrives as it was': async (stage) => {
    const { one, other, id } = await pair(stage);
    const text = 'طريق مفتوح · дорога · 道路 · 🚚';
    one.send(sync(2, put(one, 'convoy', id, { note: text })));
    await stage.until('the other reads it', () => other.cell('convoy', id, 'note') === text);
  },
  'six windows of one person work side by side': async (stage) => {
    const session = await stage.person();
    const windows = await Promise.all(Array.from({ length: 6 }, () => stage.synced(session)));
    const id = stage.newId();
    const [first] = windows;
    first?.send(sync(2, put(first, 'convoy', id, convoyOf(session.party))));
    await stage.until('all have it', () => windows.every((one) => one.cell('convoy', id, 'vehicles') === 8));
  },
  'a leave that is said is passed on': async (stage) => {
    const { one, other } = await pair(stage);
    one.send(presence([one.doc.clientID, 1, {}]));
    await stage.until('the other sees it', () => Boolean(other.presence().get(one.doc.clientID)));
    one.send(presence([one.doc.clientID, 2, null]));
    await stage.until('and no longer', () => other.presence().get(one.doc.clientID) === null);
  },
};

export const wireCases: readonly Case[] = [
  ...Object.entries(RUNS).map(([name, run]): Case => ({ name, sort: 'protocol', stock: 'holds', run })),
  {
    name: 'whoever asks who is here is told',
    sort: 'protocol',
    stock: 'breaks', // it knows frames 0 and 1 only
    run: async (stage) => {
      const { one, other } = await pair(stage);
      one.send(presence([one.doc.clientID, 1, {}]));
      await stage.until('the other sees it', () => other.presence().has(one.doc.clientID));
      const before = other.all('presence').length;
      other.send(new Uint8Array([3]));
      await stage.until('an answer comes', () =>
        other
          .all('presence')
          .slice(before)
          .some(({ entries }) => entries.some(({ clientId }) => clientId === one.doc.clientID)),
      );
    },
  },
];
