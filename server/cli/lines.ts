// The operator's commands as they are typed: options, words and what they are asked with.
import { countOf, textOf, usage, type CommandLine } from './command-line.ts';
import { say } from '#domain/words/say-all.ts';

const room = { type: 'string', sentence: 'command.option.room', required: true } as const;

export const roomLine: CommandLine = {
  command: 'room',
  help: 'command.help.room',
  options: { name: { type: 'string', sentence: 'command.option.room-name', required: true } },
  params: (given) => ({ name: textOf(given, 'name') }),
};

export const setLine: CommandLine = {
  command: 'set',
  help: 'command.help.set',
  options: { room },
  takesWords: true,
  params: (given) => {
    const [kind, ...rest] = given.words;
    if (kind === undefined || kind.includes('='))
      throw usage(setLine, say('command.missing', { option: '<kind>' }));
    const [first] = rest;
    const names = first !== undefined && !first.includes('=');
    const assignments = names ? rest.slice(1) : rest;
    return { room: textOf(given, 'room'), kind, ...(names ? { record: first } : {}), assignments };
  },
};

export const epochLine: CommandLine = {
  command: 'epoch',
  help: 'command.help.epoch',
  options: { room },
  params: (given) => ({ room: textOf(given, 'room') }),
};

export const peopleLine: CommandLine = {
  command: 'people',
  help: 'command.help.people',
  options: {
    room,
    revoke: { type: 'string', sentence: 'command.option.revoke' },
    role: { type: 'string', sentence: 'command.option.change-role' },
  },
  params: (given) => ({
    room: textOf(given, 'room'),
    revoke: textOf(given, 'revoke'),
    role: textOf(given, 'role'),
  }),
};

export const inviteLine: CommandLine = {
  command: 'invite',
  help: 'command.help.invite',
  options: {
    room,
    role: { type: 'string', sentence: 'command.option.role', required: true },
    party: { type: 'string', sentence: 'command.option.party', required: true },
    name: { type: 'string', sentence: 'command.option.name' },
    owner: { type: 'boolean', sentence: 'command.option.owner' },
    days: { type: 'string', sentence: 'command.option.days' },
  },
  params: (given) => ({
    room: textOf(given, 'room'),
    role: textOf(given, 'role'),
    party: textOf(given, 'party'),
    name: textOf(given, 'name'),
    owner: given.values['owner'] === true,
    days: countOf(inviteLine, given, 'days'),
  }),
};
