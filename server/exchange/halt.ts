// Stops the reading of a file with a problem that has a place and words; caught where the reading began.
import { problem, type ImportProblem } from '#domain/import-outcome.ts';

/** Thrown inside the readers only: what leaves this folder is a value. */
export class Halt extends Error {
  override readonly name = 'Halt';
  readonly problem: ImportProblem;
  constructor(...[code, at, params]: Parameters<typeof problem>) {
    super(code);
    this.problem = problem(code, at, params);
  }
}

/** Runs a reader; its problem as a value. Any other error is a fault of ours and goes on. */
export function halted<T>(
  read: () => T,
): { readonly value: T } | { readonly problems: readonly ImportProblem[] } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Halt) return { problems: [error.problem] };
    throw error;
  }
}
