// `npm run -s invite`: makes an invitation and prints its link.
import { inviteLine } from './lines.ts';
import { main } from './run-command.ts';

await main(inviteLine);
