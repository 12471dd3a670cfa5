// The import command as it is typed: files of this machine into a room, by the server that runs or alone.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOutcome } from '#domain/import-outcome.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { reportOf } from '#server/cli/sample-report.ts';
import { scratchRoom } from '#server/cli/scratch-room.ts';
import { Terminal } from './terminal.ts';

const FIXTURES = new URL('../../fixtures/imports/', import.meta.url);

let terminal: Terminal;
let folder: string;
beforeEach(() => {
  terminal = new Terminal();
  folder = mkdtempSync(join(tmpdir(), 'corridor-import-'));
});
afterEach(async () => {
  await terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe.each(['beside a running server', 'while no server runs'])('%s', (where) => {
  let room: string;
  beforeEach(async () => {
    if (where === 'beside a running server') await terminal.serve();
    ({ room } = await terminal.json<{ room: string }>('room', '--name', 'South'));
    await terminal.json('set', '--room', room, 'party', 'name=Road Transport', 'role=operator');
  });
  const come = (...args: string[]): Promise<ImportOutcome> =>
    terminal.json('import', '--room', room, ...args);

  it('a route comes in, then convoys on it by its name; looking first changes nothing', async () => {
    const gpx = new URL('tkrajina_gpxpy__route.gpx', FIXTURES).pathname;
    expect(await come(gpx)).toMatchObject({ created: 1, route: { name: '#001', lengthKm: 6.7 } });
    const list = put('convoys.csv', 'callsign,route,fromKm,toKm\nKILO-1,#001,0,6.7\nKILO-2,#001,0,6.7\n');
    expect(await come('--party', 'Road Transport', '--dry-run', list)).toMatchObject({
      rows: 2,
      created: 2,
      import: null,
    });
    expect(await come('--party', 'road transport', list)).toMatchObject({
      rows: 2,
      created: 2,
      problems: [],
    });
  });

  it('a list with faults brings nothing in: JSON for programs, a line each for people, exit code 1', async () => {
    const list = put('convoys.csv', 'callsign,route,fromKm,toKm\nKILO-1,Nowhere,0,x\n');
    const { code, out, err } = await terminal.run(
      'import',
      '--room',
      room,
      '--party',
      'Road Transport',
      list,
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      import: null,
      rows: 1,
      created: 0,
      problems: [
        { row: 2, field: 'route', code: 'not-found' },
        { row: 2, field: 'toKm', code: 'type' },
      ],
    });
    expect(err.split('\n').slice(0, 2)).toEqual([
      'Nothing was imported: 2 problems.',
      'Row 2, route: Nothing of this name is in the room: check the spelling, or create it first.',
    ]);
  });

  it('what cannot be read or is not there is said with the next step', async () => {
    const list = put('a.csv', 'callsign\nKILO\n');
    const large = put('b.gpx', new Uint8Array(IMPORT_LIMITS.bytes + 1));
    expect(await terminal.refused('import', '--room', room, join(folder, 'none.csv'))).toContain(
      'cannot be read (ENOENT)',
    );
    expect(await terminal.refused('import', '--room', room, large)).toContain('larger than the 5 MB allowed');
    expect(await terminal.refused('import', '--room', room)).toContain('Name the file to import');
    expect(await terminal.refused('import', '--room', room, list, list)).toContain('Name one file');
    expect(await terminal.refused('import', '--room', 'nosuchroom', list)).toContain(
      `The rooms here are: ${room}`,
    );
    expect(await terminal.refused('import', list)).toContain('--room');
  });
});

describe('the page on sample files', () => {
  const sample = async (name: string, content: Uint8Array | string) => {
    const { imports, member, close } = await scratchRoom();
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const outcome = await imports.commit(member, { name, type: '', bytes });
    await close();
    return { folder: 'routes', name, outcome };
  };
  const real = (name: string) => sample(name, new Uint8Array(readFileSync(new URL(name, FIXTURES))));

  it('says of each file what came in or why not, and is the same each time', async () => {
    const page = async () =>
      reportOf([await real('placemark_togeojson__bad.kml'), await real('tkrajina_gpxpy__route.gpx')]);
    const first = await page();
    expect(first).toContain('2 files: 1 came in, 1 did not.');
    expect(first).toContain('| `tkrajina_gpxpy__route.gpx` | Route “#001”, 6.7 km, 55 points. |  |');
    expect(first).toMatch(
      /\| `placemark_togeojson__bad.kml` \| Nothing. \| Line 15: This is not a coordinate/,
    );
    expect(await page()).toBe(first);
  });

  it('keeps names out of its own markup', async () => {
    const gpx =
      '<gpx><trk><name>a|b *c* [d](e)\n&lt;img&gt;</name><trkseg><trkpt lat="1" lon="1"/><trkpt lat="1.1" lon="1"/></trkseg></trk></gpx>';
    const page = reportOf([await sample('x|y`z.gpx', gpx)]);
    expect(page).toContain(
      '| `x y z.gpx` | Route “a\\|b \\*c\\* \\[d\\](e) \\<img\\>”, 11.1 km, 2 points. |',
    );
  });

  it('is the one in the repository, as far as how to import goes', () => {
    const written = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8');
    const [how] = reportOf([]).split('## What became');
    expect(written.startsWith(how ?? '-')).toBe(true);
  });
});
