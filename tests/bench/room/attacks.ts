// Attacks beside innocent people, on our server and two others: npm run bench:attacks [-- --only Corridor]. Prints a table; docs/gate.md shows a run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ATTACKS, type Attack } from './attack.ts';
import { contenders, type Contender, type Place } from './contenders.ts';
import { Editor, Probe } from './crowd.ts';
import { isAlive, machine, residentBytes, takeLastCore } from './process.ts';
import { cache, installReferences } from './references.ts';

/** What an attack may take of a server before that ends: more than any of ours does, less than this machine has. */
const HEAP_MB = 2_048;
const EDIT_EVERY_MS = 100;
/** The innocent are watched for so long, or until they get through again; whoever stalls longer, stalls for longer than that. */
const WATCH_MS = 5_000;
const PATIENCE_MS = 30_000;

interface Row {
  readonly attack: string;
  readonly server: string;
  readonly grownMb: number;
  /** ms; the longest that an edit in this room, and in another one, was on its way */
  readonly stalled: number;
  readonly stalledElsewhere: number;
  readonly alive: boolean;
  readonly ended: string;
  readonly outcome: string;
}

/** Somebody edits ten times a second, somebody else reads. */
class Innocents {
  readonly editor: Editor;
  readonly reader: Probe;
  readonly #beat: NodeJS.Timeout;

  private constructor(editor: Editor, reader: Probe) {
    this.editor = editor;
    this.reader = reader;
    this.#beat = setInterval(() => editor.edit(), EDIT_EVERY_MS);
  }

  static async open(
    room: Place,
    nth: number,
    before?: (editor: Editor) => Promise<void>,
  ): Promise<Innocents> {
    const editor = await Editor.open(room, nth);
    const reader = await Probe.open(room, 'officer', [editor]);
    await sleep(300);
    editor.begin();
    await sleep(300);
    await before?.(editor);
    return new Innocents(editor, reader);
  }

  /** ms since the oldest edit that is not there yet was sent */
  get waiting(): number {
    const oldest = this.editor.sentAt[Math.max(0, this.reader.has(this.editor))];
    return oldest === undefined ? 0 : performance.now() - oldest;
  }

  /** ms; without end while the newest edits are not there */
  get stalled(): number {
    return isStuck(this) ? Number.POSITIVE_INFINITY : Math.max(0, ...this.reader.delays);
  }

  rest(): void {
    clearInterval(this.#beat);
  }

  end(): void {
    this.rest();
    this.editor.end();
    this.reader.end();
  }
}

/** Ten edits and more on their way. */
function isStuck({ waiting }: Innocents): boolean {
  return waiting >= 10 * EDIT_EVERY_MS;
}

const asked = options();
if (asked) {
  mkdirSync(cache, { recursive: true });
  installReferences((line) => process.stderr.write(`${line}\n`));
  takeLastCore();
  const rows: Row[] = [];
  for (const attack of ATTACKS) {
    for (const contender of asked) {
      process.stderr.write(`${attack.name}: ${contender.name}\n`);
      rows.push(await suffer(contender, attack));
    }
  }
  process.stdout.write(`${machine()}; every server with at most ${HEAP_MB} MB of heap\n\n${tableOf(rows)}\n`);
  writeFileSync(
    join(cache, 'attacks.json'),
    JSON.stringify({ machine: machine(), at: new Date(), rows }, null, 1),
  );
} else {
  process.stderr.write('npm run bench:attacks [-- --only <server>]\n');
  process.exitCode = 2;
}

async function suffer(contender: Contender, attack: Attack): Promise<Row> {
  const running = await contender.start({ heapMb: HEAP_MB });
  const crowd: Innocents[] = [];
  try {
    const elsewhere = await Innocents.open(await running.elsewhere(), 2);
    crowd.push(elsewhere);
    const here = await Innocents.open(running, 1, async (ana) => attack.prepare?.(ana));
    crowd.push(here);
    await sleep(1_000);
    for (const { reader } of crowd) reader.delays.length = 0;
    const before = residentBytes(running.pid);
    let most = before;
    const look = setInterval(
      () => (most = Math.max(most, isAlive(running.pid) ? residentBytes(running.pid) : 0)),
      20,
    );
    const scene = { running, ana: here.editor, ben: here.reader };
    const line = await attack.run(scene);
    const began = performance.now();
    const calm = (): boolean => !crowd.some(isStuck);
    do await sleep(100);
    while (
      performance.now() - began < WATCH_MS ||
      (!calm() && isAlive(running.pid) && performance.now() - began < PATIENCE_MS)
    );
    clearInterval(look);
    const alive = isAlive(running.pid);
    const [stalled, stalledElsewhere] = [here.stalled, elsewhere.stalled];
    for (const innocents of crowd) innocents.rest();
    await sleep(300);
    const outcome = alive ? ((await attack.outcome?.(scene, line)) ?? '') : '';
    line.readOn(); // who does not read does not see the end either
    await sleep(500);
    const ended = line.closed ?? 'stays';
    return {
      attack: attack.name,
      server: contender.name,
      grownMb: (most - before) / 1e6,
      ...{ stalled, stalledElsewhere, alive, ended, outcome },
    };
  } finally {
    for (const innocents of crowd) innocents.end();
    await running.stop();
  }
}

function tableOf(rows: readonly Row[]): string {
  const said = (ms: number): string => {
    if (ms === Number.POSITIVE_INFINITY) return `over ${PATIENCE_MS / 1000} s`;
    return ms >= 1_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(0)} ms`;
  };
  const lines = rows.map(({ attack, server, grownMb, stalled, stalledElsewhere, alive, ended, outcome }) => {
    const waits = alive ? [said(stalled), said(stalledElsewhere)] : ['for good', 'for good'];
    const end = alive ? ended : '**the process dies**';
    return `| ${[attack, server, `${grownMb.toFixed(0)} MB`, ...waits, end, outcome].join(' | ')} |`;
  });
  return [
    '| attack | server | grown | longest wait of an edit in this room | in another room | attacker | for the others |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** The servers to attack; the bare relay knows nothing that could be attacked. */
function options(): readonly Contender[] | undefined {
  const attacked = contenders.filter(({ name }) => name !== 'bare relay');
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' } } });
    const chosen = attacked.filter(({ name }) => values.only === undefined || name === values.only);
    return chosen.length > 0 ? chosen : undefined;
  } catch {
    return undefined; // an option that is none
  }
}
