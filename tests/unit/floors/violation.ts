// What the floors checker reads and what it reports.

/** One source file; `path` is relative to the repository, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly rule: string;
  /** What was found and what to do instead. */
  readonly what: string;
}

/** One line per violation, as compilers print them. */
export function listed(violations: readonly Violation[]): string {
  return violations.map(({ path, line, rule, what }) => `${path}:${line} [${rule}] ${what}`).join('\n');
}
