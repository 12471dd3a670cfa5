// Promises about route files that mean harm or come from another world: refused in words, or read for what they are.
import { describe, expect, it } from 'vitest';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { gpx, line, read, track } from './drawn.ts';

describe('a hostile file', () => {
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>`;
  it.each([
    ['a document type', `<?xml version="1.0"?>${bomb}<gpx>${track([32, 36], [33, 36])}</gpx>`, 'doctype'],
    ['an entity of its own', gpx(`<name>&lol;</name>${track([32, 36], [33, 36])}`), 'doctype'],
    ['an external entity', `<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>`, 'doctype'],
    ['an open tag', gpx('<trk>').replace('</gpx>', ''), 'not-xml'],
    ['tags that cross', '<gpx><trk></gpx></trk>', 'not-xml'],
    ['text after the root', `${gpx('')}<gpx/>`, 'not-xml'],
    ['a tag without end', '<gpx', 'not-xml'],
    ['an open comment', '<gpx><!-- ', 'not-xml'],
    ['nesting without end', gpx('<a>'.repeat(100) + '</a>'.repeat(100)), 'too-deep'],
    ['another XML', '<html><body>GPX</body></html>', 'format'],
    ['JSON without end', '['.repeat(100_000), 'too-deep'],
    ['a name twice', '{"type":"LineString","type":"Point","coordinates":[]}', 'duplicate-key'],
    ['half a character', '{"type":"LineString","name":"\\ud800","coordinates":[]}', 'surrogate'],
    ['a comma too many', '{"type":"LineString","coordinates":[[36,32],]}', 'not-json'],
    [
      'another coordinate system',
      line(
        [
          [36, 32],
          [37, 33],
        ],
        { crs: { type: 'name', properties: { name: 'EPSG:3857' } } },
      ),
      'crs',
    ],
    ['a million values', `[${'0,'.repeat(1_000_000)}0]`, 'too-much'],
    [
      'too many points',
      line(Array.from({ length: IMPORT_LIMITS.vertices + 1 }, () => [1, 2])),
      'too-many-points',
    ],
    [
      'too many track points',
      gpx(track(...Array.from({ length: IMPORT_LIMITS.vertices + 1 }, () => [1, 2] as const))),
      'too-many-points',
    ],
  ])('with %s is refused', (_, text, code) => {
    const [problem] = read('route', text) as [string, unknown, unknown][];
    expect(problem?.[0]).toBe(code);
  });

  it('larger than a file may be is refused before anything is read', () => {
    expect(read('a.gpx', new Uint8Array(IMPORT_LIMITS.bytes + 1))).toEqual([['too-big', null, null]]);
  });

  it('that is zipped is refused in words of its own', () => {
    expect(read('a.kmz', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).toEqual([['kmz', null, null]]);
  });

  it('keeps __proto__ a name like any other', () => {
    const text =
      '{"type":"Feature","__proto__":{"polluted":1},"properties":{"name":"A"},"geometry":{"type":"LineString","coordinates":[[36,32],[36,33]]}}';
    expect(read('a.geojson', text)).toMatchObject({ name: 'A' });
    expect('polluted' in {}).toBe(false);
  });
});

describe('text', () => {
  const named = (name: string): string => gpx(track([32, 36], [32.01, 36]).replace('North', name));
  const utf16 = (text: string, little: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 + text.length * 2);
    const view = new DataView(bytes.buffer);
    for (const [i, unit] of [...`\uFEFF${text}`].entries()) view.setUint16(i * 2, unit.charCodeAt(0), little);
    return bytes;
  };

  it.each([
    ['UTF-8', new TextEncoder().encode(named('درعا'))],
    ['UTF-8 with its mark', new TextEncoder().encode(`\uFEFF${named('درعا')}`)],
    ['UTF-16, little end first', utf16(named('درعا'), true)],
    ['UTF-16, big end first', utf16(named('درعا'), false)],
  ])('in %s is read', (_, bytes) => {
    expect(read('a.gpx', bytes)).toMatchObject({ name: 'درعا' });
  });

  it('in Latin-1 is read where the file says so, and refused where it does not', () => {
    const latin = (declaration: string): Uint8Array =>
      Uint8Array.from(
        `${declaration}<gpx>${track([32, 36], [32.01, 36]).replace('North', 'Köln')}</gpx>`,
        (char) => char.charCodeAt(0),
      );
    expect(read('a.gpx', latin('<?xml version="1.0" encoding="ISO-8859-1"?>'))).toMatchObject({
      name: 'Köln',
    });
    expect(read('a.gpx', latin('<?xml version="1.0"?>'))).toEqual([['encoding', null, null]]);
    expect(read('a.gpx', latin('<?xml version="1.0" encoding="no-such"?>'))).toEqual([
      ['encoding', null, null],
    ]);
    expect(read('a.gpx', latin('<?xml version="1.0" encoding="UTF-16"?>'))).toEqual([
      ['encoding', null, null],
    ]);
  });

  it('in UTF-16 without its mark is refused, not guessed', () => {
    expect(read('a.gpx', utf16(named('North'), true).subarray(2))).toEqual([['encoding', null, null]]);
  });

  it('of a name keeps markup as text and loses what reads other than it is', () => {
    expect(read('a.gpx', named('&lt;script&gt;alert(1)&lt;/script&gt;'))).toMatchObject({
      name: '<script>alert(1)</script>',
    });
    expect(read('a.gpx', named('safe\u202Egpj.exe\u200B'))).toMatchObject({
      name: 'safegpj.exe',
      notes: ['name-cleaned'],
    });
    expect(read('x/y\\z.gpx', named(' '))).toMatchObject({ name: 'z' });
    const long = read('a.gpx', named('😀'.repeat(200)));
    expect(long).toMatchObject({ name: '😀'.repeat(60) });
  });
});
