// `npm run -s set`: sets values on the board, as the operator.
import { setLine } from './lines.ts';
import { main } from './run-command.ts';

await main(setLine);
