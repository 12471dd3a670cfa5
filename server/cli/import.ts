// `npm run -s import`: brings a route or convoys from a file into a room, all or nothing.
import { importLine } from './import-line.ts';
import { main } from './run-command.ts';

await main(importLine);
