// The house stands as ARCHITECTURE.md draws it: imports go down, time comes in through the door, files stay small.
import { describe, expect, it } from 'vitest';
import { checkImports, partOf } from './floors/imports.ts';
import { checkPurity } from './floors/purity.ts';
import { checkShape } from './floors/shape.ts';
import { read, sourcesBelow } from './floors/sources.ts';
import { aliases, parts } from './floors/table.ts';
import { listed } from './floors/violation.ts';

const sources = sourcesBelow(['src', 'server', 'tests', 'scripts']);

describe('the house', () => {
  it('has files on every floor that has been built, and each of them lies on one', () => {
    const built = new Set(sources.map(({ path }) => partOf(path)?.name));
    expect(built).toContain('domain');
    const lost = sources.filter(({ path }) => /^(src|server)\//.test(path) && !partOf(path));
    expect(lost.map(({ path }) => path)).toEqual([]);
  });

  it('imports from its own floor and those below, and only the packages on the list of each part', () => {
    expect(listed(checkImports(sources))).toBe('');
  });

  it('takes time, chance, environment and console through the door below the transports', () => {
    expect(listed(checkPurity(sources))).toBe('');
  });

  it('keeps files short, named by their idea, without barrels and raw HTML, with a promise in the first line', () => {
    expect(listed(checkShape(sources))).toBe('');
  });
});

describe('the table of floors', () => {
  it('never lets a part import a higher one', () => {
    for (const part of parts) {
      for (const name of part.from) {
        const other = parts.find((candidate) => candidate.name === name);
        expect(other?.level, `${part.name} → ${name}`).toBeLessThanOrEqual(part.level);
      }
    }
  });

  it('has no place for a file of the server that nobody placed', () => {
    expect(['server/spare.ts', 'server/spare/a.ts'].map(partOf)).toEqual([undefined, undefined]);
    expect(partOf('server/reading/a.ts')?.level).toBe(3);
  });

  it('keeps rooms and alerts apart', () => {
    expect(parts.find(({ name }) => name === 'rooms')?.from).not.toContain('alerts');
    expect(parts.find(({ name }) => name === 'alerts')?.from).not.toContain('rooms');
  });

  it('reads the same import names as Node does', () => {
    const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, string> };
    const ours = Object.entries(aliases).map(([prefix, folder]) => [`${prefix}*`, `./${folder}*`]);
    expect(imports).toEqual(Object.fromEntries(ours));
  });
});

/** Rules broken by a made-up file. */
function broken(path: string, text: string): string[] {
  const made = [{ path, text }];
  return [...checkImports(made), ...checkPurity(made), ...checkShape(made)].map(({ rule }) => rule);
}

const promise = '// What this file promises.\n';

describe('the checker', () => {
  it.each<[string, string, string, string[]]>([
    ['a domain file that uses Yjs', 'src/domain/a.ts', `import * as Y from 'yjs';`, ['package']],
    [
      'a domain file that imports the board',
      'src/domain/a.ts',
      `import { b } from '#board/b.ts';`,
      ['import'],
    ],
    ['a type import that goes up', 'src/board/a.ts', `import type { B } from '../live/b.ts';`, ['import']],
    ['an import() type that goes up', 'src/board/a.ts', `type B = import('#live/b.ts').B;`, ['import']],
    ['a dynamic import that goes up', 'server/rooms/a.ts', `await import('../transports/b.ts');`, ['import']],
    [
      'a worker of another floor',
      'server/journal/a.ts',
      `new URL('../stores/w.ts', import.meta.url);`,
      ['import'],
    ],
    [
      'a re-export that goes up',
      'server/journal/a.ts',
      `export const x = 1; export { b } from '#server/app.ts';`,
      ['import'],
    ],
    ['rooms that import alerts', 'server/rooms/a.ts', `import { b } from '../alerts/b.ts';`, ['import']],
    ['alerts that import rooms', 'server/alerts/a.ts', `import { b } from '#server/rooms/b.ts';`, ['import']],
    ['a store that imports a transport', 'server/stores/a.ts', `import '../transports/b.ts';`, ['import']],
    [
      'a page that touches Yjs',
      'src/routes/+page.svelte',
      `<script>import * as Y from 'yjs';</script>`,
      ['package'],
    ],
    ['a page that touches the board', 'src/lib/ui/a.ts', `import { b } from '#board/b.ts';`, ['import']],
    ['a page that imports the server', 'src/routes/a.ts', `import { b } from '#server/app.ts';`, ['import']],
    ['the engine that opens a file', 'server/journal/a.ts', `import { open } from 'node:fs';`, ['package']],
    ['a file that leaves the house', 'server/app.ts', `import '../tests/a.ts';`, ['import']],
    ['$lib instead of #ui', 'src/routes/a.ts', `import { b } from '$lib/ui/b.ts';`, ['import']],
    ['a clock in the domain', 'src/domain/a.ts', 'export const a = () => Date.now();', ['clock']],
    ['a clock by its other name', 'src/domain/a.ts', `export const a = () => Date['now']();`, ['clock']],
    ['the date of now', 'server/rooms/a.ts', 'export const a = new Date();', ['clock']],
    ['a stopwatch', 'server/rooms/a.ts', 'export const a = globalThis.performance.now();', ['clock']],
    ['chance in the domain', 'src/domain/a.ts', 'export const a = Math.random();', ['chance']],
    [
      'chance on the engine floor',
      'server/access/a.ts',
      `import { randomBytes } from 'node:crypto';`,
      ['chance'],
    ],
    ['chance from the web', 'src/board/a.ts', 'crypto.getRandomValues(x);', ['chance']],
    ['a timer on the engine floor', 'server/rooms/a.ts', 'setTimeout(go, 5);', ['timer']],
    ['a timer handed on', 'server/rooms/a.ts', 'export const later = { setInterval };', ['timer']],
    ['a timer by its long name', 'server/rooms/a.ts', 'globalThis.setTimeout(go, 5);', ['timer']],
    [
      'the environment below the roof',
      'server/transports/a.ts',
      'export const a = process.env.PORT;',
      ['environment'],
    ],
    ['the console in a page', 'src/routes/a.ts', `console.log('here');`, ['console']],
    ['the network in the domain', 'src/domain/a.ts', `await fetch('x');`, ['outside']],
    ['a barrel', 'src/board/a.ts', `export { b } from './b.ts';\nexport { c } from './c.ts';`, ['barrel']],
    ['a barrel in two steps', 'src/board/a.ts', `import { b } from './b.ts';\nexport { b };`, ['barrel']],
    ['everything passed on', 'src/board/a.ts', `export * from './b.ts';\nexport const c = 1;`, ['barrel']],
    ['a grab bag', 'src/domain/utils.ts', 'export const a = 1;', ['name']],
    ['a folder of helpers', 'server/rooms/helpers/a.ts', 'export const a = 1;', ['name']],
    ['a wall of text', 'src/domain/a.ts', 'export {};\n'.repeat(301), ['length', 'barrel']],
  ])('finds %s', (_what, path, text, rules) => {
    const first = path.endsWith('.svelte') ? '<!-- What this file promises. -->\n' : promise;
    expect(broken(path, first + text).sort()).toEqual([...rules].sort());
  });

  it('finds a file without a promise, and raw HTML', () => {
    expect(broken('src/domain/a.ts', 'export const a = 1;')).toEqual(['promise']);
    expect(broken('src/routes/+page.svelte', '<p>{@html note}</p>').sort()).toEqual(['html', 'promise']);
  });

  it('finds a file that ties the two socket transports together, also through a third one', () => {
    const made = [
      { path: 'server/transports/a.ts', text: `import './b.ts'; import { Server } from 'socket.io';` },
      { path: 'server/transports/b.ts', text: `import './c.ts';` },
      { path: 'server/transports/c.ts', text: `import { WebSocketServer } from 'ws';` },
    ];
    expect(checkImports(made).map(({ path }) => path)).toEqual(['server/transports/a.ts']);
  });

  it.each<[string, string, string]>([
    ['a given time', 'src/domain/a.ts', 'export const a = (at: number) => new Date(at).toISOString();'],
    [
      'the injected clock',
      'server/rooms/a.ts',
      'export const a = (clock: C) => clock.setTimeout(() => clock.now(), 5);',
    ],
    [
      'a type of the clock',
      'server/journal/a.ts',
      'export interface Clock { now(): number; setTimeout(f: F): void }',
    ],
    [
      'words in strings and comments',
      'src/domain/a.ts',
      `// Date.now() is told by the clock\nexport const a = 'Math.random()';`,
    ],
    [
      'a hash on the engine floor',
      'server/journal/a.ts',
      `import { createHash } from 'node:crypto';\nexport const h = createHash;`,
    ],
    ['a timer in the live link', 'src/live/a.ts', 'export const a = () => setTimeout(go, 5);'],
    ['the console of a command', 'server/cli/a.ts', 'console.log(process.argv);'],
    [
      'generated types of a page',
      'src/routes/+page.ts',
      `import type { PageLoad } from './$types';\nexport const load: PageLoad = () => ({});`,
    ],
  ])('lets %s pass', (_what, path, text) => {
    expect(broken(path, promise + text)).toEqual([]);
  });

  it('counts the lines of a component as they are', () => {
    const text = `<!-- One small page. -->\n<h1>a</h1>\n<script>\n  import 'yjs';\n</script>\n`;
    expect(checkImports([{ path: 'src/routes/+page.svelte', text }]).map(({ line }) => line)).toEqual([4]);
  });
});
