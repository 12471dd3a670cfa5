// Scenarios a and a': what it costs to bring every edit to many readers.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './contenders.ts';
import { Editor, Probe, agree, delivered, readers, share, work } from './crowd.ts';
import { cpuSeconds } from './process.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';

interface Size {
  readonly observers: number;
  readonly editors: number;
  readonly perSecond: number;
  readonly seconds: number;
}

const PROBES = 3;

async function measure(
  running: Running,
  { observers, editors: count, perSecond, seconds }: Size,
): Promise<Figures> {
  const editors: Editor[] = [];
  for (let nth = 0; nth < count; nth++) editors.push(await Editor.open(running, nth));
  const probes: Probe[] = [];
  for (let nth = 0; nth < PROBES; nth++) probes.push(await Probe.open(running, 'observer', editors));
  const lines = await readers(running, 'observer', observers - PROBES);
  try {
    await sleep(500);
    for (const editor of editors) editor.begin();
    await delivered(probes, editors);
    await sleep(500);
    for (const line of lines) line.reset();
    const [before, began] = [cpuSeconds(running.pid), performance.now()];
    const edits = await work(editors, perSecond, seconds);
    if (!(await delivered(probes, editors))) throw new Error('Edits did not arrive in time.');
    const [cpu, took] = [cpuSeconds(running.pid) - before, (performance.now() - began) / 1000];
    await sleep(300);
    agree(probes);
    const counts = new Set(lines.map(({ updateBytes }) => updateBytes));
    if (counts.size > 1) throw new Error(`Readers were sent different amounts: ${[...counts].join(', ')}`);
    const delays = probes.flatMap((probe) => probe.delays);
    return {
      cpu: cpu / ((edits * observers) / 100_000),
      busy: (100 * cpu) / took,
      p50: share(delays, 0.5),
      p99: share(delays, 0.99),
      writes: (lines[0]?.updates ?? 0) / edits,
    };
  } finally {
    for (const one of [...editors, ...probes, ...lines]) one.end();
  }
}

function scenario(name: string, reach: string, full: Size, quick: Size): Scenario {
  const size = (dose: Dose): Size => (dose.quick ? quick : full);
  return {
    name,
    reach,
    what: (dose) => {
      const { observers, editors, perSecond, seconds } = size(dose);
      return `${observers} observers × ${perSecond} edits/s by ${editors} people, ${seconds} s`;
    },
    columns: {
      cpu: 'CPU s per 100,000 deliveries',
      busy: 'CPU %',
      p50: 'edit → reader p50 ms',
      p99: 'p99 ms',
      writes: 'frames per edit and reader',
    },
    start: () => ({}),
    measure: (running, dose) => measure(running, size(dose)),
  };
}

export const manyReaders = scenario(
  'a',
  '≤ 0.80 × both',
  { observers: 1_000, editors: 5, perSecond: 50, seconds: 10 },
  { observers: 50, editors: 2, perSecond: 50, seconds: 1 },
);

export const manyEdits = scenario(
  "a'",
  '≤ 0.75 × Hocuspocus',
  { observers: 300, editors: 28, perSecond: 1_000, seconds: 10 },
  { observers: 30, editors: 12, perSecond: 400, seconds: 1 },
);
