// Checks the shape of files: short, one idea, no barrels, no grab bags, a promise in the first line, no raw HTML.
import ts from 'typescript';
import { parse } from './syntax.ts';
import { longestFile } from './table.ts';
import type { Source, Violation } from './violation.ts';

const generated = /^(\/\/|\/\*|<!--) Generated\b/;
const grabBag = /(^|\/)(utils?|helpers?|commons?|misc|stuff)(\.|\/|$)/i;
const firstLineComment = /^(\/\/|\/\*|<!--)\s*\S+(\s+\S+){2,}/;

export function checkShape(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => [
    ...length(source),
    ...firstLine(source),
    ...name(source),
    ...barrel(source),
    ...rawHtml(source),
  ]);
}

function length({ path, text }: Source): Violation[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines <= longestFile || generated.test(text)) return [];
  return [
    {
      path,
      line: longestFile,
      rule: 'length',
      what: `${lines} lines; split it by idea (at most ${longestFile})`,
    },
  ];
}

function firstLine({ path, text }: Source): Violation[] {
  const lines = text.split('\n');
  const first = (lines[0]?.startsWith('#!') ? lines[1] : lines[0]) ?? '';
  // A block that opens on its own line promises on the next one.
  const promise = /^(\/\*\*?|<!--)\s*(@component)?$/.test(first.trim())
    ? `// ${lines[1]?.replace(/^\s*\*?\s*/, '')}`
    : first;
  if (firstLineComment.test(promise.replace('@component', ''))) return [];
  return [
    { path, line: 1, rule: 'promise', what: 'the first line is a comment that says what the file promises' },
  ];
}

function name({ path }: Source): Violation[] {
  if (!grabBag.test(path)) return [];
  return [{ path, line: 1, rule: 'name', what: 'name the idea; utils, helpers and common hide it' }];
}

function barrel(source: Source): Violation[] {
  const statements = [...(parse(source)?.statements ?? [])].filter((node) => !ts.isEmptyStatement(node));
  const whole = statements.find(
    (node) => ts.isExportDeclaration(node) && !node.exportClause && node.moduleSpecifier,
  );
  const onlyPasses =
    statements.some(ts.isExportDeclaration) &&
    statements.every((node) => ts.isExportDeclaration(node) || ts.isImportDeclaration(node));
  if (!whole && !onlyPasses) return [];
  return [{ path: source.path, line: 1, rule: 'barrel', what: 'import from where things are written' }];
}

function rawHtml({ path, text }: Source): Violation[] {
  if (!path.endsWith('.svelte')) return [];
  const at = text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' ')).indexOf('{@html');
  if (at < 0) return [];
  const line = text.slice(0, at).split('\n').length;
  return [{ path, line, rule: 'html', what: 'text of people is never markup; write it as text' }];
}
