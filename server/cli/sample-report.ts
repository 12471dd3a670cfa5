// The page `docs/import.md`: how to import, and for each sample file what came in or why not, in a person's words.
import type { ImportOutcome, ImportProblem } from '#domain/import-outcome.ts';
import { noteSentence, problemPlace, problemSentence } from '#domain/import-words.ts';
import { fieldsOf, requiredFields } from '#domain/kinds/registry.ts';
import type { FieldDecl } from '#domain/kinds/shape.ts';
import { fieldLabel } from '#domain/labels.ts';
import { IMPORT_LIMITS } from '#domain/limits.ts';
import { say } from '#domain/words/say-all.ts';

export interface Sample {
  /** name of the folder it lies in */
  readonly folder: string;
  /** path below that folder */
  readonly name: string;
  readonly outcome: ImportOutcome;
}

/** The whole page; the same samples make the same bytes. */
export function reportOf(samples: readonly Sample[]): string {
  const folders = [...new Set(samples.map(({ folder }) => folder))];
  const tables = folders.flatMap((folder) =>
    tableOf(
      folder,
      samples.filter((sample) => sample.folder === folder),
    ),
  );
  return [
    ...INTRODUCTION,
    ...columnTable(),
    '',
    '## What became of the sample files',
    '',
    SAMPLES,
    ...tables,
    '',
  ].join('\n');
}

/** What a person reads of one import: what came in, and all that is to be known or done. */
export function told(outcome: ImportOutcome): { readonly came: string; readonly words: readonly string[] } {
  const { route, kind, created, problems, notes } = outcome;
  const words = notes.map((one) => {
    const { key, params } = noteSentence(one);
    return say(key, params);
  });
  if (problems.length > 0) return { came: say('samples.in.nothing'), words: problemWords(problems, outcome) };
  if (kind === 'route' && route) {
    const { name, lengthKm, points } = route;
    return { came: say('samples.in.route', { name, km: lengthKm.toFixed(1), points }), words };
  }
  return { came: say('samples.in.convoys', { n: created }), words };
}

/** Places named beside the first of a kind of problem. */
const PLACES = 5;

/** Each kind of problem once, with its first place in full and the next ones named. */
function problemWords(problems: readonly ImportProblem[], { format }: ImportOutcome): readonly string[] {
  return [...new Set(problems.map(({ code }) => code))].map((code) => {
    const [first, ...more] = problems.filter((one) => one.code === code);
    if (!first) return '';
    const { key, params } = problemSentence(first);
    const place = placeText(first, format);
    const sentence = say(key, params);
    const whole = place === '' ? sentence : say('samples.place', { place, sentence });
    const others = [...new Set(more.map((one) => placeText(one, format)))].filter(
      (one) => one !== place && one !== '',
    );
    if (others.length === 0) return whole;
    const named = others.slice(0, PLACES).join('; ');
    const left = others.length - PLACES;
    const places = left > 0 ? say('samples.also-more', { places: named, n: left }) : named;
    return `${whole} ${say('samples.also', { places })}`;
  });
}

function placeText(one: ImportProblem, format: ImportOutcome['format']): string {
  const place = problemPlace(one, format);
  return place ? say(place.key, place.params) : '';
}

function tableOf(folder: string, samples: readonly Sample[]): readonly string[] {
  const taken = samples.filter(({ outcome }) => outcome.problems.length === 0).length;
  const count = say('samples.count', { n: samples.length, taken, refused: samples.length - taken });
  const rows = samples.map(({ name, outcome }) => {
    const { came, words } = told(outcome);
    return `| \`${name.replace(/[`|\s]+/g, ' ')}\` | ${inCell(came)} | ${inCell(words.join(' '))} |`;
  });
  return [
    '',
    `### ${folder}`,
    '',
    count,
    '',
    '| file | what came in | what to know, and what to do |',
    '| --- | --- | --- |',
    ...rows,
  ];
}

/** Names come from strangers' files: nothing in them may end the cell, start markup or break the line. */
function inCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, (char) => `\\${char}`).replace(/\s+/g, ' ');
}

function columnTable(): readonly string[] {
  const rows = Object.entries(fieldsOf('convoy'))
    .filter(([field]) => field !== 'archivedAt')
    .map(([field, decl]) => {
      const needed = requiredFields('convoy').includes(field)
        ? field === 'party'
          ? 'yes, or --party'
          : 'yes'
        : '';
      return `| \`${field}\` | ${say(fieldLabel('convoy', field))} | ${needed} | ${howToWrite(decl)} |`;
    });
  return ['| column | or its label | needed | what to write |', '| --- | --- | --- | --- |', ...rows];
}

function howToWrite(decl: FieldDecl): string {
  switch (decl.type) {
    case 'text':
      return `text, at most ${decl.max} characters`;
    case 'word':
      return `one of: ${decl.words.join(', ')}`;
    case 'int':
      return `whole number, ${decl.min} to ${decl.max}`;
    case 'number':
      return `number, ${decl.min} to ${decl.max}`;
    case 'bool':
      return 'yes or no';
    case 'km':
      return 'km from the start of the route, one decimal';
    case 'time':
      return '`2026-11-24T09:14Z`, or `2026-11-24 12:14` in the room’s time zone';
    case 'ref':
      return `a ${decl.to} of the room, by its ${decl.to === 'convoy' ? 'callsign' : 'name'} or id`;
    case 'tuple':
      return `${decl.parts.map(({ name }) => name).join(' ')}, separated by spaces`;
    default:
      return decl.type;
  }
}

const INTRODUCTION = [
  '# Importing routes and convoys',
  '',
  'Look at an import first, then commit it: it comes in as a whole or not at all. It stands in the journal as one entry',
  'and can be taken back: what nobody changed or uses since is closed, and what stays is named.',
  '',
  '| | look | commit | take back |',
  '| --- | --- | --- | --- |',
  '| command | `npm run -s import -- --room <id> --party <name> --dry-run <file>` | the same without `--dry-run` | |',
  '| HTTP, the file as body | `POST /api/rooms/<room>/imports?name=<file>&dry=1` | `POST /api/rooms/<room>/imports?name=<file>` | `POST /api/rooms/<room>/imports/<import>/undo` |',
  '',
  '## Routes',
  '',
  'Routes come from GPX, KML, TCX or GeoJSON and are the room owner’s to import. The line is a track, a route or a',
  `LineString. Parts of one recording are joined where at most ${IMPORT_LIMITS.joinKm} km lies between them; of several lines the longest is`,
  'taken, and the answer says so. Waypoints, areas, heights and times are left out.',
  '',
  `A file may have ${IMPORT_LIMITS.bytes / (1024 * 1024)} MB and ${thousands(IMPORT_LIMITS.vertices)} points. Of a line with more than ${thousands(IMPORT_LIMITS.keptVertices)} points the telling ones are kept, and the`,
  'answer says how far the line is off at most. Every coordinate is checked: one bad point refuses the file and is named,',
  'because a route that misses a corner unnoticed is worse than none. A file that declares its own document type or',
  'entities, is zipped, or is in an encoding that cannot be read for certain is refused.',
  '',
  '## Convoys',
  '',
  'Convoys come from CSV with a header row, separated by commas, semicolons or tabs, as UTF-8 or as UTF-16 with its byte order mark. A row of HXL tags under the',
  'header is passed over. A row that does not fit is named by its number, as a spreadsheet shows it, and its column. Rows',
  `without a party belong to the party of whoever imports, or to the one named with \`--party\`. A file may have ${thousands(IMPORT_LIMITS.rows)} rows.`,
  '',
];

function thousands(count: number): string {
  return String(count).replace(/(\d)(?=(\d{3})+$)/g, '$1,');
}

const SAMPLES =
  'Made by `npm run -s samples -- <folder>`, which imports each file into an empty room in memory. The sentences are those that the pages show.';
