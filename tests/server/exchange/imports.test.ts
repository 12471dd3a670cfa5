// Promises about importing: looking changes nothing, committing is all or nothing, taking back never takes what others made.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '#domain/refusals.ts';
import { OPERATOR_MEMBER } from '#server/access/operator-writes.ts';
import { importCommand } from '#server/exchange/command.ts';
import { lineOfBytes } from '#server/exchange/line-blob.ts';
import { CONVOY, people, PARTIES, ROOM, write } from '../rooms/people.ts';
import { START } from '../rooms/ports.ts';
import { csv, file, MAYA, newWorld, OMAR, type World } from './world.ts';

const LIST = csv('callsign,route,fromKm,toKm', 'KILO-2,South,0,70', 'KILO-3,South,0,70');
const ROUTE = file(
  'north.geojson',
  '{"type":"Feature","properties":{"name":"North"},"geometry":{"type":"LineString","coordinates":[[36.2,32.5],[36.2,33.1]]}}',
);

let world: World;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world.close());

const entries = async (kind: string) => world.room.ledger.read({ after: 0, limit: 100, kinds: [kind] });
const callsigns = () => Object.values(world.all('convoy')).map(({ callsign }) => callsign);
const refusalOf = async (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

describe('looking first', () => {
  it('answers what the commit answers, and changes nothing', async () => {
    const before = world.room.seq;
    const dry = await world.imports.preview(MAYA, LIST);
    expect([dry.import, world.room.seq, callsigns()]).toEqual([null, before, ['KILO-1']]);
    const real = await world.imports.commit(MAYA, LIST);
    expect({ ...real, import: null, dryRun: true }).toEqual(dry);
    expect(real.import).toMatch(/^[a-z2-7]{16}$/);
  });
});

describe('a committed list', () => {
  it('is one entry beside one change of the board, with who, what file and what came in', async () => {
    const before = world.room.seq;
    const { import: id } = await world.imports.commit(MAYA, LIST);
    const all = await world.room.ledger.read({ after: before, limit: 10 });
    expect(all.map(({ kind, actor, via }) => [kind, actor, via])).toEqual([
      ['import.committed', 'u-maya', 'import'],
      ['board.update', 'u-maya', 'import'],
    ]);
    expect(all[0]?.payload).toMatchObject({
      import: id,
      format: 'csv',
      file: { name: 'convoys.csv', bytes: LIST.bytes.length },
    });
  });

  it('sent twice at the same moment comes in once', async () => {
    const both = await Promise.all([world.imports.commit(MAYA, LIST), world.imports.commit(MAYA, LIST)]);
    expect(both.map(({ created }) => created).sort()).toEqual([0, 2]);
    expect(callsigns()).toHaveLength(3);
  });

  it('of somebody whose access ended while the file was read does not come in', async () => {
    const before = world.room.seq;
    const importing = world.imports.commit(MAYA, LIST);
    world.gone.add(MAYA.membership);
    expect(await refusalOf(importing)).toBe('session-ended');
    expect([world.room.seq, callsigns()]).toEqual([before, ['KILO-1']]);
  });

  it('is told to the record by a file name without folders', async () => {
    const named = { ...LIST, name: 'C:\\Users\\maya\\secret plans\\convoys.csv' };
    await world.imports.commit(MAYA, named);
    expect((await entries('import.'))[0]?.payload).toMatchObject({ file: { name: 'convoys.csv' } });
  });
});

describe('taking back', () => {
  it('archives what came in, once, in one entry', async () => {
    const { import: id } = await world.imports.commit(MAYA, LIST);
    const answer = await world.imports.undo(MAYA, id ?? '');
    expect(answer.stays).toEqual([]);
    expect(answer.undone).toHaveLength(2);
    expect(callsigns()).toEqual(['KILO-1']);
    expect(await entries('import.undone')).toHaveLength(1);
    expect(await refusalOf(world.imports.undo(MAYA, id ?? ''))).toBe('import-undone');
  });

  it('lets stay what somebody changed since, and says which', async () => {
    const { import: id } = await world.imports.commit(MAYA, LIST);
    const [changed] =
      Object.entries(world.all('convoy')).find(([, one]) => one['callsign'] === 'KILO-2') ?? [];
    await world.edit(write('convoy', changed ?? '', { vehicles: 6 }));
    const answer = await world.imports.undo(MAYA, id ?? '');
    expect(answer.stays).toEqual([{ record: `convoy/${changed}`, why: 'changed' }]);
    expect(callsigns().sort()).toEqual(['KILO-1', 'KILO-2']);
  });

  it('lets a route stay while a convoy is on it, and takes it back afterwards', async () => {
    const { import: id } = await world.imports.commit(MAYA, ROUTE);
    const [route] = Object.entries(world.all('route')).find(([, one]) => one['name'] === 'North') ?? [];
    await world.edit(write('convoy', CONVOY, { route: route ?? '' }));
    expect(await world.imports.undo(MAYA, id ?? '')).toMatchObject({
      undone: [],
      stays: [{ why: 'in-use' }],
    });
    expect(Object.keys(world.all('route'))).toHaveLength(2);
    await world.edit(write('convoy', CONVOY, { route: 'routesouth' }));
    expect((await world.imports.undo(MAYA, id ?? '')).undone).toEqual([`route/${route}`]);
    expect(Object.keys(world.all('route'))).toEqual(['routesouth']);
  });

  it('leaves alone what was closed meanwhile', async () => {
    const { import: id } = await world.imports.commit(MAYA, LIST);
    for (const convoy of Object.keys(world.all('convoy'))) {
      if (convoy !== CONVOY) await world.edit(write('convoy', convoy, { archivedAt: START }));
    }
    expect(await refusalOf(world.imports.undo(MAYA, id ?? ''))).toBe('import-undone');
  });

  it('is refused for an import nobody knows and by somebody of another party', async () => {
    expect(await refusalOf(world.imports.undo(MAYA, 'aaaabbbbccccdddd'))).toBe('import-unknown');
    const { import: id } = await world.imports.commit(MAYA, LIST);
    expect(await refusalOf(world.imports.undo(OMAR, id ?? ''))).toBe('party');
    expect(callsigns()).toHaveLength(3);
  });
});

describe('a route', () => {
  it('is created open, with its length, and its line is kept beside the board', async () => {
    const outcome = await world.imports.commit(MAYA, ROUTE);
    expect(outcome).toMatchObject({
      created: 1,
      kind: 'route',
      route: { name: 'North', lengthKm: 66.7, points: 2 },
    });
    const route = Object.values(world.all('route')).find(({ name }) => name === 'North');
    expect(route).toMatchObject({ lengthKm: 66.7, state: 'open' });
    const bytes = await world.store.blob(ROOM, String(route?.['geometry']));
    expect(lineOfBytes(bytes ?? new Uint8Array())).toEqual([
      [36.2, 32.5],
      [36.2, 33.1],
    ]);
  });

  it('of the same name is there already', async () => {
    await world.imports.commit(MAYA, ROUTE);
    expect((await world.imports.commit(MAYA, ROUTE)).problems.map(({ code }) => code)).toEqual([
      'route-exists',
    ]);
  });

  it('is the owner’s to import', async () => {
    expect(await refusalOf(world.imports.preview(OMAR, ROUTE))).toBe('owner-only');
    expect(await refusalOf(world.imports.commit(OMAR, ROUTE))).toBe('owner-only');
  });
});

it('watch officers and observers import nothing, not even to look', async () => {
  for (const member of [people.lena, people.ines]) {
    for (const one of [LIST, ROUTE, file('x.csv', 'a')]) {
      expect(await refusalOf(world.imports.preview(member, one))).toBe('role');
      expect(await refusalOf(world.imports.commit(member, one))).toBe('role');
    }
  }
});

it('what was meant as a list is not taken as a route, nor the other way round', async () => {
  expect((await world.imports.preview(MAYA, { ...ROUTE, kind: 'convoy' })).problems[0]?.code).toBe('format');
  expect((await world.imports.preview(MAYA, { ...LIST, kind: 'route' })).problems[0]?.code).toBe('format');
});

describe('the operator’s command', () => {
  const run = (params: object): Promise<unknown> => importCommand(world.imports, world.store)(params);
  const asParams = ({ name, bytes }: typeof LIST) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  });

  it('imports for the party it names and stands in the record as the operator', async () => {
    expect(await run({ room: ROOM, party: 'Host', file: asParams(LIST) })).toMatchObject({
      created: 2,
      problems: [],
    });
    expect(Object.values(world.all('convoy')).map(({ party }) => party)).toContain(PARTIES.host);
    expect(await run({ room: ROOM, file: asParams(ROUTE) })).toMatchObject({ created: 1 });
    expect((await entries('import.')).map(({ actor, role, party }) => [actor, role, party])).toEqual([
      ['operator', 'operator', ''],
      ['operator', 'operator', ''],
    ]);
  });

  it('asks for a party where the rows name none, and for one that exists', async () => {
    expect(await run({ room: ROOM, file: asParams(LIST) })).toMatchObject({
      problems: [
        { row: 2, field: 'party', code: 'required' },
        { row: 3, field: 'party', code: 'required' },
      ],
    });
    expect(await run({ room: ROOM, party: 'Nobody', file: asParams(LIST) })).toMatchObject({
      problems: [{ row: null, field: 'party', code: 'party-unknown' }],
    });
  });

  it('dry runs, takes back as the operator, and refuses a room that is not there', async () => {
    expect(await run({ room: ROOM, party: 'UN', dryRun: true, file: asParams(LIST) })).toMatchObject({
      created: 2,
      import: null,
    });
    expect(callsigns()).toEqual(['KILO-1']);
    const { import: id } = await world.imports.commit(MAYA, LIST);
    const operator = { ...OPERATOR_MEMBER, room: ROOM };
    expect((await world.imports.undo(operator, id ?? '')).undone).toHaveLength(2);
    await expect(run({ room: 'nosuchroom', file: asParams(LIST) })).rejects.toThrow(
      `The rooms here are: ${ROOM}`,
    );
    await expect(run({ room: 'exercise', file: asParams(LIST) })).rejects.toThrow(
      'There is no exercise here',
    );
  });
});
