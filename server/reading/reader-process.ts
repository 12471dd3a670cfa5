// The process that reads one imported file, answers and ends; it has nothing of the server but the reader.
import { readFile } from '../exchange/read-file.ts';
import type { ReadOrder } from './file-reader.ts';

process.once('message', (order) => {
  const { file, near } = order as ReadOrder;
  process.send?.(readFile(file, near));
});
// The server is gone: nobody waits for the answer any more.
process.once('disconnect', () => process.exit(0));
