// The four lights of every convoy as words. Notified is not cleared, cleared is not covered, covered is not responsible.
import { boardFrom, live, type Board } from './board-model.ts';
import { gapsOf } from './coverage.ts';
import { needsOf } from './cover-need.ts';
import type { Kind, Of } from './kinds/registry.ts';

type Word<F extends keyof Of<'light'>> = NonNullable<Of<'light'>[F]>;

export interface Lights {
  readonly notified: Word<'notified'>;
  readonly cleared: Word<'cleared'>;
  readonly covered: Word<'covered'>;
  readonly responsible: Word<'responsible'>;
}

/**
 * What three of the lights rest on: answers of parties to notifications and clearances, and accepted hand-overs. Each
 * answer is for one convoy (record id) at a time (ms), from records that stood then.
 */
export interface Evidence {
  notified(convoy: string, at: number): Lights['notified'];
  cleared(convoy: string, at: number): Lights['cleared'];
  responsible(convoy: string, at: number): Lights['responsible'];
}

/** No such records are kept yet, so nobody knows: never lit for want of evidence. */
export const NO_EVIDENCE: Evidence = {
  notified: () => 'unknown',
  cleared: () => 'unknown',
  responsible: () => 'unknown',
};

/** The lights of all convoys that are not archived, by record id, at a time (ms) of which `board` is the board. */
export function lightsOf(board: Board, evidence: Evidence, at: number): ReadonlyMap<string, Lights> {
  const active = live(board);
  const uncovered = new Set(gapsOf(active, { from: at, to: at + 1 }, at).map(({ convoy }) => convoy));
  return new Map(
    [...active.convoy].map(([id, convoy]) => {
      const needed = needsOf(convoy, at).some(({ from, to }) => from <= at && at < to);
      return [
        id,
        {
          notified: evidence.notified(id, at),
          cleared: evidence.cleared(id, at),
          covered: !needed ? 'not_needed' : uncovered.has(id) ? 'not_covered' : 'covered',
          responsible: evidence.responsible(id, at),
        },
      ];
    }),
  );
}

/**
 * A board of which the plans are withheld, with nothing left to judge cover by: whoever worked gaps out of it would cry
 * wolf about every convoy. What is known of cover there are the lights.
 */
export function withoutNeeds(board: Board): Board {
  const convoys = new Map(
    [...board.convoy].map(([id, convoy]) => [id, { ...convoy, needIntel: null, needResponse: null }]),
  );
  return boardFrom(
    <K extends Kind>(kind: K) => (kind === 'convoy' ? convoys : board[kind]) as ReadonlyMap<string, Of<K>>,
  );
}
