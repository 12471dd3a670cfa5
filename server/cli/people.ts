// `npm run -s people`: lists who may enter a room, ends access, changes roles.
import { peopleLine } from './lines.ts';
import { main } from './run-command.ts';

await main(peopleLine);
