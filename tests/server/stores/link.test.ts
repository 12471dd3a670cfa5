// If the thread that writes the record dies, those who waited are told, and the next question finds a new one at work.
import { afterEach, describe, expect, it } from 'vitest';
import { SqliteLink } from '#server/stores/sqlite-link.ts';
import { keptLog, testFolder } from './folders.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

describe('a writer that dies', () => {
  it('is started again with the folder still ours and everything committed still there', async () => {
    const folder = await testFolder();
    folders.push(folder);
    const log = keptLog();
    const program = new URL('./dying-worker.ts', import.meta.url);
    const link = new SqliteLink({ dir: folder.dir, maxBytes: null }, log, program);
    await link.opened();
    const row = { room: 'r', createdAt: 1, exercise: false };
    await link.ask('createRoom', row);
    const lost = await Promise.allSettled([link.ask('dropRoom', 'die'), link.ask('claim', 'r')]);
    for (const one of lost) expect(one).toMatchObject({ status: 'rejected', reason: { fault: 'failed' } });
    expect(await link.ask('rooms', null)).toEqual([row]);
    expect(await link.ask('claim', 'r')).toBeGreaterThan(0);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    await link.close();
    await link.close();
    await expect(link.ask('rooms', null)).rejects.toMatchObject({ fault: 'closed' });
  });
});
