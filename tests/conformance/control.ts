// The control: every case against the stock server, each on a process of its own, because some of them end it.
import { runCase, type Case, type Outcome } from './target.ts';
import { stockServer } from './servers.ts';

/** Several at once: a case that stalls its server waits for its deadline and for nobody else's. */
const TOGETHER = 3;

export async function runControl(cases: readonly Case[]): Promise<Outcome[]> {
  const waiting = [...cases];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const stock = await stockServer();
      try {
        outcomes.push(await runCase(one, stock.target));
      } finally {
        await stock.stop();
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  return cases.map((one) => outcomes.find((outcome) => outcome.case === one) as Outcome);
}

/** A case that the stock server answers otherwise than foreseen shows nothing: either way it has to be looked at. */
export function bites({ case: { stock }, broke }: Outcome): boolean {
  return (broke === undefined) === (stock === 'holds');
}
