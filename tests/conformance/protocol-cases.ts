// What a client of each sort may count on: it joins, edits, agrees with the others, comes back, is seen.
import { CLIENT_SORTS, type Client, type ClientSort } from './clients.ts';
import { convoyOf, type Stage } from './stage.ts';
import type { Case } from './target.ts';

type Run = (stage: Stage, sort: ClientSort) => Promise<void>;

const OTHER: ClientSort = 'y-websocket 3.1';

/** Two people with a convoy between them: the first with the client that is looked at. */
async function two(stage: Stage, sort: ClientSort): Promise<{ one: Client; other: Client; id: string }> {
  const [mine, theirs] = [await stage.person(), await stage.person()];
  const [one, other] = await Promise.all([stage.client(sort, mine), stage.client(OTHER, theirs)]);
  const id = stage.newId();
  one.set('convoy', id, convoyOf(mine.party));
  await stage.until('the other has the convoy', () => other.get('convoy', id, 'callsign') === 'KILO-1');
  return { one, other, id };
}

const RUNS: { readonly [name: string]: Run } = {
  'joins and finds what was there': async (stage, sort) => {
    const { other, id } = await two(stage, OTHER);
    other.set('convoy', id, { phase: 'staged' });
    const late = await stage.client(sort);
    await stage.until('the phase is there', () => late.get('convoy', id, 'phase') === 'staged');
    if (late.get('convoy', id, 'vehicles') !== 8) throw new Error('a cell is missing');
  },
  'edits, and sees what others edit': async (stage, sort) => {
    const { one, other, id } = await two(stage, sort);
    one.set('convoy', id, { vehicles: 12 });
    await stage.until('the other sees it', () => other.get('convoy', id, 'vehicles') === 12);
    other.set('convoy', id, { phase: 'en_route' });
    await stage.until('it comes back', () => one.get('convoy', id, 'phase') === 'en_route');
  },
  'agrees after edits of one cell at the same time': async (stage, sort) => {
    const { one, other, id } = await two(stage, sort);
    one.set('convoy', id, { phase: 'staged', vehicles: 1 });
    other.set('convoy', id, { phase: 'halted', people: 2 });
    const both = (field: string): unknown[] => [one, other].map((client) => client.get('convoy', id, field));
    const same = (field: string): boolean => both(field)[0] === both(field)[1];
    await stage.until('the other cells are on both sides', () =>
      [one, other].every(
        (client) => client.get('convoy', id, 'vehicles') === 1 && client.get('convoy', id, 'people') === 2,
      ),
    );
    await stage.until('both say the same', () => same('phase'));
  },
  'brings along what it wrote off line, and gets what it missed': async (stage, sort) => {
    const { one, other, id } = await two(stage, sort);
    one.goAway();
    await stage.until('it is away', () => !one.inStep());
    one.set('convoy', id, { vehicles: 5 });
    other.set('convoy', id, { phase: 'holding' });
    one.comeBack();
    await stage.until('it brought its own', () => other.get('convoy', id, 'vehicles') === 5);
    await stage.until('it got the other’s', () => one.get('convoy', id, 'phase') === 'holding');
  },
  'is seen while it is there, and no longer': async (stage, sort) => {
    const { one, other, id } = await two(stage, sort);
    one.show({ cell: `convoy/${id}/phase` });
    other.show({ cell: `convoy/${id}/vehicles` });
    const cellOf = (client: Client, of: Client): unknown => client.seen().get(of.id)?.['cell'];
    await stage.until('each sees the other', () =>
      [cellOf(other, one) === `convoy/${id}/phase`, cellOf(one, other) === `convoy/${id}/vehicles`].every(
        Boolean,
      ),
    );
    one.goAway();
    await stage.until('it is seen no longer', () => !other.seen().has(one.id));
  },
};

const SILENT_MS = 34_000;

/** Stock clients drop a line on which nothing came for 30 s, and ping frames do not count. */
const silence: Case[] = CLIENT_SORTS.filter((sort) => sort !== 'ywasm').map((sort) => ({
  name: `${sort}: keeps its line while nobody does anything`,
  sort: 'protocol',
  stock: 'holds',
  slowMs: SILENT_MS + 4_000,
  run: async (stage) => {
    const one = await stage.client(sort);
    await stage.soon(() => one.lines() > 1, SILENT_MS);
    if (one.lines() !== 1) throw new Error('the line was dropped');
  },
}));

export const protocolCases: readonly Case[] = [
  ...CLIENT_SORTS.flatMap((sort) =>
    Object.entries(RUNS).map(([name, run]): Case => ({
      name: `${sort}: ${name}`,
      sort: 'protocol',
      stock: 'holds',
      run: (stage) => run(stage, sort),
    })),
  ),
  ...silence,
];
