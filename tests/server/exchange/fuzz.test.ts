// Promises about any bytes at all: reading them ends, throws nothing, and what comes out is a route, a table or a reason.
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemSentence } from '#domain/import-words.ts';
import { KINDS } from '#domain/kinds/registry.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { valueProblem } from '#domain/values.ts';
import { say } from '#domain/words/say-all.ts';
import { readJson } from '#server/exchange/json-text.ts';
import { halted } from '#server/exchange/halt.ts';
import { readFile } from '#server/exchange/read-file.ts';
import { file } from './world.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const FIXTURES = new URL('../../fixtures/imports/', import.meta.url);
const originals = readdirSync(FIXTURES)
  .filter((name) => !name.endsWith('.md'))
  .sort()
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, FIXTURES))) }));

/** What every answer owes, whatever came in. */
function owes(name: string, bytes: Uint8Array): void {
  const answer = readFile(file(name, bytes), []);
  switch (answer.is) {
    case 'route': {
      const { route } = answer;
      expect(valueProblem(KINDS.route.fields.name, route.name)).toBeNull();
      expect(valueProblem(KINDS.route.fields.lengthKm, route.lengthKm)).toBeNull();
      expect(route.line.length).toBeGreaterThan(1);
      expect(route.line.length).toBeLessThanOrEqual(IMPORT_LIMITS.keptVertices);
      for (const [lon, lat] of route.line) {
        expect(Math.abs(lon) <= 180 && Math.abs(lat) <= 90).toBe(true);
      }
      return;
    }
    case 'convoy':
      expect(answer.table.rows.length).toBeGreaterThan(0);
      return;
    case 'bad':
      expect(answer.problems.length).toBeGreaterThan(0);
      for (const one of answer.problems) {
        const { key, params } = problemSentence(one);
        expect(key).not.toBe('refusal.internal');
        // Every gap of the sentence is filled.
        expect(say(key, params)).not.toMatch(/\{\w+\}/);
      }
  }
}

it(`any bytes under any name (SEED=${seed})`, () => {
  const name = fc.constantFrom(
    'a.gpx',
    'a.kml',
    'a.tcx',
    'a.geojson',
    'a.json',
    'a.csv',
    'a',
    '',
    '../../etc/a.kmz',
  );
  fc.assert(
    fc.property(name, fc.uint8Array({ maxLength: 400 }), (called, bytes) => owes(called, bytes)),
    { seed, numRuns: 250 },
  );
});

it(`real files with bytes changed, cut out and doubled (SEED=${seed})`, () => {
  const change = fc.tuple(
    fc.nat(),
    fc.nat({ max: 60 }),
    fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constant(null)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...originals),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (original, changes) => {
        let { bytes } = original;
        for (const [where, length, put] of changes) {
          const at = where % (bytes.length + 1);
          const middle = put ?? bytes.subarray(at, at + length);
          const rest = put === null ? bytes.subarray(at) : bytes.subarray(at + length);
          bytes = Uint8Array.from([...bytes.subarray(0, at), ...middle, ...rest]);
        }
        owes(original.name, bytes);
      },
    ),
    { seed, numRuns: 300 },
  );
});

it(`JSON is read as JSON.parse reads it, or refused (SEED=${seed})`, () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const read = halted(() => readJson(text));
      if ('value' in read) expect(JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)));
      else expect(['surrogate', 'duplicate-key', 'number']).toContain(read.problems[0]?.code);
    }),
    { seed, numRuns: 250 },
  );
});

it(`what JSON.parse refuses is refused (SEED=${seed})`, () => {
  const broken = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', 'x', '\u0001'))
    .map(([text, where, put]) => {
      const at = where % (text.length + 1);
      return text.slice(0, at) + put + text.slice(at + 1);
    });
  fc.assert(
    fc.property(broken, (text) => {
      const read = halted(() => readJson(text));
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      if (!parses) expect('problems' in read).toBe(true);
    }),
    { seed, numRuns: 400 },
  );
});

it(`any table of any cells (SEED=${seed})`, () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('"', '""', '\n', ';', '\t', '=1+1', '#x+y', '\uFEFF'),
  );
  const table = fc.array(
    fc.array(cell, { maxLength: 8 }).map((cells) => cells.join(',')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(table, (rows) => owes('a.csv', new TextEncoder().encode(rows.join('\n')))),
    { seed, numRuns: 250 },
  );
});
