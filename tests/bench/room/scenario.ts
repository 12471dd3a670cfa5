// What a scenario is: how a server is started for it, what is done with it, which figures come out.
import type { Running, StartOptions } from './contenders.ts';

/** Figures of one run; NaN where a server could not do it. */
export type Figures = { readonly [column: string]: number };

/** How much of everything; `--quick` takes small ones. */
export interface Dose {
  readonly quick: boolean;
}

export interface Scenario {
  readonly name: string;
  /** as said in the table */
  readonly what: (dose: Dose) => string;
  /** columns with their units; ratios are made of the first */
  readonly columns: { readonly [column: string]: string };
  /** what the project means to reach, in words */
  readonly reach: string;
  /** runs for each contender by name; the first is ours as it is */
  readonly start: (dose: Dose) => StartOptions;
  /** once for each server; a scenario without it gets a fresh server in every round */
  readonly prepare?: (running: Running, dose: Dose) => Promise<void>;
  readonly measure: (running: Running, dose: Dose) => Promise<Figures>;
}
