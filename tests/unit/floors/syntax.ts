// Reads a source file into its syntax tree and finds what it imports. Works on .ts, .mjs and .svelte.
import ts from 'typescript';
import type { Source } from './violation.ts';

/** The syntax tree with the line numbers of the file, or undefined for files without script (css). */
export function parse({ path, text }: Source): ts.SourceFile | undefined {
  if (path.endsWith('.css')) return undefined;
  const script = path.endsWith('.svelte') ? scriptsOf(text) : text;
  return ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** The script blocks of a component; everything else becomes blank, so that lines stay where they are. */
function scriptsOf(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  let result = '';
  let end = 0;
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + (match[1]?.length ?? 0);
    const body = match[2] ?? '';
    result += blank(text.slice(end, start)) + body + ';';
    end = start + body.length + 1;
  }
  return result + blank(text.slice(end));
}

/** Every node of a tree, in order. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** The line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Every module a file names: imports and re-exports, also of types, dynamic ones, and workers by URL. */
export function importsOf(tree: ts.SourceFile): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  for (const node of nodesOf(tree)) {
    const name = moduleNamedBy(node);
    if (name !== undefined) found.push({ name, line: lineOf(node) });
  }
  return found;
}

function moduleNamedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isCallExpression(node)) {
    const called = node.expression;
    const loads =
      called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require');
    return loads ? textOf(node.arguments[0]) : undefined;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'URL') {
    const [first, second] = node.arguments ?? [];
    const name = textOf(first);
    const isCode = second?.getText() === 'import.meta.url' && /^\.{1,2}\/.*\.(ts|js|mjs)$/.test(name ?? '');
    return isCode ? name : undefined;
  }
  return undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
