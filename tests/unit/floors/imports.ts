// Checks that imports only go down: parts by the table, packages by the list of each part.
import { posix } from 'node:path';
import type ts from 'typescript';
import { importsOf, parse } from './syntax.ts';
import { aliases, type Part, parts } from './table.ts';
import type { Source, Violation } from './violation.ts';

/** The part of the house a file lies in, or undefined outside (tests, scripts, configuration). */
export function partOf(path: string): Part | undefined {
  let best: { part: Part; length: number } | undefined;
  for (const part of parts) {
    for (const prefix of part.at) {
      if (path.startsWith(prefix) && prefix.length > (best?.length ?? 0))
        best = { part, length: prefix.length };
    }
  }
  return best?.part;
}

/** The file an import names, or undefined when it names a package. */
function fileBehind(from: string, name: string): string | undefined {
  const bare = name.split('?')[0] ?? name;
  if (bare.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), bare));
  for (const [prefix, folder] of Object.entries(aliases)) {
    if (bare.startsWith(prefix)) return folder + bare.slice(prefix.length);
  }
  return undefined;
}

function allows(part: Part, name: string): boolean {
  return part.packages.some(
    (known) =>
      name === known || name.startsWith(known.endsWith('/') || known.endsWith(':') ? known : `${known}/`),
  );
}

export function checkImports(sources: readonly Source[]): Violation[] {
  const violations: Violation[] = [];
  for (const source of sources) {
    const part = partOf(source.path);
    if (!part) continue;
    const tree = parse(source);
    if (!tree) continue;
    for (const { name, line } of importsOf(tree)) {
      const what = judge(part, source.path, name);
      if (what) violations.push({ path: source.path, line, ...what });
    }
  }
  return [...violations, ...checkSocketTransports(sources)];
}

function judge(part: Part, path: string, name: string): { rule: string; what: string } | undefined {
  const file = fileBehind(path, name);
  if (file === undefined) {
    if (name.startsWith('$lib'))
      return { rule: 'import', what: `${name}: use #ui/ and the like instead of $lib` };
    if (allows(part, name)) return undefined;
    return {
      rule: 'package',
      what: `${part.name} may not use ${name}; it may use ${part.packages.join(', ')}`,
    };
  }
  const target = partOf(file);
  if (!target) return { rule: 'import', what: `${name} lies outside the house` };
  if (target === part || part.from.includes(target.name)) return undefined;
  return { rule: 'import', what: `${part.name} may not import ${target.name} (${file})` };
}

/**
 * The board channel and the alert channel must fail one by one: no file of the transports may reach both
 * socket libraries through what it imports. They meet in server/app.ts.
 */
function checkSocketTransports(sources: readonly Source[]): Violation[] {
  const edges = new Map<string, string[]>();
  const direct = new Map<string, Set<string>>();
  for (const source of sources.filter(({ path }) => path.startsWith('server/transports/'))) {
    const tree: ts.SourceFile | undefined = parse(source);
    const names = tree ? importsOf(tree).map(({ name }) => name) : [];
    direct.set(source.path, new Set(names.filter((name) => name === 'ws' || name === 'socket.io')));
    edges.set(
      source.path,
      names.map((name) => fileBehind(source.path, name)).filter((file) => file !== undefined),
    );
  }
  const reached = (path: string, seen = new Set<string>()): Set<string> => {
    seen.add(path);
    const found = new Set(direct.get(path));
    for (const next of edges.get(path) ?? []) {
      if (!seen.has(next)) for (const name of reached(next, seen)) found.add(name);
    }
    return found;
  };
  return [...direct.keys()]
    .filter((path) => reached(path).size > 1)
    .map((path) => ({
      path,
      line: 1,
      rule: 'import',
      what: 'reaches both socket transports; they meet in server/app.ts',
    }));
}
