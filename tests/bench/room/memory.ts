// Scenario g: what a thousand people who only look cost in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './contenders.ts';
import { readers } from './crowd.ts';
import type { Dose, Figures, Scenario } from './scenario.ts';

const connections = ({ quick }: Dose): number => (quick ? 50 : 1_000);

async function measure(running: Running, dose: Dose): Promise<Figures> {
  // What is made once for the first of them is nobody's share.
  const first = await readers(running, 'observer', 5);
  await sleep(500);
  const { resident: before } = await running.memory();
  const lines = await readers(running, 'observer', connections(dose));
  await sleep(1_000);
  const { resident: after } = await running.memory();
  const lost = lines.filter(({ closed }) => closed !== undefined).length;
  for (const line of [...first, ...lines]) line.end();
  if (lost > 0) throw new Error(`${lost} connections did not stand.`);
  return { each: (after - before) / connections(dose) / 1000, all: after / 1e6 };
}

export const memoryOfMany: Scenario = {
  name: 'g',
  reach: '≤ 25 KB',
  what: (dose) => `${connections(dose)} observers connected and quiet, garbage collected`,
  columns: { each: 'KB a connection', all: 'resident MB' },
  start: () => ({}),
  measure,
};
