// Somebody was off line: whatever order observations arrive in, the newest one stands, and every one is on record.
import { Doc, applyUpdate, encodeStateAsUpdate } from 'yjs';
import { describe, expect, it } from 'vitest';
import { startHouse } from './house.ts';
import { CONVOY } from './people.ts';
import { START, until } from './ports.ts';
import { sync, updateOf } from './raw-client.ts';

const ago = (min: number): number => START - min * 60_000;
/** What four people saw of the convoy: km, km/h, when. */
const SEEN = [
  [12, 20, ago(40)],
  [31, 25, ago(5)],
  [19, 0, ago(25)],
  [24, 18, ago(15)],
] as const;

function ordersOf<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, at) => ordersOf(list.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

/** Each window saw the same board, then worked off line; the windows come back in this order. */
async function after(
  order: readonly (readonly number[])[],
): Promise<{ radio: unknown; recorded: ReadonlySet<string> }> {
  const house = await startHouse();
  const maya = await house.raw('maya');
  await maya.syncs();
  const updates = order.map((seen, at) => {
    const doc = new Doc();
    applyUpdate(doc, encodeStateAsUpdate(maya.doc));
    doc.clientID = 900 + ((at * 7) % 10); // who wins in Yjs must not decide
    return updateOf(doc, () => doc.getMap('convoy').set(`${CONVOY}.radio`, [...seen]));
  });
  for (const update of updates) {
    const before = house.room.seq;
    maya.send(sync(2, update));
    await until('it is recorded', () => house.room.seq > before);
  }
  const entries = await house.room.history('full', { record: `convoy/${CONVOY}`, field: 'radio' });
  // A value that lost a conflict stands in its own entry as `lost`, one that was overtaken in the other's.
  const byPeople = entries.filter(({ actor }) => actor !== 'server');
  expect(byPeople).toHaveLength(order.length);
  const values = byPeople.flatMap(({ cells }) => cells.flatMap(({ to, lost }) => [to, lost?.value]));
  const recorded = new Set(values.map((value) => JSON.stringify(value)));
  const radio = house.room.board('observer').kinds['convoy']?.[CONVOY]?.['radio'];
  expect(house.room.board('full').kinds['convoy']?.[CONVOY]?.['radio']).toEqual(radio);
  await house.stop();
  return { radio, recorded };
}

describe('observations that arrive late', () => {
  it.each(ordersOf([0, 1, 2, 3]).map((order) => [order.join(' '), order] as const))(
    'in the order %s end with the newest, and all are on record',
    async (_, order) => {
      const arrived = order.map((at) => SEEN[at] ?? []);
      const { radio, recorded } = await after(arrived);
      expect(radio).toEqual(SEEN[1]);
      for (const seen of arrived) expect(recorded).toContain(JSON.stringify(seen));
    },
  );

  it('of the same moment end with the one that arrived last', async () => {
    const one = [10, 20, ago(5)];
    const two = [11, 20, ago(5)];
    expect((await after([one, two])).radio).toEqual(two);
    expect((await after([two, one])).radio).toEqual(one);
  });
});
