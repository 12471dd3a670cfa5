// The `import` command: a file read on the operator's side, imported by the server that has the room.
import * as v from 'valibot';
import { CommandProblem } from '../access/command-problem.ts';
import { OPERATOR_MEMBER } from '../access/operator-writes.ts';
import type { ImportOutcome } from '#domain/import-outcome.ts';
import type { Store } from '../journal/store.ts';
import type { Imports } from './imports.ts';

/** Parameters as they come over the control socket. */
const SHAPE = v.strictObject({
  /** a room's id, or `exercise` */
  room: v.string(),
  party: v.optional(v.string()),
  dryRun: v.optional(v.boolean()),
  file: v.strictObject({ name: v.string(), base64: v.pipe(v.string(), v.base64()) }),
});
export type ImportCommand = v.InferInput<typeof SHAPE>;

/** Throws `CommandProblem`, `Refused`, or `ValiError` for parameters of another shape; problems of the file come in the answer. */
export function importCommand(
  imports: Pick<Imports, 'preview' | 'commit'>,
  store: Pick<Store, 'rooms'>,
): (params: unknown) => Promise<ImportOutcome> {
  return async (params) => {
    const { room, party, dryRun, file } = v.parse(SHAPE, params);
    const member = { ...OPERATOR_MEMBER, room: await roomOf(room, store) };
    const bytes = Uint8Array.from(Buffer.from(file.base64, 'base64'));
    const incoming = { name: file.name, type: '', bytes, ...(party === undefined ? {} : { party }) };
    return dryRun === true ? imports.preview(member, incoming) : imports.commit(member, incoming);
  };
}

async function roomOf(name: string, store: Pick<Store, 'rooms'>): Promise<string> {
  const rows = await store.rooms();
  const row = rows.find(({ room, exercise }) => (name === 'exercise' ? exercise : room === name));
  if (row) return row.room;
  if (name === 'exercise') throw new CommandProblem('command.no-exercise');
  if (rows.length === 0) throw new CommandProblem('command.no-rooms', { room: name });
  throw new CommandProblem('command.no-room', { room: name, rooms: rows.map(({ room }) => room).join(', ') });
}
