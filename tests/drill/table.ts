// The full table of the conformance suite, slow cases included: ours, and the stock server as control.
import { openHouse } from '../e2e/house.ts';
import { allCases } from '../conformance/cases.ts';
import { bites, runControl } from '../conformance/control.ts';
import { ourTarget } from '../conformance/servers.ts';
import { runCase, runSyncSuite, type Case, type Outcome, type SyncTarget } from '../conformance/target.ts';

/** Prints one row a case; true when ours holds all of them and each bites where it should. */
export async function runTable(say: (line: string) => void): Promise<boolean> {
  const house = await openHouse();
  const target = await ourTarget(house);
  let ours: Outcome[];
  try {
    const slow = allCases.filter(isSlow);
    // Those that wait for half a minute wait together, after those that need the server's whole attention.
    ours = await runSyncSuite(
      target,
      allCases.filter((one) => !isSlow(one)),
    );
    ours.push(...(await together(slow, target)));
  } finally {
    await house.close();
  }
  const control = await runControl(allCases);
  say('| case | sort | Corridor | y-websocket 1.5.4 |');
  say('|---|---|---|---|');
  let sound = true;
  for (const stock of control) {
    const mine = ours.find((outcome) => outcome.case === stock.case);
    const good = mine !== undefined && mine.broke === undefined && bites(stock);
    sound &&= good;
    say(`| ${stock.case.name} | ${stock.case.sort} | ${verdict(mine)} | ${verdict(stock)} |`);
  }
  say(`${allCases.length} cases: ${sound ? 'all as they should be' : 'NOT all as they should be'}`);
  return sound;
}

function isSlow({ slowMs }: Case): boolean {
  return slowMs !== undefined;
}

function together(cases: readonly Case[], target: SyncTarget): Promise<Outcome[]> {
  return Promise.all(cases.map((one) => runCase(one, target)));
}

function verdict(outcome: Outcome | undefined): string {
  if (!outcome) return 'not run';
  return outcome.broke === undefined ? 'holds' : `**breaks**: ${outcome.broke}`;
}
