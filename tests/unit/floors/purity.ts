// Checks that time, chance, the environment and the console come in through the door, not out of thin air.
import ts from 'typescript';
import { partOf } from './imports.ts';
import { lineOf, nodesOf, parse } from './syntax.ts';
import { programs, pureUpTo } from './table.ts';
import type { Source, Violation } from './violation.ts';

type Rule = 'clock' | 'chance' | 'timer' | 'environment' | 'console' | 'outside';

const instead: Record<Rule, string> = {
  clock: 'take the time from the injected Clock, or as an argument',
  chance: 'take ids and salts from the injected Ids, or as an argument',
  timer: 'let the injected Clock wake you',
  environment: 'read options in server/config.ts and pass them in',
  console: 'use the injected Log',
  outside: 'pass the data in; only transports, stores and the live link talk to the outside',
};

/** `object.name` pairs; `*` stands for every name. */
const members: Record<string, Record<string, Rule>> = {
  Date: { now: 'clock' },
  performance: { now: 'clock', timeOrigin: 'clock' },
  Temporal: { Now: 'clock' },
  Math: { random: 'chance' },
  crypto: { randomUUID: 'chance', getRandomValues: 'chance' },
  process: { '*': 'environment' },
  console: { '*': 'console' },
};

const globals: Record<string, Rule> = {
  setTimeout: 'timer',
  setInterval: 'timer',
  setImmediate: 'timer',
  requestAnimationFrame: 'timer',
  requestIdleCallback: 'timer',
  randomUUID: 'chance',
  randomBytes: 'chance',
  randomInt: 'chance',
  randomFillSync: 'chance',
  getRandomValues: 'chance',
  webcrypto: 'chance',
  fetch: 'outside',
  XMLHttpRequest: 'outside',
  localStorage: 'outside',
  sessionStorage: 'outside',
  indexedDB: 'outside',
};

export function checkPurity(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => {
    const part = partOf(source.path);
    const tree = parse(source);
    if (!part || !tree || part.name === 'roof') return [];
    const found: Violation[] = [];
    for (const node of nodesOf(tree)) {
      const rule = ruleBrokenBy(node);
      if (rule === 'environment' && programs.includes(source.path)) continue;
      if (rule && forbidden(rule, part.level)) {
        const what = `${node.getText().split('\n')[0]?.slice(0, 60) ?? ''}: ${instead[rule]}`;
        found.push({ path: source.path, line: lineOf(node), rule, what });
      }
    }
    return found;
  });
}

/** Below the transports everything; above them only what belongs to the roof. */
function forbidden(rule: Rule, level: number): boolean {
  return level <= pureUpTo || rule === 'console' || rule === 'environment';
}

function ruleBrokenBy(node: ts.Node): Rule | undefined {
  if (ts.isPropertyAccessExpression(node)) return memberRule(node.expression, node.name.text);
  if (ts.isElementAccessExpression(node)) {
    const name = ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : '';
    return memberRule(node.expression, name);
  }
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date')) {
    return (node.arguments?.length ?? 0) === 0 ? 'clock' : undefined;
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'clock';
  if (ts.isIdentifier(node) && Object.hasOwn(globals, node.text) && !isOwnName(node))
    return globals[node.text];
  return undefined;
}

function memberRule(object: ts.Expression, name: string): Rule | undefined {
  const owner = ts.isIdentifier(object)
    ? object.text
    : ts.isPropertyAccessExpression(object) && isNamed(object.expression, 'globalThis')
      ? object.name.text
      : isNamed(object, 'globalThis')
        ? 'globalThis'
        : '';
  if (owner === 'globalThis') return globals[name];
  const rules = Object.hasOwn(members, owner) ? members[owner] : undefined;
  return rules?.[name] ?? rules?.['*'];
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** `clock.setTimeout(…)` and a field called `fetch` are somebody's own, not the global. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  );
}
