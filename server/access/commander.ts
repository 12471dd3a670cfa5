// Commands by name, as they come over the control socket or from the command line itself; shapes are checked here.
import * as v from 'valibot';
import type { Log } from '../journal/ports.ts';
import { CommandProblem, sentenceOf } from './command-problem.ts';
import type { Commands } from './commands.ts';

export interface CommandRequest {
  readonly command: string;
  readonly params: unknown;
}

/** The result as JSON, or a sentence for the terminal. */
export type CommandAnswer =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly sentence: string };

/** Never rejects. */
export type Commander = (request: CommandRequest) => Promise<CommandAnswer>;

/** A command that another part of the house brings along (`import`). Throws `CommandProblem` or `Refused`. */
export type MoreCommands = { readonly [command: string]: (params: unknown) => Promise<unknown> };

const text = v.string();
const maybe = v.optional(v.string());

const SHAPES = {
  room: v.strictObject({ name: text }),
  set: v.strictObject({ room: text, kind: text, record: maybe, assignments: v.array(text) }),
  epoch: v.strictObject({ room: text }),
  people: v.strictObject({ room: text, revoke: maybe, role: maybe }),
  invite: v.strictObject({
    room: text,
    role: text,
    party: text,
    name: maybe,
    owner: v.optional(v.boolean()),
    days: v.optional(v.number()),
  }),
} as const;

export function commander(commands: Commands, log: Log, more: MoreCommands = {}): Commander {
  const run = async ({ command, params }: CommandRequest): Promise<unknown> => {
    switch (command) {
      case 'room':
        return commands.room(v.parse(SHAPES.room, params));
      case 'set':
        return commands.set(v.parse(SHAPES.set, params));
      case 'epoch':
        return commands.epoch(v.parse(SHAPES.epoch, params));
      case 'people':
        return commands.people(v.parse(SHAPES.people, params));
      case 'invite':
        return commands.invite(v.parse(SHAPES.invite, params));
      default: {
        const other = Object.hasOwn(more, command) ? more[command] : undefined;
        if (!other) throw new CommandProblem('command.unknown', { command });
        return other(params);
      }
    }
  };
  return async (request) => {
    try {
      return { ok: true, result: await run(request) };
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence !== undefined) return { ok: false, sentence };
      if (error instanceof v.ValiError) {
        return {
          ok: false,
          sentence: new CommandProblem('command.shape', { command: request.command }).message,
        };
      }
      log.error({ command: request.command, error: String(error) }, 'a command failed');
      return {
        ok: false,
        sentence: new CommandProblem('command.failed', { command: request.command }).message,
      };
    }
  };
}
