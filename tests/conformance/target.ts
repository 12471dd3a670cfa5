// What the suite asks of a server of the y-websocket protocol, and how one case of it is run: within a deadline, cleaned up.
import type { Role } from '#domain/people.ts';
import { Stage } from './stage.ts';

/** Somebody who may come in; a fresh person each time. */
export interface Session {
  /** sent as `Authorization: Bearer`; undefined where a server knows no sessions */
  readonly bearer: string | undefined;
  /** record id of the party the person belongs to */
  readonly party: string;
}

export interface As {
  readonly role: Role;
  readonly party?: 'first' | 'second';
}

export interface SyncTarget {
  /** `ws://…/<room>` */
  readonly url: string;
  sessionFor(as: As): Promise<Session>;
}

export interface Case {
  readonly name: string;
  readonly sort: 'protocol' | 'security';
  /** Whether the stock server holds it. A control that does otherwise fails the test: then the case does not bite. */
  readonly stock: 'holds' | 'breaks';
  /** Takes longer than a person waits for tests: only in the full table. */
  readonly slowMs?: number;
  run(stage: Stage): Promise<void>;
}

export interface Outcome {
  readonly case: Case;
  /** what was not as promised; undefined when all was */
  readonly broke: string | undefined;
  readonly ms: number;
}

/** A person waits no longer for anything than this, ms; each case in a small dose has to show itself within it. */
export const DEADLINE_MS = 2_000;

export async function runCase(one: Case, target: SyncTarget): Promise<Outcome> {
  const stage = new Stage(target, one.slowMs ?? DEADLINE_MS);
  const started = performance.now();
  let broke: string | undefined;
  try {
    await stage.within(one.run(stage));
  } catch (error) {
    broke = error instanceof Error ? error.message : String(error);
  } finally {
    stage.end();
  }
  return { case: one, broke, ms: performance.now() - started };
}

/** Every case against one server, one after the other. */
export async function runSyncSuite(target: SyncTarget, cases: readonly Case[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await runCase(one, target));
  return outcomes;
}
