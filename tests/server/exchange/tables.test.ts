// Promises about lists of convoys: which cell means what, what is wrong in which row, and nothing read that was not meant.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOutcome } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { CONVOY, PARTIES } from '../rooms/people.ts';
import { START } from '../rooms/ports.ts';
import { csv, file, MAYA, newWorld, OMAR, type World } from './world.ts';

const HEADER = 'callsign,route,fromKm,toKm';

let world: World;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world.close());

const problems = ({ problems: all }: ImportOutcome) => all.map(({ row, field, code }) => [row, field, code]);
const notes = ({ notes: all }: ImportOutcome) => all.map(({ code }) => code);
/** The convoys that came in, without the one that was there. */
const convoys = () =>
  Object.entries(world.all('convoy'))
    .filter(([id]) => id !== CONVOY)
    .map(([, one]) => one);

describe('a list of convoys', () => {
  it('creates each row as a convoy, times and names read as people write them', async () => {
    const list = csv(
      'callsign,party,route,fromKm,toKm,vehicles,std,eta,needIntel,phase,radio,leader',
      'KILO-2,host,south,0,"69,5",8,2026-09-21T14:00Z,2026-09-21 17:30,yes,En Route,31.4 28 1400Z,"Haddad, R."',
      'KILO-3,partyunun,routesouth,6 km,70,,1700Z,,no,,,',
    );
    const outcome = await world.imports.commit(MAYA, list);
    expect(outcome).toMatchObject({ problems: [], rows: 2, created: 2, format: 'csv', kind: 'convoy' });
    expect(convoys()).toEqual([
      {
        callsign: 'KILO-2',
        party: PARTIES.host,
        route: 'routesouth',
        fromKm: 0,
        toKm: 69.5,
        vehicles: 8,
        std: Date.UTC(2026, 8, 21, 14),
        eta: Date.UTC(2026, 8, 21, 17, 30),
        needIntel: true,
        phase: 'en_route',
        radio: [31.4, 28, Date.UTC(2026, 8, 21, 14, 0)],
        leader: 'Haddad, R.',
      },
      {
        callsign: 'KILO-3',
        party: PARTIES.un,
        route: 'routesouth',
        fromKm: 6,
        toKm: 70,
        std: Date.UTC(2026, 8, 21, 17),
        needIntel: false,
      },
    ]);
    // The times above are around the clock of this test.
    expect(new Date(START).toISOString()).toContain('2026-09-21');
  });

  it('reads local times in the zone of the room', async () => {
    await world.edit([{ ref: { kind: 'room', id: 'thisroom', field: 'timeZone' }, value: 'Asia/Damascus' }]);
    await world.imports.commit(MAYA, csv(`${HEADER},std`, 'KILO-2,South,0,70,2026-09-21 17:00'));
    expect(convoys()[0]?.['std']).toBe(Date.UTC(2026, 8, 21, 14));
  });

  it.each([
    ['semicolons', csv('callsign;route;fromKm;toKm', 'KILO-2;South;0;"69,5"'), ['separator']],
    ['tabs', csv('callsign\troute\tfromKm\ttoKm', 'KILO-2\tSouth\t0\t69,5'), ['separator']],
    ['Excel’s first line', csv('sep=;', 'callsign;route;fromKm;toKm', 'KILO-2;South;0;69,5'), ['separator']],
    ['labels', csv('Callsign,Route,From km,To km', 'KILO-2,South,0,69.5'), []],
    ['a byte order mark', file('a.csv', `\uFEFF${HEADER}\r\nKILO-2,South,0,69.5\r\n`), []],
    ['HXL tags', csv(HEADER, '#meta+callsign,#loc +route,#from,#to+km', 'KILO-2,South,0,69.5'), ['hxl-row']],
    ['empty rows and columns', csv(`${HEADER},,`, ',,,,,', 'KILO-2,South,0,69.5', '', ',,'), []],
  ])('is read with %s', async (_, list, expected) => {
    const outcome = await world.imports.commit(MAYA, list);
    expect(problems(outcome)).toEqual([]);
    expect(notes(outcome).filter((code) => code !== 'default-party')).toEqual(expected);
    expect(convoys()).toMatchObject([{ callsign: 'KILO-2', toKm: 69.5 }]);
  });

  it('gives rows without a party to the importer’s own, or to the one that was named', async () => {
    const outcome = await world.imports.commit(MAYA, csv(HEADER, 'KILO-2,South,0,70'));
    expect(outcome.notes).toEqual([{ code: 'default-party', params: { n: 1, party: 'UN' } }]);
    await world.imports.commit(MAYA, { ...csv(HEADER, 'KILO-3,South,0,70'), party: 'host' });
    expect(convoys().map(({ party }) => party)).toEqual([PARTIES.un, PARTIES.host]);
  });

  it('keeps what looks like a formula as text, also when it comes back from an export', async () => {
    const list = csv(`${HEADER},note`, `=2+2,South,0,70,"@SUM(A1)"`, `KILO-3,South,0,70,'-cmd`);
    const outcome = await world.imports.commit(MAYA, list);
    expect(outcome.notes[0]).toEqual({ code: 'formula-text', params: { n: 3 } });
    expect(convoys().map(({ callsign, note }) => [callsign, note])).toEqual([
      ['=2+2', '@SUM(A1)'],
      ['KILO-3', '-cmd'],
    ]);
  });
});

describe('a row with a fault', () => {
  it('names row, field and fault, all of them at once, and nothing comes in', async () => {
    const list = csv(
      `${HEADER},vehicles,std,party,phase`,
      'KILO-2,South,0,70,8,,,',
      'KILO-3,Nowhere,0,70,many,25:00,,',
      ',South,-1,70,501,,Nobody,flying',
      'KILO 2,South,0,70,,,,',
      'kilo-1,South,0,70,,,,',
      'KILO-4,South,0,70,,,,planned,more',
    );
    const outcome = await world.imports.commit(MAYA, list);
    expect(problems(outcome)).toEqual([
      [3, 'route', 'not-found'],
      [3, 'vehicles', 'type'],
      [3, 'std', 'time'],
      [4, 'callsign', 'required'],
      [4, 'fromKm', 'range'],
      [4, 'vehicles', 'range'],
      [4, 'party', 'not-found'],
      [4, 'phase', 'word'],
      [5, 'callsign', 'duplicate'],
      [6, 'callsign', 'exists'],
      [7, null, 'extra-cells'],
    ]);
    expect(outcome).toMatchObject({ import: null, created: 0, rows: 6 });
    expect(convoys()).toEqual([]);
  });

  it('counts rows as a spreadsheet does, texts of several lines included', async () => {
    const list = csv(`${HEADER},note`, 'KILO-2,South,0,70,"one', 'two"', '', 'KILO-3,South,x,70,');
    expect(problems(await world.imports.commit(MAYA, list))).toEqual([[4, 'fromKm', 'type']]);
  });

  it('says so where two records have the name', async () => {
    await world.edit([
      { ref: { kind: 'route', id: 'routeother', field: 'name' }, value: 'SOUTH' },
      { ref: { kind: 'route', id: 'routeother', field: 'state' }, value: 'open' },
    ]);
    const outcome = await world.imports.commit(MAYA, csv(HEADER, 'KILO-2,south,0,70', 'KILO-3,South,0,70'));
    expect(problems(outcome)).toEqual([[2, 'route', 'ambiguous']]);
  });

  it('cannot observe the future', async () => {
    const list = csv(`${HEADER},radio`, 'KILO-2,South,0,70,31.4 28 2026-09-22T14:00Z');
    expect(problems(await world.imports.commit(MAYA, list))).toEqual([[2, 'radio', 'future']]);
  });

  it('of a sheet of another kind is told, but not a thousand times', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `KILO-${i + 2},Nowhere,0,70`);
    const outcome = await world.imports.preview(MAYA, csv(HEADER, ...rows));
    expect(outcome.problems).toHaveLength(IMPORT_LIMITS.problems);
  });
});

describe('a header', () => {
  it('with a column nobody knows, one twice or one missing is told before any row', async () => {
    const list = csv('callsign,Callsign,vehicels,route,archivedAt,__proto__', 'KILO-2,KILO-2,8,South,1,1');
    expect(problems(await world.imports.commit(MAYA, list))).toEqual([
      [1, 'callsign', 'duplicate-column'],
      [1, 'vehicels', 'unknown-column'],
      [1, 'archivedAt', 'unknown-column'],
      [1, '__proto__', 'unknown-column'],
      [1, 'fromKm', 'missing-column'],
      [1, 'toKm', 'missing-column'],
    ]);
  });

  it('alone is no list', async () => {
    expect(problems(await world.imports.commit(MAYA, csv(HEADER, ',,,')))).toEqual([[null, null, 'no-rows']]);
  });
});

it.each([
  ['an open quotation mark', `${HEADER}\nKILO-2,South,0,70\n"KILO-3,South,0,70`, 'not-csv'],
  ['a row without end', `${HEADER}\n${'x'.repeat(IMPORT_LIMITS.rowChars + 10)}`, 'not-csv'],
  ['too many rows', `${HEADER}\n${'KILO,South,0,70\n'.repeat(IMPORT_LIMITS.rows + 1)}`, 'too-many-rows'],
  ['a million empty rows', `${HEADER}\n${'\n'.repeat(1_000_000)}`, 'no-rows'],
  ['too many columns', Array.from({ length: 200 }, (_, i) => `c${i}`).join(','), 'too-many-columns'],
  ['zeros', `${HEADER}\nKILO\u0000,South,0,70`, 'control'],
])('a list with %s is refused', async (_, text, code) => {
  expect((await world.imports.preview(MAYA, file('a.csv', text))).problems[0]?.code).toBe(code);
});

it('a coordinator imports for their own party only, the coordination cell for all', async () => {
  const rows = csv(`${HEADER},party`, 'KILO-2,South,0,70,Host', 'KILO-3,South,0,70,UN');
  expect(problems(await world.imports.commit(OMAR, rows))).toEqual([[3, 'party', 'party']]);
  expect((await world.imports.commit(MAYA, rows)).created).toBe(2);
});
