// `npm run -s epoch`: starts a fresh document of a room, without the past of every value.
import { epochLine } from './lines.ts';
import { main } from './run-command.ts';

await main(epochLine);
