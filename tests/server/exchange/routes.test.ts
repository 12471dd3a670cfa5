// Promises about route files: what a stranger's file turns into, and what is refused, in which words, at which place.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lengthKmOf, type LonLat } from '#domain/line.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { readFile } from '#server/exchange/read-file.ts';
import { gpx, kml, line, read, track } from './drawn.ts';
import { file } from './world.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/imports/${name}`, import.meta.url)));

describe('a file of another program', () => {
  it.each([
    ['placemark_togeojson__strava.gpx', "120' moderate and hard", 7.5, []],
    ['placemark_togeojson__missing_hr.gpx', 'missing hr', 0.1, ['joined']],
    ['placemark_togeojson__noname.kml', 'placemark_togeojson__noname', 0.1, ['name-from-file']],
    ['placemark_togeojson__tcx-courses.tcx', 'Test TCX Route', 1.7, []],
    ['tkrajina_gpxpy__route.gpx', '#001', 6.7, []],
  ])('%s becomes the route %s', (name, called, lengthKm, notes) => {
    expect(read(name, fixture(name))).toMatchObject({ name: called, lengthKm, notes });
  });

  it('in GeoJSON becomes a route, and what is not a line is named', () => {
    const name = 'mapbox_geojsonhint__good-featurecollection.geojson';
    expect(read(name, fixture(name))).toMatchObject({
      points: 4,
      notes: ['points-left-out', 'areas-left-out', 'jump', 'name-from-file'],
    });
  });

  it.each([
    [
      'placemark_togeojson__bad.kml',
      [
        ['coordinate', 15, 'coordinates'],
        ['coordinate', 15, 'coordinates'],
      ],
    ],
    ['placemark_togeojson__empty_trk.gpx', [['no-points', null, null]]],
    ['placemark_togeojson__networklink.kml', [['network-link', null, null]]],
    ['placemark_togeojson__point.kml', [['only-points', null, null]]],
    ['tkrajina_gpxpy__unicode_with_bom.gpx', [['only-points', null, null]]],
    ['mapbox_geojsonhint__bad-json.geojson', [['not-json', 3, null]]],
    ['mapbox_geojsonhint__false.geojson', [['not-geojson', null, '/geometries/0']]],
    ['mapbox_geojsonhint__featurecollection-obj.geojson', [['not-geojson', null, '/features']]],
    ['mapbox_geojsonhint__nofeaturetype.geojson', [['not-geojson', null, '/features/0/type']]],
    ['mapbox_geojsonhint__rootstring.geojson', [['not-geojson', null, null]]],
  ])('%s is refused where its fault is', (name, problems) => {
    expect(read(name, fixture(name))).toEqual(problems);
  });
});

describe('a line', () => {
  it('is as long as its points lie apart, in km with one decimal', () => {
    // One degree of latitude is 111.2 km on the sphere.
    expect(
      read(
        'a.geojson',
        line([
          [36, 32],
          [36, 33],
        ]),
      ),
    ).toMatchObject({ lengthKm: 111.2, points: 2 });
  });

  it('of several is the longest, and says so', () => {
    const two = track([32, 36], [32.1, 36]) + track([32, 36], [32.3, 36]);
    expect(read('a.gpx', gpx(two))).toMatchObject({ lengthKm: 33.4, notes: ['longest-of-several', 'jump'] });
  });

  it('recorded in parts is joined where the gaps are small, else its longest part is taken', () => {
    const parts = (second: number): string =>
      JSON.stringify({
        type: 'MultiLineString',
        coordinates: [
          [
            [36, 32],
            [36, 32.1],
          ],
          [
            [36, second],
            [36, 32.15],
          ],
        ],
      });
    expect(read('a.geojson', parts(32.101))).toMatchObject({
      points: 4,
      notes: ['joined', 'name-from-file'],
    });
    expect(read('a.geojson', parts(32.12))).toMatchObject({
      points: 2,
      notes: ['longest-part', 'name-from-file'],
    });
  });

  it('with far more points than a corridor needs is thinned, keeps its ends and hardly moves', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [36 + Math.sin(i / 300) / 50, 32 + i / 40_000]);
    const answer = readFile(file('a.geojson', line(many)), []);
    if (answer.is !== 'route') throw new Error('not a route');
    const { route } = answer;
    expect(route.line).toHaveLength(IMPORT_LIMITS.keptVertices);
    expect([route.line[0], route.line.at(-1)]).toEqual([
      [36, 32],
      many.at(-1)?.map((degrees) => Math.round(degrees * 1e6) / 1e6),
    ]);
    const full = lengthKmOf(many.map(([lon = 0, lat = 0]): LonLat => [lon, lat]));
    expect(Math.abs(route.lengthKm - full)).toBeLessThanOrEqual(0.2);
    const [told] = route.notes.filter(({ code }) => code === 'simplified');
    expect(told?.params['metres']).toBeLessThan(10);
  });

  it.each([
    ['one point', [[36, 32]], 'one-point'],
    [
      'the same point twice',
      [
        [36, 32],
        [36, 32],
      ],
      'one-point',
    ],
    ['no points', [], 'no-points'],
    [
      '50 metres',
      [
        [36, 32],
        [36, 32.0003],
      ],
      'too-short',
    ],
    [
      'the way round the earth',
      Array.from({ length: 300 }, (_, i) => [(i % 2) * 20, (i % 3) * 20]),
      'too-long-line',
    ],
  ])('of %s is refused', (_, coordinates, code) => {
    expect(read('a.geojson', line(coordinates))).toEqual([[code, null, null]]);
  });

  it('far from every route of the room is questioned, and more so when swapping its axes would bring it home', () => {
    const home: LonLat[] = [[36.2, 32.6]];
    const notes = (start: LonLat): unknown => {
      const answer = read('a.geojson', line([start, [start[0] + 0.1, start[1]]]), home);
      return 'notes' in Object(answer) ? (answer as { notes: unknown }).notes : answer;
    };
    expect(notes([36.3, 32.5])).toEqual(['name-from-file']);
    expect(notes([32.6, 50])).toEqual(['far-away', 'name-from-file']);
    expect(notes([32.6, 36.2])).toEqual(['maybe-swapped', 'name-from-file']);
  });
});

describe('a coordinate', () => {
  it.each([
    ['a word', [36, 'x'], 'coordinate'],
    ['null', [null, 32], 'coordinate'],
    ['a single number', [36], 'coordinate'],
    ['an object', { lon: 36, lat: 32 }, 'coordinate'],
    ['latitude 91', [136, 91], 'latitude'],
    ['longitude 181', [181, 32], 'longitude'],
    ['latitude where longitude belongs', [32, 136], 'axes-swapped'],
  ])('that is %s is refused with a pointer to it', (_, point, code) => {
    expect(read('a.geojson', line([[36, 32], point]))).toEqual([[code, null, '/coordinates/1']]);
  });

  it.each([
    [
      '1e309',
      '{"type":"LineString","coordinates":[[36,32],[36,1e309]]}',
      [['number', null, '/coordinates/1/1']],
    ],
    ['NaN', '{"type":"LineString","coordinates":[[36,32],[36,NaN]]}', [['not-json', 1, null]]],
  ])('that is %s is no number', (_, text, problems) => {
    expect(read('a.geojson', text)).toEqual(problems);
  });

  it.each([
    ['an empty latitude', ['', 36], 'trkpt'],
    ['NaN', ['NaN', 36], 'trkpt'],
    ['1e309', ['1e309', 36], 'trkpt'],
    ['hex', ['0x10', 36], 'trkpt'],
    ['a comma', ['32,5', 36], 'trkpt'],
  ] as const)('of a GPX track that is %s is refused with its line', (_, point, field) => {
    expect(read('a.gpx', gpx(`\n${track([32, 36])}\n${track([32, 36], point)}`))).toEqual([
      ['coordinate', 3, field],
    ]);
  });

  it('with a space after its comma is refused in KML, where it would shift all that follows', () => {
    const text = kml(
      '<Placemark><LineString><coordinates>36, 32 36.1, 32.1</coordinates></LineString></Placemark>',
    );
    expect(read('a.kml', text)).toContainEqual(['coordinate', 1, 'coordinates']);
  });
});
