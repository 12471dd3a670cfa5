// `npm run -s room`: makes an empty room.
import { roomLine } from './lines.ts';
import { main } from './run-command.ts';

await main(roomLine);
