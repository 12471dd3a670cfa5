// Every store of the house keeps the same promises.
import { memoryDisk, memoryStore } from '#server/journal/memory-store.ts';
import { openSqlite } from '#server/stores/sqlite.ts';
import { keptLog, testFolder } from './folders.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', () => {
  const disk = memoryDisk();
  return Promise.resolve({
    open: () => Promise.resolve(memoryStore(disk)),
    remove: () => Promise.resolve(),
  });
});

storeContract('SQLite', async () => {
  const { dir, remove } = await testFolder();
  return { open: () => openSqlite({ dir, log: keptLog() }), remove };
});
