// Promises about reading in a process beside the server: the same answers, and nobody waits for a stranger's file.
import { afterEach, expect, it } from 'vitest';
import { Refused } from '#domain/refusals.ts';
import { readFile } from '#server/exchange/read-file.ts';
import { fileReader, READER_BOUNDS, type FileReader } from '#server/reading/file-reader.ts';
import { HandClock, KeptLog } from '../rooms/ports.ts';
import { file } from './world.ts';

let reader: FileReader | undefined;
afterEach(() => reader?.close());

const points = (count: number): string =>
  Array.from({ length: count }, (_, i) => `<trkpt lat="${32 + i / 1e5}" lon="36"/>`).join('');
const BIG = file('big.gpx', `<gpx><trk><name>Big</name><trkseg>${points(2_000)}</trkseg></trk></gpx>`);

it('answers from its process what reading here would answer', async () => {
  reader = fileReader({ clock: new HandClock(), log: new KeptLog() });
  const bad = file('a.gpx', `<gpx>${' '.repeat(40_000)}<trk>`);
  for (const one of [BIG, bad]) expect(await reader.read(one, [])).toEqual(readFile(one, []));
});

it('leaves the server’s own thread free while it reads', async () => {
  reader = fileReader({ clock: new HandClock(), log: new KeptLog() });
  const large = file('a.gpx', `<gpx><trk><name>Large</name><trkseg>${points(40_000)}</trkseg></trk></gpx>`);
  // Reading here would end within one turn of this thread's loop, and without a process.
  let turnsBesideProcess = 0;
  const watch = setInterval(() => {
    if (process.getActiveResourcesInfo().includes('ProcessWrap')) turnsBesideProcess += 1;
  }, 5);
  const content = await reader.read(large, []);
  clearInterval(watch);
  expect(content.is).toBe('route');
  expect(turnsBesideProcess).toBeGreaterThan(1);
});

it('ends a file that takes too long, and says that it holds too much', async () => {
  const clock = new HandClock();
  reader = fileReader({ clock, log: new KeptLog() });
  const reading = reader.read(BIG, []);
  // The process is on its way by the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  clock.pass(60_000);
  expect(await reading).toMatchObject({ is: 'bad', problems: [{ code: 'too-much' }] });
});

it('lets a few files wait and turns further ones away', async () => {
  const open = fileReader({ clock: new HandClock(), log: new KeptLog() }, { ...READER_BOUNDS, waiting: 2 });
  reader = open;
  const all = await Promise.allSettled(Array.from({ length: 3 }, () => open.read(BIG, [])));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  const [turned] = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(turned instanceof Refused && turned.refusal.code).toBe('too-fast');
});

it('closed while it reads, it refuses instead of leaving anybody waiting', async () => {
  reader = fileReader({ clock: new HandClock(), log: new KeptLog() });
  const reading = reader.read(BIG, []);
  const refused = expect(reading).rejects.toThrow('shutting-down');
  await new Promise((resolve) => setImmediate(resolve));
  await reader.close();
  await refused;
});
