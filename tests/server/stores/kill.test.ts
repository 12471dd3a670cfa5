// A server that is killed in the middle of its work loses nothing that it said was recorded.
import { afterEach, describe, expect, it } from 'vitest';
import { verifyRoom } from '#server/journal/verify.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { appender, endAppenders } from './children.ts';
import { keptLog, testFolder } from './folders.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await endAppenders();
  for (const folder of folders.splice(0)) await folder.remove();
});

describe('kill -9 of the process that writes the record', () => {
  it('keeps every acknowledged entry, a sound chain and a free folder, time after time', async () => {
    const folder = await testFolder();
    folders.push(folder);
    let acknowledged = 0;
    for (const [round, acks] of [1, 40, 160, 7].entries()) {
      const child = appender(folder.dir, { inFlight: 1 + 8 * round });
      await child.line((line) => line.startsWith('ack') && Number(line.slice(4)) >= acknowledged + acks);
      child.process.kill('SIGKILL');
      await child.ended;
      expect(child.lines[0]).toBe(`open ${seqOf(child.lines[0])}`);
      expect(seqOf(child.lines[0])).toBeGreaterThanOrEqual(acknowledged);
      acknowledged = Math.max(...child.lines.map(seqOf));

      const store = await openSqlite({ dir: folder.dir, log: keptLog() });
      const head = await store.head('room-a');
      expect(head.seq).toBeGreaterThanOrEqual(acknowledged);
      expect(await verifyRoom(store, 'room-a')).toEqual({ state: 'sound', head });
      expect(await store.read('room-a', { after: 0, limit: 1e9 })).toHaveLength(head.seq);
      await store.close();
    }
    expect(acknowledged).toBeGreaterThan(200);
  });
});

function seqOf(line = ''): number {
  return Number(/^(?:ack|open) (\d+)$/.exec(line)?.[1] ?? Number.NaN);
}
