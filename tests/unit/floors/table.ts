// The floors of the house as one table: what lies where, what it may import, which packages it may use.
// It says in data what ARCHITECTURE.md says in words; change both or neither.

/** A part of the house. `level` orders them; the roof is highest. */
export interface Part {
  readonly name: string;
  readonly level: 0 | 1 | 2 | 3 | 4 | 5;
  /** Path prefixes below the repository; the longest that fits a file decides. */
  readonly at: readonly string[];
  /** Other parts it may import (its own is always allowed). */
  readonly from: readonly string[];
  /** Packages it may use; an entry that ends in `/` allows everything below it. */
  readonly packages: readonly string[];
}

const engine = ['rooms', 'alerts', 'journal', 'access', 'exchange'];
const sync = ['yjs', 'y-protocols', 'lib0'];
/** Wherever something comes in from outside, its shape is checked with the same pure library as in the domain. */
const shapes = 'valibot';
const nodeBasics = [
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:events',
  'node:fs',
  'node:http',
  'node:net',
  'node:os',
  'node:path',
  'node:stream',
  'node:timers',
  'node:url',
  'node:util',
  'node:worker_threads',
  'node:zlib',
];

/** Engine parts see each other, except that `rooms` and `alerts` never do: they meet on the roof. */
function enginePart(name: string, packages: readonly string[] = []): Part {
  const strangers = name === 'rooms' ? ['alerts'] : name === 'alerts' ? ['rooms'] : [];
  return {
    name,
    level: 2,
    at: [`server/${name}/`],
    from: ['domain', 'board', ...engine.filter((other) => other !== name && !strangers.includes(other))],
    packages: [...sync, shapes, 'node:crypto', ...packages],
  };
}

export const parts: readonly Part[] = [
  { name: 'domain', level: 0, at: ['src/domain/'], from: [], packages: [shapes, '@turf/', 'geojson'] },
  { name: 'board', level: 1, at: ['src/board/'], from: ['domain'], packages: ['yjs'] },
  enginePart('rooms'),
  enginePart('alerts'),
  enginePart('journal'),
  enginePart('access'),
  enginePart('exchange', ['@tmcw/togeojson', '@xmldom/xmldom', 'csv-parse', 'geojson']),
  {
    name: 'transports',
    level: 3,
    at: ['server/transports/'],
    from: ['domain', 'board', ...engine],
    packages: [...nodeBasics, shapes, 'ws', 'socket.io', 'express', 'helmet', 'pino', 'lib0', 'y-protocols'],
  },
  {
    name: 'stores',
    level: 3,
    at: ['server/stores/'],
    from: ['domain', 'board', ...engine],
    packages: [...nodeBasics, shapes, 'node:sqlite', 'pino'],
  },
  {
    name: 'reading',
    level: 3,
    at: ['server/reading/'],
    from: ['domain', 'board', ...engine],
    packages: [...nodeBasics, 'node:child_process', shapes],
  },
  {
    name: 'live',
    level: 3,
    at: ['src/live/'],
    from: ['domain', 'board'],
    packages: ['svelte', 'y-websocket', 'socket.io-client', shapes, ...sync],
  },
  {
    name: 'ui',
    level: 4,
    at: ['src/lib/ui/', 'src/routes/', 'src/'],
    from: ['domain', 'live'],
    packages: ['svelte', shapes, 'bits-ui', '@lucide/svelte', '@sveltejs/kit', '$app/', '$service-worker'],
  },
  {
    name: 'roof',
    level: 5,
    // Named one by one: a new file or folder beside them is on no floor until it is placed here.
    at: [
      'server/main.ts',
      'server/app.ts',
      'server/closing.ts',
      'server/config.ts',
      'server/engine.ts',
      'server/greeting.ts',
      'server/system.ts',
      'server/exercise/',
      'server/cli/',
    ],
    from: ['domain', 'board', ...engine, 'transports', 'stores', 'reading'],
    packages: [
      'node:',
      shapes,
      'express',
      'pino',
      'vite',
      'socket.io',
      'socket.io-client',
      'y-websocket',
      'ws',
      ...sync,
    ],
  },
];

/** `imports` of package.json: the prefix and the folder behind it. */
export const aliases: Readonly<Record<string, string>> = {
  '#domain/': 'src/domain/',
  '#board/': 'src/board/',
  '#live/': 'src/live/',
  '#ui/': 'src/lib/ui/',
  '#server/': 'server/',
};

/** A wall against the one file that grows for ever. */
export const longestFile = 300;

/** Programs below the roof: they hear from who started them through `process`, and through nothing else. */
export const programs: readonly string[] = ['server/reading/reader-process.ts'];

/** What comes in through the door (`Clock`, `Ids`) up to this level, and may be used freely above it. */
export const pureUpTo = 2;
